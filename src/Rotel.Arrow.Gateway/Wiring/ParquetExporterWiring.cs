using Rotel.Arrow.Config;
using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Gateway.Wiring;

/// <summary>Makes a Parquet exporter with the time that its acknowledgements take.</summary>
internal static class ParquetExporterWiring
{
    /// <summary>For writing and fsync, beyond the age at which a file is finished.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(60);

    public static (IExporter Exporter, DestinationOptions Destination) Create(
        ParquetExporterConfig config, AckLevel ack, SignalSet signals, SlabPool pool, ILoggerFactory loggers, TimeProvider time)
    {
        var options = new ParquetExporterOptions
        {
            Directory = config.Directory,
            Compression = config.Compression switch
            {
                ParquetCompression.Snappy => ParquetCodec.Snappy,
                ParquetCompression.Lz4 => ParquetCodec.Lz4Raw,
                ParquetCompression.Gzip => ParquetCodec.Gzip,
                ParquetCompression.None => ParquetCodec.Uncompressed,
                _ => ParquetCodec.Zstd,
            },
            RowGroupBytes = config.RowGroupBytes,
            MaxFileBytes = config.MaxFileBytes,
            RollInterval = config.RollInterval,
            AckWhenDurable = ack == AckLevel.Delivered,
        };
        return (
            new ParquetExporter(config.Name, options, pool, time, loggers.CreateLogger("Rotel.Arrow.Exporters.Parquet")),
            new DestinationOptions
            {
                Signals = signals,
                Retry = ExporterWiring.Retry(config.Retry.Traces),
                RequestTimeout = (options.AckWhenDurable ? config.RollInterval : TimeSpan.Zero) + WriteTimeout,
            });
    }
}
