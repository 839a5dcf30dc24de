using Rotel.Arrow.Config;
using Rotel.Arrow.Config.Values;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Transport.Tls;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway.Wiring;

/// <summary>Makes the options of the receivers from the configuration.</summary>
internal static class ReceiverWiring
{
    public static OtlpReceiverOptions Otlp(OtlpReceiverConfig config) => new()
    {
        Grpc = Listen("--otlp-grpc-endpoint", config.Grpc),
        Http = Listen("--otlp-http-endpoint", config.Http),
        GrpcMaxMessageBytes = config.GrpcMaxMessageBytes,
        HttpMaxMessageBytes = config.HttpMaxMessageBytes,
        DisabledSignals = [.. SignalChoice.All.Where(signal => !config.Enabled.Of(signal))],
        TracesPath = config.HttpPaths.Traces,
        MetricsPath = config.HttpPaths.Metrics,
        LogsPath = config.HttpPaths.Logs,
        Tls = config.Tls is { } tls
            ? new TlsServerOptions
            {
                Certificate = Pem("cert", tls.CertificateFile)!,
                Key = Pem("key", tls.KeyFile)!,
                ClientCa = Pem("client-ca", tls.ClientCaFile),
            }
            : null,
    };

    private static OtlpListenAddress Listen(string option, ListenEndpoint endpoint) => new(option, endpoint.Host, endpoint.Port);

    private static Transport.Tls.PemSource? Pem(string part, string? file) =>
        Transport.Tls.PemSource.From("--otlp-receiver-tls-" + part, file, null);
}
