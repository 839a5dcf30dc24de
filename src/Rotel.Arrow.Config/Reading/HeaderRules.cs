namespace Rotel.Arrow.Config.Reading;

/// <summary>Which headers may be added to requests (RFC 9110 section 5; gRPC over HTTP/2, requests).</summary>
internal static class HeaderRules
{
    private static readonly string[] SetByTheExporter =
    [
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ];

    /// <summary>What is wrong with a header; the value is never part of the text.</summary>
    public static string? Problem(string name, string value)
    {
        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c)))
        {
            return $"{OptionSyntax.Quote(name)} is not the name of a header";
        }

        if (SetByTheExporter.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase))
        {
            return $"the header {name} belongs to the protocol and is set by the exporter";
        }

        return value.All(static c => c is '\t' or (>= ' ' and <= '~'))
            ? null
            : $"the value of the header {name} has characters other than printable ASCII";
    }
}
