using System.Globalization;
using Rotel.Arrow.Exporters.ClickHouse.Blocks;
using Rotel.Arrow.Exporters.ClickHouse.Ddl;
using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>
/// What the tables look like: asked of the server before the first insert, from time to time, and after an error that
/// is about a table. So a table of Rotel, of the Collector or of ours is written as it is.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ClickHouseTables(
    ClickHouseExporterOptions options, ClickHouseSender sender, TimeProvider time, ClickHouseExporterLog log)
{
    /// <summary>First version that reads the flattened layout of JSON columns.</summary>
    private static readonly Version s_flattenedJson = new(25, 8);

    private readonly Known[] _known = [.. Enumerable.Range(0, 7).Select(static _ => new Known())];
    private readonly SemaphoreSlim _gate = new(1);
    private bool? _hasFlattenedJson;

    /// <summary>The columns to write, or why they are not known.</summary>
    public async ValueTask<(TablePlan? Plan, ClickHouseAnswer? Failure)> FindAsync(TableKind kind, CancellationToken cancellation)
    {
        Known known = _known[(int)kind];
        if (Volatile.Read(ref known.Plan) is { } fresh && time.GetElapsedTime(known.AskedAt) < options.TableRefresh)
        {
            return (fresh, null);
        }

        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (known.Plan is { } found && time.GetElapsedTime(known.AskedAt) < options.TableRefresh)
            {
                return (found, null);
            }

            (TablePlan? plan, ClickHouseAnswer? failure) = await AskAsync(kind, cancellation).ConfigureAwait(false);
            if (plan is not null)
            {
                known.AskedAt = time.GetTimestamp();
                Volatile.Write(ref known.Plan, plan);
                return (plan, null);
            }

            // A server that does not answer now has not changed its tables.
            return known.Plan is { } old && failure!.Code == 0 ? (old, null) : (null, failure);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The next insert asks again.</summary>
    public void Forget(TableKind kind)
    {
        Volatile.Write(ref _known[(int)kind].Plan, null);
        _hasFlattenedJson = null;
    }

    private async ValueTask<(TablePlan? Plan, ClickHouseAnswer? Failure)> AskAsync(TableKind kind, CancellationToken cancellation)
    {
        if (_hasFlattenedJson is null)
        {
            ClickHouseAnswer version = await sender.SendAsync(new ClickHouseRequest("SELECT version()", "the question for its version"), cancellation)
                .ConfigureAwait(false);
            if (version.Kind != ClickHouseAnswerKind.Accepted && !ClickHouseErrorCodes.IsRefusedQuestion(version.Code))
            {
                return (null, version);
            }

            _hasFlattenedJson = HasFlattenedJson(version);
        }

        string table = options.TablePrefix + kind.Suffix();
        ClickHouseAnswer answer = await DescribeAsync(table, cancellation).ConfigureAwait(false);
        if (answer.Code == ClickHouseErrorCodes.UnknownTable && kind.OtherSuffix() is { } other)
        {
            ClickHouseAnswer second = await DescribeAsync(options.TablePrefix + other, cancellation).ConfigureAwait(false);
            if (second.Kind == ClickHouseAnswerKind.Accepted)
            {
                (table, answer) = (options.TablePrefix + other, second);
            }
        }

        if (answer.Kind != ClickHouseAnswerKind.Accepted && !ClickHouseErrorCodes.IsRefusedQuestion(answer.Code))
        {
            return (null, answer);
        }

        if (answer.Kind != ClickHouseAnswerKind.Accepted || answer.Text.Length == 0)
        {
            log.TableNotTold(table, answer.Text);
            return (TablePlan.Own(kind, table, options.Json), null);
        }

        TablePlan plan = TablePlan.Of(kind, table, Columns(answer.Text), _hasFlattenedJson.Value);
        return plan.Columns.Count > 0
            ? (plan, null)
            : (null, new ClickHouseAnswer(
                ClickHouseAnswerKind.Retry, NackCause.DestinationRejected,
                $"The table {options.Database}.{table} has no column of an OpenTelemetry table: is --clickhouse-exporter-table-prefix right?"));
    }

    private ValueTask<ClickHouseAnswer> DescribeAsync(string table, CancellationToken cancellation) => sender.SendAsync(
        new ClickHouseRequest(
            $"DESCRIBE TABLE {SqlText.Name(options.Database)}.{SqlText.Name(table)} FORMAT TabSeparated",
            $"the question for the columns of {options.Database}.{table}"),
        cancellation);

    /// <summary>Columns with a value of their own: neither materialised nor aliases.</summary>
    internal static IEnumerable<(string Name, string Type)> Columns(string described)
    {
        foreach (string line in described.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] cells = SqlText.Cells(line);
            if (cells.Length >= 2 && (cells.Length < 3 || cells[2] is not ("MATERIALIZED" or "ALIAS" or "EPHEMERAL")))
            {
                yield return (cells[0], cells[1]);
            }
        }
    }

    private bool HasFlattenedJson(ClickHouseAnswer answer)
    {
        string[] parts = answer.Kind == ClickHouseAnswerKind.Accepted ? answer.Text.Trim().Split('.') : [];
        if (parts.Length < 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            log.VersionNotTold(answer.Text);
            return true;
        }

        bool has = new Version(major, minor) >= s_flattenedJson;
        if (!has)
        {
            log.OldServer(answer.Text.Trim());
        }

        return has;
    }

    private sealed class Known
    {
        public TablePlan? Plan;
        public long AskedAt;
    }
}
