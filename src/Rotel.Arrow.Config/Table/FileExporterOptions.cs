namespace Rotel.Arrow.Config.Table;

/// <summary>OTLP JSON Lines into files.</summary>
internal static class FileExporterOptions
{
    /// <summary>What stands before a parameter's name.</summary>
    public const string Prefix = "file-exporter-";

    private const OptionGroup Group = OptionGroup.FileExporter;

    public static readonly OptionDefinition Format = new(Prefix + "format", OptionKind.Choice, Group,
        "Form of the files")
    {
        Default = "json",
        Allowed = ["json"],
        Absent = ["parquet"],
        Details = "OTLP JSON Lines. For Rotel's default, parquet, use `--exporter parquet`.",
    };

    public static readonly OptionDefinition OutputDirectory = new(Prefix + "output-dir", OptionKind.Directory, Group,
        "Directory the files are written to")
    {
        Default = "/tmp/rotel",
        Details = "Holds traces.jsonl, metrics.jsonl and logs.jsonl. One process at a time writes into it.",
    };

    public static readonly OptionDefinition FlushInterval = new(Prefix + "flush-interval", OptionKind.Duration, Group,
        "Longest time until written lines are on disk")
    {
        Default = "5s",
        Minimum = 10 * TimeSpan.TicksPerMillisecond,
        Maximum = TimeSpan.TicksPerDay,
    };

    public static readonly OptionDefinition MaxFileSize = new(Prefix + "max-file-size", OptionKind.Bytes, Group,
        "Begin a new file before a line that would make it larger; without it files grow for ever")
    {
        Example = "100MiB",
        Minimum = 1,
        Details = "Not in Rotel. The full file gets the time and a number into its name; nothing is ever deleted.",
    };

    public static IEnumerable<OptionDefinition> All => [Format, OutputDirectory, FlushInterval, MaxFileSize];
}
