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
        Details = "OTLP JSON Lines. Rotel's default, parquet, arrives with the Parquet exporter.",
    };

    public static readonly OptionDefinition OutputDirectory = new(Prefix + "output-dir", OptionKind.Directory, Group,
        "Directory the files are written to")
    {
        Default = "/tmp/rotel",
    };

    public static readonly OptionDefinition FlushInterval = new(Prefix + "flush-interval", OptionKind.Duration, Group,
        "Longest time until written lines are on disk")
    {
        Default = "5s",
        Minimum = 10 * TimeSpan.TicksPerMillisecond,
        Maximum = TimeSpan.TicksPerDay,
    };

    public static IEnumerable<OptionDefinition> All => [Format, OutputDirectory, FlushInterval];
}
