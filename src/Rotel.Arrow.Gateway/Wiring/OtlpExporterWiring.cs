using Rotel.Arrow.Config;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Transport.Tls;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway.Wiring;

/// <summary>
/// Makes the otlp exporters. Retry and timeout belong to a destination of the pipeline, so signals that differ in them
/// become destinations of their own, named <c>otlp/logs</c>; usually there is one.
/// </summary>
internal static class OtlpExporterWiring
{
    private const string TlsOption = "--otlp-exporter-tls-";

    /// <summary>One exporter for each group of signals with the same retry and timeout.</summary>
    public static IEnumerable<(IExporter Exporter, DestinationOptions Destination)> Create(
        OtlpExporterConfig config, SignalSet signals, SlabPool pool, ILoggerFactory loggers, TimeProvider time)
    {
        var groups = SignalChoice.All
            .Where(signal => signals.Contains(signal) && config.Destinations.Of(signal) is not null)
            .GroupBy(signal => (Retry: config.Retry.Of(signal), config.Destinations.Of(signal)!.RequestTimeout))
            .ToList();
        foreach (var group in groups)
        {
            string name = groups.Count == 1 ? config.Name : $"{config.Name}/{string.Join('+', group.Select(static s => s.Name()))}";
            SignalSet own = group.Aggregate(SignalSet.None, static (set, signal) => set | signal.ToSet());
            var options = new OtlpExporterOptions
            {
                Traces = Destination(config, own, Signal.Traces),
                Metrics = Destination(config, own, Signal.Metrics),
                Logs = Destination(config, own, Signal.Logs),
            };
            yield return (
                new OtlpExporter(name, options, pool, time, loggers.CreateLogger("Rotel.Arrow.Exporters.Otlp")),
                new DestinationOptions
                {
                    Signals = own,
                    Retry = ExporterWiring.Retry(group.Key.Retry),
                    RequestTimeout = group.Key.RequestTimeout,
                });
        }
    }

    private static OtlpDestinationOptions? Destination(OtlpExporterConfig exporter, SignalSet signals, Signal signal) =>
        signals.Contains(signal) && exporter.Destinations.Of(signal) is { } config
            ? new OtlpDestinationOptions
            {
                Endpoint = HttpEndpoint.From(config.Endpoint),
                EndpointIsFull = config.EndpointIsFull,
                Protocol = config.Protocol switch
                {
                    Config.OtlpProtocol.HttpProtobuf => Exporters.Otlp.OtlpProtocol.HttpProtobuf,
                    Config.OtlpProtocol.HttpJson => Exporters.Otlp.OtlpProtocol.HttpJson,
                    _ => Exporters.Otlp.OtlpProtocol.Grpc,
                },
                Compression = config.Compression switch
                {
                    Config.OtlpCompression.Gzip => Exporters.Otlp.OtlpCompression.Gzip,
                    Config.OtlpCompression.Zstd => Exporters.Otlp.OtlpCompression.Zstd,
                    _ => Exporters.Otlp.OtlpCompression.None,
                },
                Headers = [.. config.Headers.Select(static h => new RequestHeader(h.Key, h.Value.Reveal()))],
                Tls = new TlsClientOptions
                {
                    Cert = Pem(TlsOption + "cert", config.Tls.Certificate),
                    Key = Pem(TlsOption + "key", config.Tls.Key),
                    Ca = Pem(TlsOption + "ca", config.Tls.Authorities),
                    SkipVerify = config.Tls.SkipVerify,
                },
                RequestTimeout = config.RequestTimeout,
                PoolIdleTimeout = config.PoolIdleTimeout,
                PoolMaxConnections = config.PoolMaxConnections,
            }
            : null;

    private static Transport.Tls.PemSource? Pem(string option, Config.PemSource? source) =>
        source is null ? null : Transport.Tls.PemSource.From(option, source.File, source.Text?.Reveal());
}
