namespace Rotel.Arrow.Config.Table;

/// <summary>Which exporters there are and which signal goes to which.</summary>
internal static class ExporterOptions
{
    private const OptionGroup Group = OptionGroup.Exporters;

    /// <summary>Types that exist; the first word of <c>--exporter</c>'s values.</summary>
    public static readonly IReadOnlyList<string> Types = ["otlp", "clickhouse", "parquet", "file", "debug", "summary", "blackhole"];

    public static readonly OptionDefinition Exporter = new("exporter", OptionKind.Choice, Group,
        "The one exporter; takes every signal")
    {
        Allowed = Types,
        Absent = AbsentOptions.ExporterTypes,
        Example = "otlp",
        Details = "Without this option and --exporters: `otlp` when any --otlp-exporter-* option is given, `clickhouse` when its endpoint is, else `parquet` into "
            + "./rotel-data and beside it `summary`, a live summary of what arrives on standard output. `blackhole` acknowledges and drops.",
    };

    public static readonly OptionDefinition Exporters = new("exporters", OptionKind.NameList, Group,
        "Several exporters, as name:type,... (a type alone is its own name)")
    {
        Example = "prod:otlp,copy:file",
        Details = "Cannot be combined with --exporter. Names are letters, digits, `-` and `_`. Parameters of an exporter are "
            + "environment variables: the exporter `prod` of type otlp reads ROTEL_EXPORTER_PROD_ENDPOINT, "
            + "ROTEL_EXPORTER_PROD_PROTOCOL and so on, which are the options of its type without their prefix.",
    };

    public static readonly SignalOptions Routes = SignalOptions.Separate(
        new("exporters-{signal}", OptionKind.NameList, Group, "Names from --exporters that get {signal}")
        {
            Example = "prod",
            Details = "A signal without exporters is not accepted.",
        });

    public static IEnumerable<OptionDefinition> All => [Exporter, Exporters, .. Routes.All];
}
