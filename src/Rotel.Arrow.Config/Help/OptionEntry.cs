using Rotel.Arrow.Config.Table;

namespace Rotel.Arrow.Config.Help;

/// <summary>
/// What help and documentation show as one: an option, or the three options that differ only in the signal. The word
/// SIGNAL stands for <c>traces</c>, <c>metrics</c> or <c>logs</c>.
/// </summary>
/// <param name="Option">The option itself, or that of traces.</param>
/// <param name="PerSignal">Pattern of the options that override it for one signal; null when there are none.</param>
internal sealed record OptionEntry(OptionDefinition Option, string? PerSignal)
{
    private const string Placeholder = "SIGNAL";

    /// <summary><c>--batch-timeout</c> or <c>--exporters-SIGNAL</c>.</summary>
    public string Flag => Option.SignalPattern is { } pattern ? "--" + WithPlaceholder(pattern) : Option.Flag;

    /// <summary><c>ROTEL_BATCH_TIMEOUT</c> or <c>ROTEL_EXPORTERS_SIGNAL</c>.</summary>
    public string Variable => Option.SignalPattern is { } pattern
        ? OptionDefinition.EnvironmentName(WithPlaceholder(pattern))
        : Option.EnvironmentVariable;

    /// <summary>The flag for one signal, if the option can be overridden.</summary>
    public string? OverrideFlag => PerSignal is null ? null : "--" + WithPlaceholder(PerSignal);

    /// <summary>What it does.</summary>
    public string Summary => Option.SignalSummary is { } summary ? WithPlaceholder(summary) : Option.Summary;

    /// <summary>The default as text; null when there is none worth showing.</summary>
    public string? Default => Option.SignalPattern is null
        ? Option.Default
        : Option.Default?.Replace("traces", Placeholder, StringComparison.Ordinal);

    /// <summary>The entries of a group, in the order of the table.</summary>
    public static IEnumerable<OptionEntry> Of(OptionGroup group)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (OptionDefinition option in OptionTable.All)
        {
            if (option.Group != group || option.Overrides is not null)
            {
                continue;
            }

            if (option.SignalPattern is null)
            {
                yield return new OptionEntry(option, OptionTable.All.FirstOrDefault(o => o.Overrides?.Name == option.Name)?.SignalPattern);
            }
            else if (seen.Add(option.SignalPattern))
            {
                yield return new OptionEntry(option, null);
            }
        }
    }

    private static string WithPlaceholder(string pattern) => pattern.Replace("{signal}", Placeholder, StringComparison.Ordinal);
}
