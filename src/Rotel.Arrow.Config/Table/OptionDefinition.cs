namespace Rotel.Arrow.Config.Table;

/// <summary>
/// One option: the command line, the environment, the help, the documentation and the checks all follow from this
/// record. Options come from the tables of this namespace and nowhere else.
/// </summary>
/// <param name="Name">Without the dashes: <c>batch-timeout</c>.</param>
/// <param name="Kind">What the text means.</param>
/// <param name="Group">Heading it stands under.</param>
/// <param name="Summary">One sentence without a final full stop.</param>
public sealed record OptionDefinition(string Name, OptionKind Kind, OptionGroup Group, string Summary)
{
    /// <summary>The default as a user would write it; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>The words that are allowed (kinds Choice and ChoiceList).</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Words that Rotel allows and this version does not have.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>More than one sentence can say; stands in docs/options.md only.</summary>
    public string? Details { get; init; }

    /// <summary>Smallest value, in the unit of the kind.</summary>
    public long Minimum { get; init; }

    /// <summary>Largest value, in the unit of the kind.</summary>
    public long Maximum { get; init; } = long.MaxValue;

    /// <summary>True when the value is never printed.</summary>
    public bool Secret { get; init; }

    /// <summary>A value for error messages; falls back on the default.</summary>
    public string? Example { get; init; }

    /// <summary>The version that brought it.</summary>
    public string Since { get; init; } = "0.1";

    /// <summary>The option this one overrides for one signal; null for all others.</summary>
    public OptionDefinition? Overrides { get; init; }

    /// <summary>
    /// Options that differ only in the signal share this pattern, with <c>{signal}</c> where it stands; null for all
    /// others.
    /// </summary>
    public string? SignalPattern { get; init; }

    /// <summary>Summary with <c>{signal}</c> in place, for options that exist only once a signal; null for all others.</summary>
    public string? SignalSummary { get; init; }

    /// <summary>The environment variable: <c>ROTEL_BATCH_TIMEOUT</c>.</summary>
    public string EnvironmentVariable { get; init; } = EnvironmentName(Name);

    /// <summary><c>--batch-timeout</c>.</summary>
    public string Flag => "--" + Name;

    /// <summary>True when giving the option again adds to it.</summary>
    public bool Repeatable => Kind is OptionKind.ChoiceList or OptionKind.NameList or OptionKind.KeyValues;

    /// <summary>The placeholder of the value in the help; empty for flags.</summary>
    public string ValueName => Kind switch
    {
        OptionKind.Flag => "",
        OptionKind.Choice => string.Join('|', Allowed),
        OptionKind.ChoiceList => string.Join('|', Allowed) + ",...",
        OptionKind.NameList => "NAME,...",
        OptionKind.Integer => "NUMBER",
        OptionKind.Duration => "DURATION",
        OptionKind.Bytes => "SIZE",
        OptionKind.Endpoint => "HOST:PORT",
        OptionKind.Url => "URL",
        OptionKind.File => "FILE",
        OptionKind.Directory => "DIRECTORY",
        OptionKind.UrlPath => "PATH",
        OptionKind.KeyValues => "KEY=VALUE,...",
        _ => "TEXT",
    };

    /// <summary><c>batch-timeout</c> to <c>ROTEL_BATCH_TIMEOUT</c>.</summary>
    internal static string EnvironmentName(string name) => "ROTEL_" + name.Replace('-', '_').ToUpperInvariant();
}
