using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>Decides which exporters there are, configures each and routes the signals.</summary>
internal sealed class ExporterReader(GivenOptions given, OptionReader reader, ConfigProblems problems)
{
    /// <summary>Name of the exporter that <c>--debug-log</c> adds.</summary>
    private const string DebugLogName = "debug-log";

    private readonly List<ExporterConfig> _exporters = [];
    private PerSignal<IReadOnlyList<string>> _routes;

    /// <summary>The exporters and the names that each signal goes to.</summary>
    public (IReadOnlyList<ExporterConfig> Exporters, PerSignal<IReadOnlyList<string>> Routes) Read()
    {
        PerSignal<bool> enabled = OtlpReceiverOptions.Disabled.Each.Map(option => !reader.Flag(option));
        if (reader.IsGiven(ExporterOptions.Exporters))
        {
            if (reader.IsGiven(ExporterOptions.Exporter))
            {
                reader.Error(ExporterOptions.Exporters, "cannot be combined with --exporter: give one of them", withExample: false);
            }

            var named = new NamedExporterReader(given, reader, problems, enabled);
            _exporters.AddRange(named.Read());
            _routes = named.Routes;
        }
        else
        {
            ReadSingle(enabled);
        }

        AddDebugLog(enabled);
        WarnUnused();
        return (_exporters, _routes);
    }

    private void ReadSingle(PerSignal<bool> enabled)
    {
        foreach (OptionDefinition route in ExporterOptions.Routes.All)
        {
            if (reader.IsGiven(route))
            {
                reader.Error(route, "needs --exporters, which names the exporters", withExample: false);
            }
        }

        foreach (string variable in given.ExporterVariables.Keys)
        {
            problems.Warn($"{variable} was ignored: it would configure an exporter of --exporters, which is not given");
        }

        foreach (string type in SingleTypes())
        {
            _exporters.Add(Make(type, enabled, reader));
        }

        IReadOnlyList<string> names = [.. _exporters.Select(static exporter => exporter.Name)];
        _routes = _exporters[0] is OtlpExporterConfig otlp
            ? otlp.Destinations.Map<IReadOnlyList<string>>(destination => destination is null ? [] : names)
            : PerSignal.All(names);
    }

    /// <summary>
    /// As configured; otherwise otlp when anything is said about it, so that Rotel's command lines work; clickhouse when it has an endpoint; else Parquet
    /// files and the summary.
    /// </summary>
    private IReadOnlyList<string> SingleTypes()
    {
        if (reader.IsGiven(ExporterOptions.Exporter))
        {
            // A word that is wrong was reported; "blackhole" then adds no mistakes of its own.
            return reader.Choice(ExporterOptions.Exporter) is { Length: > 0 } type ? [type] : ["blackhole"];
        }

        return OtlpExporterOptions.All.Any(reader.IsGiven) ? ["otlp"]
            : reader.IsGiven(ClickHouseExporterOptions.Endpoint) ? ["clickhouse"]
            : ["parquet", "summary"];
    }

    private ExporterConfig Make(string type, PerSignal<bool> wanted, OptionReader options) =>
        Make(type, type, wanted, options, problems);

    /// <summary>One exporter of a known type; its options are read through <paramref name="options"/>.</summary>
    internal static ExporterConfig Make(string name, string type, PerSignal<bool> wanted, OptionReader options, ConfigProblems problems) => type switch
    {
        "otlp" => new OtlpExporterReader(name, options, problems).Read(wanted),
        "clickhouse" => new ClickHouseExporterReader(name, options).Read(),
        "parquet" => ParquetExporterReader.Read(name, GlobalRetry(options), options),
        "file" => new FileExporterConfig(
            name, options.Text(FileExporterOptions.OutputDirectory)!, options.Duration(FileExporterOptions.FlushInterval),
            options.OptionalBytes(FileExporterOptions.MaxFileSize))
        {
            Retry = GlobalRetry(options),
        },
        "debug" => new DebugExporterConfig(name, options.Choice(DebugLogOptions.Verbosity) == "detailed") { Retry = GlobalRetry(options) },
        "summary" => new SummaryExporterConfig(name) { Retry = GlobalRetry(options) },
        _ => new BlackholeExporterConfig(name) { Retry = GlobalRetry(options) },
    };

    private void AddDebugLog(PerSignal<bool> enabled)
    {
        IReadOnlyList<string> signals = [.. reader.Names(DebugLogOptions.Signals).Select(static s => s.ToLowerInvariant())];
        if (signals.Contains("none"))
        {
            if (signals.Count > 1)
            {
                reader.Error(DebugLogOptions.Signals, "none cannot be combined with signals", withExample: false);
            }

            return;
        }

        if (_exporters.Any(static e => e.Name == DebugLogName))
        {
            reader.Error(ExporterOptions.Exporters, $"the name {DebugLogName} is taken by --debug-log", withExample: false);
            return;
        }

        _exporters.Add(Make(DebugLogName, "debug", enabled, reader, problems));
        _routes = PerSignal.Create<IReadOnlyList<string>>(signal =>
            [.. ConfigReader.Pick(_routes, signal), .. signals.Contains(signal) ? [DebugLogName] : Array.Empty<string>()]);
    }

    /// <summary>Options of an exporter that is not used are legal, as in Rotel, but rarely meant.</summary>
    private void WarnUnused()
    {
        bool named = reader.IsGiven(ExporterOptions.Exporters);
        foreach ((string type, IEnumerable<OptionDefinition> options) in (ReadOnlySpan<(string, IEnumerable<OptionDefinition>)>)
            [("otlp", OtlpExporterOptions.All), ("clickhouse", ClickHouseExporterOptions.All), ("parquet", ParquetExporterOptions.All), ("file", FileExporterOptions.All)])
        {
            OptionDefinition? first = options.FirstOrDefault(reader.IsGiven);
            if (first is not null && named)
            {
                problems.Warn($"{first.Flag} and its like are not used with --exporters: set ROTEL_EXPORTER_{{NAME}}_{{PARAMETER}}");
            }
            else if (first is not null && _exporters.All(e => e.Type != type))
            {
                problems.Warn($"{first.Flag} is not used: the exporter is {_exporters[0].Type}");
            }
        }
    }

    private static PerSignal<RetryConfig> GlobalRetry(OptionReader options) => PerSignal.All(options.Retry(
        RetryOptions.GlobalInitialBackoff, RetryOptions.GlobalMaxBackoff, RetryOptions.GlobalMaxElapsed));
}
