using Rotel.Arrow.Config.Machine;

namespace Rotel.Arrow.Config.Reading;

/// <summary>An option as it stands on the command line.</summary>
/// <param name="Name">Without the dashes; may be unknown.</param>
/// <param name="Value">Null when the option has none.</param>
public readonly record struct OptionInput(string Name, string? Value);

/// <summary>Everything a configuration is made from.</summary>
public sealed record ConfigInput
{
    /// <summary>Options in the order they were given.</summary>
    public IReadOnlyList<OptionInput> CommandLine { get; init; } = [];

    /// <summary>Arguments that belong to no option.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The environment; only ROTEL_ variables are looked at.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Whether a file exists and can be read.</summary>
    public Func<string, bool> FileExists { get; init; } = File.Exists;

    /// <summary>How much memory the container or machine has; asked only when no limit is configured.</summary>
    public Func<MemoryCeiling> MemoryCeiling { get; init; } = Machine.MemoryCeiling.Read;
}

/// <summary>A configuration, or the reasons why there is none.</summary>
/// <param name="Config">Null when there are errors.</param>
/// <param name="Errors">All mistakes.</param>
/// <param name="Warnings">What was ignored, for the log.</param>
public sealed record ConfigResult(GatewayConfig? Config, IReadOnlyList<ConfigError> Errors, IReadOnlyList<string> Warnings);
