namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>The two ways in.</summary>
public enum OtlpTransport : byte
{
    /// <summary>Unary Export over HTTP/2.</summary>
    Grpc = 0,

    /// <summary>POST with protobuf or JSON.</summary>
    Http = 1,
}

/// <summary>Names of transports for logs and metrics.</summary>
internal static class OtlpTransportNames
{
    internal const int Count = 2;

    internal static string Name(this OtlpTransport transport) => transport == OtlpTransport.Grpc ? "grpc" : "http";
}
