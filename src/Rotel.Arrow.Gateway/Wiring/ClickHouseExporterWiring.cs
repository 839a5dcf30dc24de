using Rotel.Arrow.Config;
using Rotel.Arrow.Exporters.ClickHouse;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Transport.Tls;

namespace Rotel.Arrow.Gateway.Wiring;

/// <summary>Makes a ClickHouse exporter.</summary>
internal static class ClickHouseExporterWiring
{
    private const string TlsOption = "--clickhouse-exporter-tls-";

    public static (IExporter Exporter, DestinationOptions Destination) Create(
        ClickHouseExporterConfig config, SignalSet signals, SlabPool pool, ILoggerFactory loggers, TimeProvider time)
    {
        var options = new ClickHouseExporterOptions
        {
            Endpoints = [.. config.Endpoints.Select(HttpEndpoint.From)],
            Database = config.Database,
            TablePrefix = config.TablePrefix,
            Compression = config.Compression switch
            {
                "none" => ClickHouseCompression.None,
                "zstd" => ClickHouseCompression.Zstd,
                _ => ClickHouseCompression.Lz4,
            },
            AsyncInsert = config.AsyncInsert switch
            {
                true => ClickHouseAsyncInsert.Always,
                false => ClickHouseAsyncInsert.Never,
                null => ClickHouseAsyncInsert.Auto,
            },
            WaitForAsyncInsert = config.AsyncInsertWait,
            Json = config.EnableJson,
            NestedMaxDepth = config.NestedMaxDepth,
            User = config.User,
            Password = config.Password?.Reveal(),
            Headers = [.. config.Headers.Select(static h => new RequestHeader(h.Key, h.Value.Reveal()))],
            Tls = new TlsClientOptions
            {
                Cert = Pem(TlsOption + "cert", config.Tls.Certificate),
                Key = Pem(TlsOption + "key", config.Tls.Key),
                Ca = Pem(TlsOption + "ca", config.Tls.Authorities),
                SkipVerify = config.Tls.SkipVerify,
            },
        };
        return (
            new ClickHouseExporter(config.Name, options, pool, time, loggers.CreateLogger("Rotel.Arrow.Exporters.ClickHouse")),
            new DestinationOptions
            {
                Signals = signals,
                Retry = ExporterWiring.Retry(config.Retry.Traces),
                RequestTimeout = config.RequestTimeout,
            });
    }

    private static Transport.Tls.PemSource? Pem(string option, Config.PemSource? source) =>
        source is null ? null : Transport.Tls.PemSource.From(option, source.File, source.Text?.Reveal());
}
