using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>
/// Reads <c>--exporters name:type,...</c>, the variables ROTEL_EXPORTER_{NAME}_{PARAMETER} of each, and the lists
/// <c>--exporters-traces</c>, <c>-metrics</c> and <c>-logs</c>.
/// </summary>
internal sealed class NamedExporterReader(GivenOptions given, OptionReader reader, ConfigProblems problems, PerSignal<bool> enabled)
{
    /// <summary>Longest name: it is part of every log line and metric label.</summary>
    private const int MaxNameLength = 64;

    private static readonly Dictionary<string, string> ParameterPrefixes = new(StringComparer.Ordinal)
    {
        ["otlp"] = OtlpExporterOptions.Prefix,
        ["clickhouse"] = ClickHouseExporterOptions.Prefix,
        ["parquet"] = ParquetExporterOptions.Prefix,
        ["file"] = FileExporterOptions.Prefix,
        ["debug"] = "debug-log-",
        ["summary"] = "summary-exporter-",
        ["blackhole"] = "blackhole-exporter-",
    };

    /// <summary>The names each signal goes to, once <see cref="Read"/> has run.</summary>
    public PerSignal<IReadOnlyList<string>> Routes { get; private set; } = PerSignal.All<IReadOnlyList<string>>([]);

    /// <summary>The exporters in the order given.</summary>
    public IReadOnlyList<ExporterConfig> Read()
    {
        List<(string Name, string Type)> named = Declared();
        Routes = PerSignal.Create(signal => Route(ConfigReader.Pick(ExporterOptions.Routes.Each, signal), named));
        if (Routes.Named.All(static r => r.Value.Count == 0) && !ExporterOptions.Routes.All.Any(reader.IsGiven))
        {
            reader.Error(ExporterOptions.Exporters,
                "no signal goes to any of them: name them in --exporters-traces, --exporters-metrics and --exporters-logs", withExample: false);
        }

        var parameters = Parameters(named);
        var exporters = new List<ExporterConfig>();
        foreach ((string name, string type) in named)
        {
            var scope = new NamedExporterScope((CommandScope)reader.Scope, name, ParameterPrefixes[type], parameters[name]);
            foreach ((OptionDefinition option, string text) in parameters[name])
            {
                given.Check(scope, option, text);
            }

            PerSignal<bool> wanted = PerSignal.Create(signal =>
                ConfigReader.Pick(enabled, signal) && ConfigReader.Pick(Routes, signal).Contains(name));
            if (wanted is { Traces: false, Metrics: false, Logs: false })
            {
                problems.Warn($"the exporter {name} gets no signal");
            }

            exporters.Add(ExporterReader.Make(name, type, wanted, new OptionReader(scope, problems), problems));
        }

        CheckDirectories(exporters);
        return exporters;
    }

