namespace Rotel.Arrow.Transport.Http;

/// <summary>Where a client sends: an http or https address with everything secret taken out of what is printed.</summary>
public sealed class HttpEndpoint
{
    private HttpEndpoint(Uri address)
    {
        Address = address;
        Display = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
    }

    /// <summary>The address, with its query.</summary>
    public Uri Address { get; }

    /// <summary>For messages: scheme, host, port and path; no query, because it may hold a key.</summary>
    public string Display { get; }

    /// <summary>True for https.</summary>
    public bool IsSecure => Address.Scheme == Uri.UriSchemeHttps;

    /// <summary>True when the address has a path beyond the root.</summary>
    public bool HasPath => Address.AbsolutePath.Length > 1;

    /// <summary>
    /// Reads an address. A missing scheme means http://. False with a reason that does not repeat the text, which may
    /// hold a password.
    /// </summary>
    public static bool TryParse(string? text, out HttpEndpoint endpoint, out string error)
    {
        endpoint = null!;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            error = "the address is empty";
            return false;
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            error = "not an address of the form http://host:port";
            return false;
        }

        error = FindProblem(uri) ?? "";
        if (error.Length > 0)
        {
            return false;
        }

        endpoint = new HttpEndpoint(uri);
        return true;
    }

    /// <summary>An address that was read before.</summary>
    /// <exception cref="ArgumentException">It is not one that <see cref="TryParse"/> accepts.</exception>
    public static HttpEndpoint From(Uri address) => FindProblem(address) is { } problem
        ? throw new ArgumentException(problem, nameof(address))
        : new HttpEndpoint(address);

    /// <summary>This address with a relative path after its own: the base <c>http://h/x</c> gives <c>http://h/x/v1/logs</c>.</summary>
    public HttpEndpoint Append(string relativePath)
    {
        var builder = new UriBuilder(Address);
        builder.Path = builder.Path.TrimEnd('/') + "/" + relativePath;
        return new HttpEndpoint(builder.Uri);
    }

    /// <summary>The same host with another absolute path and no query: where a gRPC method lives.</summary>
    public HttpEndpoint WithPath(string absolutePath) => new(new UriBuilder(Address) { Path = absolutePath, Query = "" }.Uri);

    /// <summary>Same as <see cref="Display"/>.</summary>
    public override string ToString() => Display;

    private static string? FindProblem(Uri uri)
    {
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            return "the scheme must be http:// or https://";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "user name and password do not belong into an address; send them as a header";
        }

        return uri.Fragment.Length > 0 ? "an address has no fragment ('#')" : null;
    }
}
