using Rotel.Arrow.Config.Table;

namespace Rotel.Arrow.Config.Reading;

/// <summary>Where the values of a set of options come from: the command line and environment, or one named exporter.</summary>
internal abstract class OptionScope
{
    /// <summary>The text given for an option; null when none was.</summary>
    public abstract string? Find(OptionDefinition option);

    /// <summary>How a user names the option here, for the subject of an error.</summary>
    public abstract string Subject(OptionDefinition option);

    /// <summary>How a user would write a value here.</summary>
    public abstract string? Example(OptionDefinition option);

    /// <summary>The option of one signal if it was given, otherwise the one it overrides.</summary>
    public OptionDefinition Choose(SignalOptions options, Func<PerSignal<OptionDefinition>, OptionDefinition> signal)
    {
        OptionDefinition own = signal(options.Each);
        return options.Base is null || Find(own) is not null ? own : options.Base;
    }
}

/// <summary>Flags and ROTEL_ variables.</summary>
internal sealed class CommandScope(Dictionary<OptionDefinition, string> given) : OptionScope
{
    public override string? Find(OptionDefinition option) => given.GetValueOrDefault(option);

    public override string Subject(OptionDefinition option) => DescribeOption(option);

    public override string? Example(OptionDefinition option) => ExampleOf(option);

    /// <summary><c>--batch-timeout (ROTEL_BATCH_TIMEOUT)</c>.</summary>
    public static string DescribeOption(OptionDefinition option) => $"{option.Flag} ({option.EnvironmentVariable})";

    /// <summary><c>--batch-timeout 200ms or ROTEL_BATCH_TIMEOUT=200ms</c>.</summary>
    public static string? ExampleOf(OptionDefinition option)
    {
        if (option.Kind == OptionKind.Flag)
        {
            return $"{option.Flag} or {option.EnvironmentVariable}=true";
        }

        string? value = option.Example ?? option.Default;
        return value is null ? null : $"{option.Flag} {value} or {option.EnvironmentVariable}={value}";
    }
}

/// <summary>
/// The variables ROTEL_EXPORTER_{NAME}_{PARAMETER} of one exporter of <c>--exporters</c>; a parameter is an option of
/// its type without the prefix. Options of other kinds (the global retry defaults) come from the command.
/// </summary>
internal sealed class NamedExporterScope(
    CommandScope command, string name, string optionPrefix, Dictionary<OptionDefinition, string> given) : OptionScope
{
    public override string? Find(OptionDefinition option) =>
        Owns(option) ? given.GetValueOrDefault(option) : command.Find(option);

    public override string Subject(OptionDefinition option) =>
        Owns(option) ? VariableOf(option) : command.Subject(option);

    public override string? Example(OptionDefinition option)
    {
        if (!Owns(option))
        {
            return command.Example(option);
        }

        string? value = option.Kind == OptionKind.Flag ? "true" : option.Example ?? option.Default;
        return value is null ? null : $"{VariableOf(option)}={value}";
    }

    /// <summary>The variable of an option of this exporter: <c>ROTEL_EXPORTER_PROD_ENDPOINT</c>.</summary>
    public string VariableOf(OptionDefinition option) =>
        VariablePrefix(name) + option.Name[optionPrefix.Length..].Replace('-', '_').ToUpperInvariant();

    /// <summary>What the variables of an exporter begin with: <c>ROTEL_EXPORTER_PROD_</c>.</summary>
    public static string VariablePrefix(string name) => OptionDefinition.EnvironmentName("exporter-" + name) + "_";

    private bool Owns(OptionDefinition option) => option.Name.StartsWith(optionPrefix, StringComparison.Ordinal);
}