    /// <summary>Two exporters cannot write into one folder.</summary>
    private void CheckDirectories(List<ExporterConfig> exporters)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ExporterConfig exporter in exporters)
        {
            (string? directory, string parameter) = exporter switch
            {
                FileExporterConfig file => (file.Directory, "OUTPUT_DIR"),
                ParquetExporterConfig parquet => (parquet.Directory, parquet.S3 is null ? "DIRECTORY" : "STAGING_DIRECTORY"),
                _ => (null, ""),
            };
            if (directory is not null && !owners.TryAdd(Path.GetFullPath(directory), exporter.Name))
            {
                reader.Error(ExporterOptions.Exporters,
                    $"{owners[Path.GetFullPath(directory)]} and {exporter.Name} would write into the same directory: "
                    + $"set {NamedExporterScope.VariablePrefix(exporter.Name)}{parameter}", withExample: false);
            }
        }
    }

    private List<(string Name, string Type)> Declared()
    {
        OptionDefinition option = ExporterOptions.Exporters;
        var named = new List<(string Name, string Type)>();
        var prefixes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in reader.Names(option))
        {
            int colon = part.IndexOf(':', StringComparison.Ordinal);
            string name = (colon < 0 ? part : part[..colon]).Trim();
            string type = (colon < 0 ? part : part[(colon + 1)..]).Trim().ToLowerInvariant();
            if (!ExporterOptions.Types.Contains(type))
            {
                string problem = AbsentOptions.ExporterTypes.Contains(type)
                    ? $"the exporter type {OptionSyntax.Quote(type)} is not in this version"
                    : $"the exporter type {OptionSyntax.Quote(type)} is unknown";
                problems.Add(new ConfigError(reader.Scope.Subject(option), problem, string.Join(", ", ExporterOptions.Types), reader.Scope.Example(option)));
            }
            else if (NameProblem(name) is { } problem)
            {
                reader.Error(option, $"{OptionSyntax.Quote(name)} {problem}");
            }
            else if (!prefixes.TryAdd(NamedExporterScope.VariablePrefix(name), name))
            {
                string other = prefixes[NamedExporterScope.VariablePrefix(name)];
                reader.Error(option, other == name
                    ? $"the name {name} is given twice"
                    : $"the names {other} and {name} would read the same variables", withExample: false);
            }
            else
            {
                named.Add((name, type));
            }
        }

        return named;
    }

    private static string? NameProblem(string name)
    {
        if (name.Length is 0 or > MaxNameLength || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return "is not a name: use letters, digits, - and _";
        }

        // ROTEL_EXPORTER_RETRY_INITIAL_BACKOFF is the global option.
        return name.Equals("retry", StringComparison.OrdinalIgnoreCase)
            ? "cannot be a name: ROTEL_EXPORTER_RETRY_... are the global retry options"
            : null;
    }

    private IReadOnlyList<string> Route(OptionDefinition option, List<(string Name, string Type)> named)
    {
        var route = new List<string>();
        foreach (string name in reader.Names(option))
        {
            if (!named.Any(e => e.Name == name))
            {
                IReadOnlyList<string> names = [.. named.Select(static e => e.Name)];
                string known = names.Count == 0 ? "" : $"; --exporters has {string.Join(", ", names)}";
                reader.Error(option, $"there is no exporter {OptionSyntax.Quote(name)}{known}", withExample: false);
            }
            else if (route.Contains(name))
            {
                reader.Error(option, $"names {name} twice", withExample: false);
            }
            else
            {
                route.Add(name);
            }
        }

        return route;
    }

    /// <summary>Gives each variable to the exporter with the longest name that fits, and finds the option it means.</summary>
    private Dictionary<string, Dictionary<OptionDefinition, string>> Parameters(List<(string Name, string Type)> named)
    {
        var parameters = named.ToDictionary(static e => e.Name, static _ => new Dictionary<OptionDefinition, string>());
        foreach ((string variable, string text) in given.ExporterVariables)
        {
            (string name, string type) = named
                .Where(e => variable.StartsWith(NamedExporterScope.VariablePrefix(e.Name), StringComparison.Ordinal))
                .OrderByDescending(static e => e.Name.Length)
                .FirstOrDefault();
            if (name is null)
            {
                problems.Warn($"{variable} was ignored: no exporter of --exporters has a name that fits");
                continue;
            }

            string prefix = ParameterPrefixes[type];
            string parameter = variable[NamedExporterScope.VariablePrefix(name).Length..].ToLowerInvariant().Replace('_', '-');
            if (OptionTable.Find(prefix + parameter) is { } option)
            {
                parameters[name].Add(option, text);
            }
            else
            {
                problems.Add(new ConfigError(variable, UnknownParameter(name, type, prefix, parameter)));
            }
        }

        return parameters;
    }

    private static string UnknownParameter(string name, string type, string prefix, string parameter)
    {
        if (AbsentOptions.Find(prefix + parameter) is { } family)
        {
            return family.Message;
        }

        string[] known = [.. OptionTable.All.Where(o => o.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(o => o.Name[prefix.Length..])];
        if (known.Length == 0)
        {
            return $"an exporter of type {type} has no parameters";
        }

        IReadOnlyList<string> close = ClosestNames.Find(parameter, known, 1);
        string hint = close.Count == 0
            ? $"its parameters are the options --{prefix}... without this beginning"
            : $"did you mean {NamedExporterScope.VariablePrefix(name)}{close[0].Replace('-', '_').ToUpperInvariant()}?";
        return $"an exporter of type {type} has no such parameter; {hint}";
    }
}
