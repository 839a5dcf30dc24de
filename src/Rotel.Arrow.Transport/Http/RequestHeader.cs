using System.Buffers;

namespace Rotel.Arrow.Transport.Http;

/// <summary>A header that the user wants on every request. Its value is a secret more often than not.</summary>
public sealed record RequestHeader(string Name, string Value)
{
    private static readonly SearchValues<char> s_tokenChars = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Headers that belong to the connection or the protocol: changing them breaks the request.</summary>
    private static readonly string[] s_reserved =
    [
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ];

    /// <summary>What is wrong with this header, or null. Does not show the value.</summary>
    public string? FindProblem()
    {
        if (Name.Length == 0 || Name.AsSpan().ContainsAnyExcept(s_tokenChars))
        {
            return $"'{Name}' is not a header name (RFC 9110, 5.6.2)";
        }

        if (s_reserved.Contains(Name, StringComparer.OrdinalIgnoreCase)
            || Name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase))
        {
            return $"the header '{Name}' belongs to the protocol and cannot be set";
        }

        foreach (char c in Value)
        {
            if (c is not '\t' and (< ' ' or > '~'))
            {
                return $"the value of header '{Name}' holds a character that is not printable ASCII";
            }
        }

        return null;
    }

    /// <summary>Hides the value.</summary>
    public override string ToString() => Name;
}
