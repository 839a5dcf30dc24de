using Rotel.Arrow.Exporters.ClickHouse.Blocks;
using Rotel.Arrow.Exporters.ClickHouse.Ddl;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>Creates, checks and upgrades the tables of a server: <c>rotel-arrow clickhouse-ddl</c>.</summary>
/// <remarks>One caller. Dispose closes the connections.</remarks>
public sealed class ClickHouseDdl : IDisposable
{
    private readonly DdlOptions _tables;
    private readonly TableStatements _statements;
    private readonly ClickHouseClient _client;
    private readonly HttpEndpoint _endpoint;

    /// <param name="connection">Where the server is; database and prefix are those of <paramref name="tables"/>.</param>
    /// <param name="tables">What tables; must validate.</param>
    /// <param name="pool">For requests.</param>
    /// <param name="time">The clock.</param>
    public ClickHouseDdl(ClickHouseExporterOptions connection, DdlOptions tables, SlabPool pool, TimeProvider time)
    {
        _tables = tables;
        _statements = new TableStatements(tables);
        _client = new ClickHouseClient(connection, pool, time);
        _endpoint = connection.Endpoints[0];
    }

    /// <summary>The statements that create everything, in order.</summary>
    public static IEnumerable<string> Statements(DdlOptions tables) => new TableStatements(tables).All();

    /// <summary>Creates what does not exist.</summary>
    /// <exception cref="ClickHouseDdlException">The server refused a statement, or cannot be reached.</exception>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        foreach (string statement in _statements.All())
        {
            await RunAsync(statement, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// What is missing beside the tables that we create: each with the statement that adds it. Never changes or drops
    /// anything that is there.
    /// </summary>
    /// <exception cref="ClickHouseDdlException">The server cannot be asked.</exception>
    public async Task<IReadOnlyList<DdlDifference>> CheckAsync(CancellationToken cancellation)
    {
        var differences = new List<DdlDifference>();
        foreach (TableKind kind in _statements.Kinds())
        {
            await CheckTableAsync(kind, differences, cancellation).ConfigureAwait(false);
        }

        if (_tables.Traces)
        {
            await CheckLookupAsync(_statements.LookupName, _statements.CreateLookup(), differences, cancellation).ConfigureAwait(false);
            await CheckLookupAsync(_statements.LookupViewName, _statements.CreateLookupView(), differences, cancellation).ConfigureAwait(false);
        }

        return differences;
    }

    /// <summary>Adds what is missing.</summary>
    /// <exception cref="ClickHouseDdlException">The server refused a statement, or cannot be reached.</exception>
    public async Task UpgradeAsync(IReadOnlyList<DdlDifference> differences, CancellationToken cancellation)
    {
        foreach (DdlDifference difference in differences)
        {
            await RunAsync(difference.Statement, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task CheckTableAsync(TableKind kind, List<DdlDifference> differences, CancellationToken cancellation)
    {
        string table = _statements.TableName(kind);
        string? described = await DescribeAsync(table, cancellation).ConfigureAwait(false);
        if (described is null && kind.OtherSuffix() is { } other
            && await DescribeAsync(_tables.TablePrefix + other, cancellation).ConfigureAwait(false) is { } second)
        {
            (table, described) = (_tables.TablePrefix + other, second);
        }

        if (described is null)
        {
            differences.Add(new DdlDifference($"table {_tables.Database}.{table} does not exist", _statements.Create(kind)));
            return;
        }

        Dictionary<string, string> columns = ClickHouseTables.Columns(described).ToDictionary(static c => c.Name, static c => c.Type);

        // New columns of attributes are what the table's others are.
        bool json = columns.GetValueOrDefault("ResourceAttributes", _tables.Json ? "JSON" : "Map").StartsWith("JSON", StringComparison.Ordinal);
        foreach (ColumnDefinition column in _statements.Columns(kind, json))
        {
            if (!columns.ContainsKey(column.Name))
            {
                differences.Add(new DdlDifference(
                    $"table {_tables.Database}.{table} has no column {column.Name}", _statements.AddColumn(table, column, json)));
            }
        }

        await CheckDeduplicationAsync(table, differences, cancellation).ConfigureAwait(false);
    }

    /// <summary>Only a MergeTree without replication needs the setting.</summary>
    private async Task CheckDeduplicationAsync(string table, List<DdlDifference> differences, CancellationToken cancellation)
    {
        string engine = await RunAsync(
            "SELECT engine_full FROM system.tables WHERE database = " + SqlText.Literal(_tables.Database)
                + " AND name = " + SqlText.Literal(table) + " FORMAT TabSeparatedRaw",
            cancellation).ConfigureAwait(false);
        if (engine.Split('(', ' ')[0].Trim() is "MergeTree" or "ReplacingMergeTree"
            && !engine.Contains("non_replicated_deduplication_window", StringComparison.Ordinal))
        {
            differences.Add(new DdlDifference(
                $"table {_tables.Database}.{table} does not recognise inserts that come again, which doubles rows after a lost answer",
                _statements.SetDeduplication(table)));
        }
    }

    private async Task CheckLookupAsync(string table, string create, List<DdlDifference> differences, CancellationToken cancellation)
    {
        if (await DescribeAsync(table, cancellation).ConfigureAwait(false) is null)
        {
            differences.Add(new DdlDifference($"table {_tables.Database}.{table} does not exist", create));
        }
    }

    /// <summary>Null when the table does not exist.</summary>
    private async Task<string?> DescribeAsync(string table, CancellationToken cancellation)
    {
        ClickHouseAnswer answer = await _client.SendAsync(
            _endpoint, new ClickHouseRequest($"DESCRIBE TABLE {_statements.Qualified(table)} FORMAT TabSeparated", $"the question for the columns of {table}"),
            cancellation).ConfigureAwait(false);
        return answer.Code == ClickHouseErrorCodes.UnknownTable ? null : TextOf(answer);
    }

    private async Task<string> RunAsync(string statement, CancellationToken cancellation) => TextOf(await _client.SendAsync(
        _endpoint, new ClickHouseRequest(statement, "a statement"), cancellation).ConfigureAwait(false));

    private static string TextOf(ClickHouseAnswer answer) =>
        answer.Kind == ClickHouseAnswerKind.Accepted ? answer.Text : throw new ClickHouseDdlException(answer.Text);
}

/// <summary>Something that is missing.</summary>
/// <param name="What">In words.</param>
/// <param name="Statement">SQL that adds it.</param>
public sealed record DdlDifference(string What, string Statement);

/// <summary>The server refused something; the message has its own words.</summary>
public sealed class ClickHouseDdlException(string message) : Exception(message);
