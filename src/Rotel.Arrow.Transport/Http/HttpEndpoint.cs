namespace Rotel.Arrow.Transport.Http;

/// <summary>Where a client sends: an http or https address with everything secret taken out of what is printed.</summary>
public sealed class HttpEndpoint
{
    private HttpEndpoint(Uri address, BasicCredentials? credentials)
    {
        Address = address;
        Credentials = credentials;
        Display = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
    }

    /// <summary>The address without user name and password, with its query.</summary>
    public Uri Address { get; }

    /// <summary>User name and password of the address (<c>https://user:password@host</c>), if it has them.</summary>
    public BasicCredentials? Credentials { get; }

    /// <summary>For messages: scheme, host, port and path; no credentials, and no query (it may hold a key).</summary>
    public string Display { get; }

    /// <summary>True for https.</summary>
    public bool IsSecure => Address.Scheme == Uri.UriSchemeHttps;

    /// <summary>
    /// Reads an address. A missing scheme means http://. False with a reason that does not repeat the text (it may
    /// hold a password).
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

        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            text = "http://" + text;
        }
        else if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            error = "the scheme must be http:// or https://";
            return false;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            error = "not an address of the form http://host:port";
            return false;
        }

        if (uri.Fragment.Length > 0)
        {
            error = "an address has no fragment ('#')";
            return false;
        }

        BasicCredentials? credentials = null;
        if (uri.UserInfo.Length > 0)
        {
            string[] parts = uri.UserInfo.Split(':', 2);
            credentials = new BasicCredentials(
                Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
            uri = new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        }

        endpoint = new HttpEndpoint(uri, credentials);
        error = "";
        return true;
    }

    /// <summary>This address with a relative path after its own: the base <c>http://h/x</c> gives <c>http://h/x/v1/logs</c>.</summary>
    public HttpEndpoint Append(string relativePath)
    {
        var builder = new UriBuilder(Address);
        builder.Path = builder.Path.TrimEnd('/') + "/" + relativePath;
        return new HttpEndpoint(builder.Uri, Credentials);
    }

    /// <summary>The same host with another absolute path and no query: where a gRPC method lives.</summary>
    public HttpEndpoint WithPath(string absolutePath) =>
        new(new UriBuilder(Address) { Path = absolutePath, Query = "" }.Uri, Credentials);

    /// <summary>Same as <see cref="Display"/>.</summary>
    public override string ToString() => Display;
}
