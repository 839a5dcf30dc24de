namespace Rotel.Arrow.Config.Table;

/// <summary>Telemetry printed for people.</summary>
internal static class DebugLogOptions
{
    private const OptionGroup Group = OptionGroup.DebugLog;

    public static readonly OptionDefinition Signals = new("debug-log", OptionKind.ChoiceList, Group,
        "Signals that are printed")
    {
        Default = "none",
        Allowed = ["none", "traces", "metrics", "logs"],
    };

    public static readonly OptionDefinition Verbosity = new("debug-log-verbosity", OptionKind.Choice, Group,
        "One line for each batch (basic) or every field (detailed); for --exporter debug too")
    {
        Default = "basic",
        Allowed = ["basic", "detailed"],
    };

    public static IEnumerable<OptionDefinition> All => [Signals, Verbosity];
}
