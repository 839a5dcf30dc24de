namespace Rotel.Arrow.Config.Table;

/// <summary>Parquet files below a folder.</summary>
internal static class ParquetExporterOptions
{
    /// <summary>What stands before a parameter's name.</summary>
    public const string Prefix = "parquet-exporter-";

    private const OptionGroup Group = OptionGroup.ParquetExporter;

    public static readonly OptionDefinition Directory = new(Prefix + "directory", OptionKind.Directory, Group,
        "Directory below which the files are written")
    {
        Default = "./rotel-data",
        Details = "Not in Rotel. Files lie in traces, metrics and logs, by date and hour: `traces/date=2026-01-02/hour=03/*.parquet`. "
            + "One process at a time writes into it. Object storage (`s3://...`) is not in this version.",
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

    public static IEnumerable<OptionDefinition> All => [Directory, Compression, RowGroupBytes, MaxFileBytes, RollInterval];
}
