namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>How OTLP travels.</summary>
public enum OtlpProtocol : byte
{
    /// <summary>OTLP/gRPC: <c>grpc</c>.</summary>
    Grpc = 0,

    /// <summary>OTLP/HTTP with protobuf bodies: <c>http</c>.</summary>
    HttpProtobuf = 1,

    /// <summary>OTLP/HTTP with JSON bodies: <c>http-json</c>.</summary>
    HttpJson = 2,
}

/// <summary>How requests are compressed.</summary>
public enum OtlpCompression : byte
{
    /// <summary>Not.</summary>
    None = 0,

    /// <summary>gzip, which every OTLP server must take.</summary>
    Gzip = 1,

    /// <summary>zstd, which Collectors take and many backends do not.</summary>
    Zstd = 2,
}
