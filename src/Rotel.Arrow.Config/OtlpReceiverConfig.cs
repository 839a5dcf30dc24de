using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config;

/// <summary>OTLP coming in.</summary>
public sealed record OtlpReceiverConfig
{
    /// <summary>Where OTLP/gRPC listens.</summary>
    public required ListenEndpoint Grpc { get; init; }

    /// <summary>Where OTLP/HTTP listens.</summary>
    public required ListenEndpoint Http { get; init; }

    /// <summary>Largest gRPC message in bytes, before and after decompression.</summary>
    public required int GrpcMaxMessageBytes { get; init; }

    /// <summary>Largest HTTP body in bytes, before and after decompression.</summary>
    public required int HttpMaxMessageBytes { get; init; }

    /// <summary>Signals that are accepted if an exporter takes them.</summary>
    public required PerSignal<bool> Enabled { get; init; }

    /// <summary>Paths of OTLP/HTTP.</summary>
    public required PerSignal<string> HttpPaths { get; init; }

    /// <summary>Null: plain text.</summary>
    public ServerTlsConfig? Tls { get; init; }
}

/// <summary>TLS of a receiver; PEM files.</summary>
/// <param name="CertificateFile">Certificate chain.</param>
/// <param name="KeyFile">Private key.</param>
/// <param name="ClientCaFile">Authorities that must have signed a client's certificate; null: clients need none.</param>
public sealed record ServerTlsConfig(string CertificateFile, string KeyFile, string? ClientCaFile);
