using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>
/// What was given, by option: the command line wins over the environment. Finds unknown and absent options, repeated
/// ones and values that are wrong by themselves.
/// </summary>
internal sealed class GivenOptions
{
    private const string Prefix = "ROTEL_";

    private readonly Dictionary<OptionDefinition, string> _values = [];
    private readonly ConfigProblems _problems;
    private readonly Func<string, bool> _fileExists;

    private GivenOptions(ConfigInput input, ConfigProblems problems)
    {
        _problems = problems;
        _fileExists = input.FileExists;
    }

    /// <summary>ROTEL_EXPORTER_ variables that no option of the table has: parameters of named exporters.</summary>
    public Dictionary<string, string> ExporterVariables { get; } = new(StringComparer.Ordinal);

    /// <summary>Values by option.</summary>
    public Dictionary<OptionDefinition, string> Values => _values;

    /// <summary>Collects and checks.</summary>
    public static GivenOptions Collect(ConfigInput input, ConfigProblems problems)
    {
        var given = new GivenOptions(input, problems);
        given.TakeCommandLine(input.CommandLine);
        given.TakeArguments(input);
        given.TakeEnvironment(input.Environment);
        return given;
    }

    /// <summary>Adds the problem of <paramref name="text"/>, if it has one; the option is named as in <paramref name="scope"/>.</summary>
    public void Check(OptionScope scope, OptionDefinition option, string text)
    {
        if (OptionSyntax.Problem(option, text, _fileExists) is { } problem)
        {
            _problems.Add(new ConfigError(scope.Subject(option), problem, OptionSyntax.Allowed(option), scope.Example(option)));
        }
    }

    private void TakeCommandLine(IReadOnlyList<OptionInput> options)
    {
        var scope = new CommandScope(_values);
        foreach ((string name, string? value) in options)
        {
            if (OptionTable.Find(name) is not { } option)
            {
                TakeUnknown(name, value);
            }
            else if (value is null && option.Kind != OptionKind.Flag)
            {
                _problems.Add(new ConfigError(scope.Subject(option), "needs a value", OptionSyntax.Allowed(option), scope.Example(option)));
            }
            else if (_values.TryGetValue(option, out string? first))
            {
                if (option.Repeatable)
                {
                    _values[option] = first + "," + value;
                }
                else
                {
                    _problems.Add(new ConfigError(scope.Subject(option), "is given more than once"));
                }
            }
            else
            {
                _values.Add(option, value ?? "true");
            }
        }

        foreach ((OptionDefinition option, string text) in _values)
        {
            Check(scope, option, text);
        }
    }

    private void TakeUnknown(string name, string? value)
    {
        string subject = "--" + Printable(name);
        if (AbsentOptions.Find(name) is { } family)
        {
            if (!AbsentOptions.AsksForNothing(value))
            {
                _problems.Add(new ConfigError(subject, family.Message));
            }

            return;
        }

        IReadOnlyList<string> close = ClosestNames.Find(name, OptionTable.All.Select(static o => o.Name));
        string hint = close.Count == 0
            ? "see rotel-arrow start --help"
            : "did you mean " + string.Join(" or ", close.Select(static n => "--" + n)) + "?";
        _problems.Add(new ConfigError(subject, "there is no such option; " + hint));
    }

    private void TakeArguments(ConfigInput input)
    {
        // A word behind an unknown option is most likely its value.
        if (input.Arguments.Count == 0 || input.CommandLine.Any(static o => OptionTable.Find(o.Name) is null))
        {
            return;
        }

        // A stray word may be the tail of a secret that was not quoted, so it is repeated only when no secret is near.
        bool secret = _values.Keys.Any(static o => o.Secret || o.Kind == OptionKind.Url);
        string what = secret ? "a word that belongs to no option" : OptionSyntax.Quote(input.Arguments[0]);
        _problems.Add(new ConfigError("start", $"takes options only, but there is {what}; values with spaces need quotes"));
    }

    private void TakeEnvironment(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var scope = new CommandScope(_values);
        foreach ((string variable, string value) in environment)
        {
            // An empty variable counts as not set: compose files and charts pass on what they do not have.
            if (!variable.StartsWith(Prefix, StringComparison.Ordinal) || value.Length == 0)
            {
                continue;
            }

            if (OptionTable.FindVariable(variable) is { } option)
            {
                if (_values.TryAdd(option, value))
                {
                    Check(scope, option, value);
                }
            }
            else if (AbsentOptions.FindVariable(variable) is { } family)
            {
                if (!AbsentOptions.AsksForNothing(value))
                {
                    _problems.Add(new ConfigError(variable, family.Message));
                }
            }
            else if (variable.StartsWith(Prefix + "EXPORTER_", StringComparison.Ordinal))
            {
                ExporterVariables.Add(variable, value);
            }
            else if (!IsServiceLink(variable))
            {
                IReadOnlyList<string> close = ClosestNames.Find(variable, OptionTable.All.Select(static o => o.EnvironmentVariable), 1);
                _problems.Warn(close.Count == 0
                    ? $"{Printable(variable)} is not a variable of this program and was ignored"
                    : $"{Printable(variable)} is not a variable of this program and was ignored; did you mean {close[0]}?");
            }
        }
    }

    /// <summary>Kubernetes gives every pod variables for each service; of one named rotel they begin like ours.</summary>
    private static bool IsServiceLink(string variable) =>
        variable.StartsWith("ROTEL_SERVICE_", StringComparison.Ordinal)
        || variable == "ROTEL_PORT" || variable.StartsWith("ROTEL_PORT_", StringComparison.Ordinal);

    private static string Printable(string name) => OptionSyntax.Quote(name).Trim('\'');
}
