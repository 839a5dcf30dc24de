using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>Reads the parameters of a parquet exporter.</summary>
internal static class ParquetExporterReader
{
    private const string S3Scheme = "s3://";

    /// <summary>Roll interval when senders wait for it and nothing is said.</summary>
    private static readonly TimeSpan RollWithAck = TimeSpan.FromSeconds(5);

    public static ParquetExporterConfig Read(string name, PerSignal<RetryConfig> retry, OptionReader options)
    {
        string directory = options.Text(ParquetExporterOptions.Directory)!;
        S3Config? s3 = null;
        if (directory.StartsWith(S3Scheme, StringComparison.OrdinalIgnoreCase))
        {
            s3 = Bucket(directory, options);
            directory = options.Text(ParquetExporterOptions.StagingDirectory)!;
        }
        else if (directory.Contains("://", StringComparison.Ordinal))
        {
            options.Error(
                ParquetExporterOptions.Directory,
                $"{OptionSyntax.Quote(DestinationUrl.Redact(directory))} is neither a folder nor s3://BUCKET/PREFIX: other stores are not in this version");
        }

        // Senders wait for their file when delivery is acknowledged: a minute is longer than their time-outs.
        TimeSpan roll = options.Duration(ParquetExporterOptions.RollInterval);
        bool wait = options.Choice(DeliveryOptions.Ack) == "delivered" && !options.IsGiven(ParquetExporterOptions.RollInterval);
        return new ParquetExporterConfig(
            name, directory,
            options.Choice(ParquetExporterOptions.Compression) switch
            {
                "snappy" => ParquetCompression.Snappy,
                "lz4" => ParquetCompression.Lz4,
                "gzip" => ParquetCompression.Gzip,
                "none" => ParquetCompression.None,
                _ => ParquetCompression.Zstd,
            },
            options.OptionalBytes(ParquetExporterOptions.RowGroupBytes)!.Value,
            options.OptionalBytes(ParquetExporterOptions.MaxFileBytes)!.Value,
            wait ? RollWithAck : roll)
        {
            S3 = s3,
            Retry = retry,
        };
    }

    private static S3Config Bucket(string address, OptionReader options)
    {
        string[] parts = address[S3Scheme.Length..].Split('/', 2);
        string bucket = parts[0];
        if (bucket.Length is < 3 or > 63 || bucket.AsSpan().ContainsAnyExcept(BucketCharacters))
        {
            options.Error(
                ParquetExporterOptions.Directory,
                $"{OptionSyntax.Quote(DestinationUrl.Redact(bucket))} is not the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens");
        }

        return new S3Config(
            bucket,
            parts.Length > 1 ? parts[1].Trim('/') : "",
            options.Url(ParquetExporterOptions.S3Endpoint),
            options.Text(ParquetExporterOptions.S3Region),
            options.Flag(ParquetExporterOptions.S3PathStyle),
            options.Choice(ParquetExporterOptions.S3Encryption) switch
            {
                "s3" => S3Encryption.S3,
                "kms" => S3Encryption.Kms,
                _ => S3Encryption.Bucket,
            },
            options.Text(ParquetExporterOptions.S3KmsKey));
    }

    private static readonly System.Buffers.SearchValues<char> BucketCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");
}
