namespace Rotel.Arrow.Config.Table;

/// <summary>Parquet files below a folder or in a bucket.</summary>
internal static class ParquetExporterOptions
{
    /// <summary>What stands before a parameter's name.</summary>
    public const string Prefix = "parquet-exporter-";

    private const OptionGroup Group = OptionGroup.ParquetExporter;

    public static readonly OptionDefinition Directory = new(Prefix + "directory", OptionKind.Directory, Group,
        "Directory, or s3://BUCKET/PREFIX, below which the files are written")
    {
        Default = "./rotel-data",
        Details = "Not in Rotel. Files lie in traces, metrics and logs, by date and hour: `traces/date=2026-01-02/hour=03/*.parquet`. "
            + "One process at a time writes into a directory. With S3 files are made in --parquet-exporter-staging-directory; credentials are "
            + "found as the AWS SDK does (environment, profile, role).",
    };

    public static readonly OptionDefinition Compression = new(Prefix + "compression", OptionKind.Choice, Group,
        "Compression of the files")
    {
        Default = "zstd",
        Allowed = ["zstd", "snappy", "lz4", "gzip", "none"],
        Details = "Not in Rotel. zstd is level 1; lz4 is LZ4_RAW.",
    };

    public static readonly OptionDefinition RowGroupBytes = new(Prefix + "row-group-bytes", OptionKind.Bytes, Group,
        "End a row group at this size, before compression; an open one is held in memory")
    {
        Default = "16MiB",
        Minimum = 1 << 20,
        Maximum = 256 << 20,
        Details = "Not in Rotel.",
    };

    public static readonly OptionDefinition MaxFileBytes = new(Prefix + "max-file-bytes", OptionKind.Bytes, Group,
        "Finish a file at this size")
    {
        Default = "128MiB",
        Minimum = 1 << 20,
        Details = "Not in Rotel.",
    };

    public static readonly OptionDefinition RollInterval = new(Prefix + "roll-interval", OptionKind.Duration, Group,
        "Finish a file at this age; readers see it then")
    {
        Default = "60s",
        Minimum = 100 * TimeSpan.TicksPerMillisecond,
        Maximum = TimeSpan.TicksPerHour,
        Details = "Not in Rotel. With `--ack delivered` senders wait for it, and the default is 5s. With `--ack admitted` it is what a "
            + "crash can lose.",
    };

    public static readonly OptionDefinition StagingDirectory = new(Prefix + "staging-directory", OptionKind.Directory, Group,
        "Local directory in which files for S3 are made, and wait while the store is away")
    {
        Default = "./rotel-staging",
        Details = "Not in Rotel. What lies there after a crash is stored by the next start.",
    };

    public static readonly OptionDefinition S3Endpoint = new(Prefix + "s3-endpoint", OptionKind.Url, Group,
        "Address of a store other than AWS that speaks S3")
    {
        Example = "http://localhost:9000",
        Details = "Not in Rotel.",
    };

    public static readonly OptionDefinition S3Region = new(Prefix + "s3-region", OptionKind.Text, Group,
        "Region of the bucket")
    {
        Example = "eu-central-1",
        Details = "Not in Rotel. Without it that of the environment or profile; with --parquet-exporter-s3-endpoint us-east-1.",
    };

    public static readonly OptionDefinition S3PathStyle = new(Prefix + "s3-path-style", OptionKind.Flag, Group,
        "Put the bucket into the path and not into the host's name")
    {
        Default = "false",
        Details = "Not in Rotel. Most stores other than AWS need it.",
    };

    public static readonly OptionDefinition S3Encryption = new(Prefix + "s3-encryption", OptionKind.Choice, Group,
        "Server-side encryption")
    {
        Default = "bucket",
        Allowed = ["bucket", "s3", "kms"],
        Details = "Not in Rotel. `bucket` leaves it to the bucket's own setting, `s3` asks for AES256, `kms` for aws:kms.",
    };

    public static readonly OptionDefinition S3KmsKey = new(Prefix + "s3-kms-key", OptionKind.Text, Group,
        "Key for --parquet-exporter-s3-encryption kms")
    {
        Example = "alias/telemetry",
        Details = "Not in Rotel. Without it the account's default key.",
    };

    public static IEnumerable<OptionDefinition> All =>
    [
        Directory, Compression, RowGroupBytes, MaxFileBytes, RollInterval, StagingDirectory, S3Endpoint, S3Region, S3PathStyle,
        S3Encryption, S3KmsKey,
    ];
}
