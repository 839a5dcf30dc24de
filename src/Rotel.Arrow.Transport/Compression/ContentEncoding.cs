namespace Rotel.Arrow.Transport.Compression;

/// <summary>A compression that a peer may name in Content-Encoding or grpc-encoding.</summary>
public enum ContentEncoding : byte
{
    /// <summary>Not compressed: header absent, empty, <c>identity</c> or <c>none</c>.</summary>
    Identity = 0,

    /// <summary>gzip (RFC 1952), one member or several.</summary>
    Gzip,

    /// <summary>The zlib format (RFC 1950), which HTTP calls <c>deflate</c> (RFC 9110 section 8.4.1.2).</summary>
    Deflate,

    /// <summary>Zstandard frames (RFC 8878).</summary>
    Zstd,

    /// <summary>Snappy, one block or the framing format; which of them is seen from the first bytes.</summary>
    Snappy,

    /// <summary>LZ4 frames.</summary>
    Lz4,

    /// <summary>A name nobody here knows.</summary>
    Unknown,
}

/// <summary>Names of encodings, as both transports write them.</summary>
public static class ContentEncodings
{
    /// <summary>What an HTTP receiver takes; the value of Accept-Encoding beside a 415 (RFC 9110 section 12.5.3).</summary>
    public const string AcceptedByHttp = "gzip, zstd, deflate, zlib, snappy, x-snappy-framed, lz4";

    /// <summary>What a gRPC receiver takes; the value of grpc-accept-encoding.</summary>
    public const string AcceptedByGrpc = "identity,gzip,zstd,snappy,deflate";

    /// <summary>
    /// The encoding of a Content-Encoding header. Names are case-insensitive; a list of encodings applied one over
    /// the other is <see cref="ContentEncoding.Unknown"/>, because nested expansion has no use in OTLP.
    /// </summary>
    public static ContentEncoding FromHttp(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        return name switch
        {
            [] => ContentEncoding.Identity,
            _ when Is(name, "gzip") || Is(name, "x-gzip") => ContentEncoding.Gzip,
            _ when Is(name, "identity") || Is(name, "none") => ContentEncoding.Identity,
            _ when Is(name, "zstd") => ContentEncoding.Zstd,
            _ when Is(name, "deflate") || Is(name, "zlib") => ContentEncoding.Deflate,
            _ when Is(name, "snappy") || Is(name, "x-snappy-framed") => ContentEncoding.Snappy,
            _ when Is(name, "lz4") => ContentEncoding.Lz4,
            _ => ContentEncoding.Unknown,
        };
    }

    /// <summary>
    /// The encoding of a grpc-encoding header; names are exact (gRPC over HTTP/2, "Message-Encoding"). The Go exporter of
    /// OTAP calls zstd by ten names more, one a compression level; the frames are ordinary (otap.md 1.5).
    /// </summary>
    public static ContentEncoding FromGrpc(ReadOnlySpan<char> name) => name switch
    {
        "" or "identity" => ContentEncoding.Identity,
        "gzip" => ContentEncoding.Gzip,
        "zstd" => ContentEncoding.Zstd,
        "snappy" => ContentEncoding.Snappy,
        "deflate" => ContentEncoding.Deflate,
        "zstdarrow1" or "zstdarrow2" or "zstdarrow3" or "zstdarrow4" or "zstdarrow5" => ContentEncoding.Zstd,
        "zstdarrow6" or "zstdarrow7" or "zstdarrow8" or "zstdarrow9" or "zstdarrow10" => ContentEncoding.Zstd,
        _ => ContentEncoding.Unknown,
    };

    /// <summary>The name to write in a header; the same for both transports.</summary>
    public static string Name(this ContentEncoding encoding) => encoding switch
    {
        ContentEncoding.Identity => "identity",
        ContentEncoding.Gzip => "gzip",
        ContentEncoding.Deflate => "deflate",
        ContentEncoding.Zstd => "zstd",
        ContentEncoding.Snappy => "snappy",
        ContentEncoding.Lz4 => "lz4",
        _ => "unknown",
    };

    private static bool Is(ReadOnlySpan<char> name, string expected) =>
        name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
