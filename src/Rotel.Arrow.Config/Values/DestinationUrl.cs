namespace Rotel.Arrow.Config.Values;

/// <summary>
/// Where an exporter sends to. A missing scheme means <c>http://</c>, as in Rotel. Only http and https; no credentials
/// (they would end up in logs of proxies and servers) and no fragment.
/// </summary>
public static class DestinationUrl
{
    /// <summary>What is allowed, for error messages and documentation.</summary>
    public const string Grammar = "http://host:port or https://host:port, for HTTP with a path if need be; without a scheme http:// is meant";

    /// <summary>Reads a URL; false with <paramref name="problem"/> saying what is wrong with it.</summary>
    public static bool TryParse(string text, out Uri? url, out string? problem)
    {
        url = null;
        problem = null;
        string full = text.Trim();
        if (!full.Contains("://", StringComparison.Ordinal))
        {
            full = "http://" + full;
        }

        if (!Uri.TryCreate(full, UriKind.Absolute, out Uri? parsed) || parsed.Host.Length == 0 || parsed.Port <= 0)
        {
            problem = "is not a URL";
        }
        else if (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
        {
            problem = "has a scheme other than http and https";
        }
        else if (parsed.UserInfo.Length > 0)
        {
            problem = "has credentials in it: use --otlp-exporter-authenticator basic instead";
        }
        else if (parsed.Fragment.Length > 0)
        {
            problem = "has a fragment (#)";
        }
        else
        {
            url = parsed;
            return true;
        }

        return false;
    }

    /// <summary>The text without what may be secret: user, password, query and fragment.</summary>
    public static string Redact(string text)
    {
        int end = text.AsSpan().IndexOfAny('?', '#');
        string head = end < 0 ? text : text[..end];
        int start = head.IndexOf("://", StringComparison.Ordinal);
        start = start < 0 ? 0 : start + 3;
        int at = head.LastIndexOf('@');
        string safe = at >= start ? head[..start] + Secret.Redacted + head[at..] : head;
        return end < 0 ? safe : safe + text[end] + Secret.Redacted;
    }
}
