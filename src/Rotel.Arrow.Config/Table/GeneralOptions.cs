namespace Rotel.Arrow.Config.Table;

/// <summary>Options accepted before and after the command.</summary>
internal static class GeneralOptions
{
    public static readonly OptionDefinition LogFormat = new("log-format", OptionKind.Choice, OptionGroup.General,
        "Form of the gateway's own log on standard error")
    {
        Default = "text",
        Allowed = ["text", "json"],
    };

    public static readonly OptionDefinition LogLevel = new("log-level", OptionKind.Choice, OptionGroup.General,
        "Least severe lines that are logged")
    {
        Default = "info",
        Allowed = ["trace", "debug", "info", "warn", "error", "off"],
    };

    public static readonly OptionDefinition Environment = new("environment", OptionKind.Text, OptionGroup.General,
        "Name of the deployment environment, for exporters that need one")
    {
        Default = "dev",
        Details = "Accepted for Rotel's command lines. No exporter of this version uses it.",
    };

    public static IEnumerable<OptionDefinition> All => [LogFormat, LogLevel, Environment];
}
