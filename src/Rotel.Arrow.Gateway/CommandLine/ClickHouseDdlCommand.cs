using Rotel.Arrow.Config.Reading;
using Rotel.Arrow.Config.Values;
using Rotel.Arrow.Exporters.ClickHouse;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Gateway.CommandLine;

/// <summary><c>rotel-arrow clickhouse-ddl create|check|upgrade</c>: the tables of the ClickHouse exporter.</summary>
internal static class ClickHouseDdlCommand
{
    public const string Usage =
        """
        Usage: rotel-arrow clickhouse-ddl create|check|upgrade [OPTIONS]

        create   Create the tables that do not exist. Without --endpoint the statements are printed.
        check    Say what is missing; exit code 1 when something is.
        upgrade  Add missing tables, columns and settings. Nothing is changed or dropped.

          --endpoint URL        HTTP interface of the server: http://localhost:8123
          --database NAME       Must exist. [default: otel]
          --table-prefix NAME   Before the names of all tables. [default: otel]
          --user NAME           User. [default: the server's]
          --password TEXT       Password. [env: ROTEL_CLICKHOUSE_EXPORTER_PASSWORD]
          --engine ENGINE       MergeTree, ReplicatedMergeTree, Null, or any with its parameters. [default: MergeTree]
          --cluster NAME        Adds ON CLUSTER.
          --traces, --logs, --metrics
                                Only these. [default: all]
          --ttl DURATION        Age at which rows are dropped: 72h. 0s is never. [default: 0s]
          --enable-json         Attributes in JSON columns, typed, instead of maps of text.
          --no-extra-columns    Only the columns that Rotel's tables have.
          --print               Print statements and run none that changes something.

        """;

    /// <summary>Options with a value.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["endpoint", "database", "table-prefix", "user", "password", "engine", "cluster", "ttl"];

    /// <summary>Options without one.</summary>
    public static readonly IReadOnlyList<string> Flags = ["traces", "logs", "metrics", "enable-json", "no-extra-columns", "print"];

    /// <summary>Runs one action and gives the exit code.</summary>
    /// <param name="action">create, check or upgrade.</param>
    /// <param name="options">Options that were given, without dashes.</param>
    /// <param name="stray">Words and options that do not belong here.</param>
    /// <param name="output">For results.</param>
    /// <param name="error">For mistakes and refusals.</param>
    public static async Task<int> RunAsync(
        string? action, IReadOnlyList<OptionInput> options, IReadOnlyList<string> stray, TextWriter output, TextWriter error)
    {
        string? Given(string name) => options.Where(option => option.Name == name).Select(static option => option.Value).FirstOrDefault();
        if (action is null || stray.Count > 0)
        {
            error.Write(action is null ? "rotel-arrow clickhouse-ddl: create, check or upgrade?\n" : $"rotel-arrow clickhouse-ddl: what is '{stray[0]}'?\n");
            error.Write("Help: rotel-arrow clickhouse-ddl --help\n");
            return ExitCode.Usage;
        }

        if (Read(options, Given, out DdlOptions tables) is { } mistake)
        {
            error.Write($"rotel-arrow clickhouse-ddl: {mistake}\nHelp: rotel-arrow clickhouse-ddl --help\n");
            return ExitCode.Usage;
        }

        bool print = options.Any(static option => option.Name == "print");
        string? endpoint = Given("endpoint");
        if (action == "create" && (print || endpoint is null))
        {
            Print(ClickHouseDdl.Statements(tables), output);
            return ExitCode.Success;
        }

        if (!HttpEndpoint.TryParse(endpoint, out HttpEndpoint server, out string problem))
        {
            error.Write($"rotel-arrow clickhouse-ddl: --endpoint: {problem}\n");
            return ExitCode.Usage;
        }

        string? password = Given("password") ?? Environment.GetEnvironmentVariable("ROTEL_CLICKHOUSE_EXPORTER_PASSWORD");
        var connection = new ClickHouseExporterOptions { Endpoints = [server], User = Given("user"), Password = password };
        using var pool = new SlabPool(new ByteBudget(64 << 20));
        using var ddl = new ClickHouseDdl(connection, tables, pool, TimeProvider.System);
        try
        {
            return await ActAsync(ddl, action, print, output).ConfigureAwait(false);
        }
        catch (ClickHouseDdlException refusal)
        {
            error.Write($"rotel-arrow clickhouse-ddl: {refusal.Message}\n");
            return ExitCode.Failure;
        }
    }

    private static async Task<int> ActAsync(ClickHouseDdl ddl, string action, bool print, TextWriter output)
    {
        if (action == "create")
        {
            await ddl.CreateAsync(CancellationToken.None).ConfigureAwait(false);
            output.Write("The tables exist.\n");
            return ExitCode.Success;
        }

        IReadOnlyList<DdlDifference> differences = await ddl.CheckAsync(CancellationToken.None).ConfigureAwait(false);
        if (action == "upgrade" && print)
        {
            Print(differences.Select(static difference => difference.Statement), output);
            return ExitCode.Success;
        }

        foreach (DdlDifference difference in differences)
        {
            output.Write(difference.What + "\n");
        }

        if (action == "upgrade")
        {
            await ddl.UpgradeAsync(differences, CancellationToken.None).ConfigureAwait(false);
            output.Write(differences.Count == 0 ? "Nothing is missing.\n" : $"{differences.Count} added.\n");
            return ExitCode.Success;
        }

        output.Write(differences.Count == 0 ? "Nothing is missing.\n" : $"{differences.Count} missing; rotel-arrow clickhouse-ddl upgrade adds them.\n");
        return differences.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>Null, or what is wrong.</summary>
    private static string? Read(IReadOnlyList<OptionInput> options, Func<string, string?> given, out DdlOptions tables)
    {
        bool Has(string name) => options.Any(option => option.Name == name);
        bool all = !Has("traces") && !Has("logs") && !Has("metrics");
        tables = new DdlOptions
        {
            Database = given("database") ?? "otel",
            TablePrefix = given("table-prefix") ?? "otel",
            Engine = given("engine") ?? "MergeTree",
            Cluster = given("cluster"),
            Json = Has("enable-json"),
            Extras = !Has("no-extra-columns"),
            Traces = all || Has("traces"),
            Logs = all || Has("logs"),
            Metrics = all || Has("metrics"),
        };
        if (given("ttl") is { } ttl)
        {
            if (!DurationText.TryParse(ttl, out TimeSpan age))
            {
                return "--ttl: not a duration (72h, 30m)";
            }

            tables = tables with { Ttl = age };
        }

        return tables.Validate() is [string first, ..] ? first : null;
    }

    private static void Print(IEnumerable<string> statements, TextWriter output)
    {
        foreach (string statement in statements)
        {
            output.Write(statement + ";\n\n");
        }
    }
}
