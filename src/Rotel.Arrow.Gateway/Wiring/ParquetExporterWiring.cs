using Rotel.Arrow.Config;
using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Exporters.Parquet.Stores;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Gateway.Wiring;

/// <summary>Makes a Parquet exporter with the time that its acknowledgements take.</summary>
internal static class ParquetExporterWiring
{
    /// <summary>For attempts to store a file in a bucket.</summary>
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromMinutes(5);

    /// <summary>For writing and fsync, beyond the age at which a file is finished.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(60);

    public static (IExporter Exporter, DestinationOptions Destination) Create(
        ParquetExporterConfig config, AckLevel ack, SignalSet signals, SlabPool pool, ILoggerFactory loggers, TimeProvider time)
    {
        var options = new ParquetExporterOptions
        {
            Directory = config.Directory,
            S3 = config.S3 is { } s3 ? Bucket(s3) : null,
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
                RequestTimeout = (options.AckWhenDurable ? config.RollInterval + (config.S3 is null ? TimeSpan.Zero : StoreTimeout) : TimeSpan.Zero) + WriteTimeout,
            });
    }

    private static S3StoreOptions Bucket(S3Config config) => new()
    {
        Bucket = config.Bucket,
        Prefix = config.Prefix,
        Endpoint = config.Endpoint,
        Region = config.Region,
        PathStyle = config.PathStyle,
        Encryption = config.Encryption switch
        {
            Config.S3Encryption.S3 => Exporters.Parquet.Stores.S3Encryption.S3Keys,
            Config.S3Encryption.Kms => Exporters.Parquet.Stores.S3Encryption.Kms,
            _ => Exporters.Parquet.Stores.S3Encryption.BucketDefault,
        },
        KmsKeyId = config.KmsKey,
    };
}
