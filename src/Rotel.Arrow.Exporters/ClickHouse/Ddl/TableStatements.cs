using System.Text;
using Rotel.Arrow.Exporters.ClickHouse.Blocks;

namespace Rotel.Arrow.Exporters.ClickHouse.Ddl;

/// <summary>
/// The statements that create the tables of Rotel (rotel.md 2.2), which are those of the Collector, with the columns
/// that both leave out.
/// </summary>
/// <remarks>
/// One setting more than Rotel: non_replicated_deduplication_window, without which a plain MergeTree does not recognise
/// an insert that comes again.
/// </remarks>
internal sealed class TableStatements(DdlOptions options)
{
    /// <summary>Inserts that a plain MergeTree remembers: at one a second a quarter of an hour.</summary>
    public const int DeduplicationWindow = 1000;

    private bool IsNull => options.Engine.Equals("Null", StringComparison.OrdinalIgnoreCase);

    /// <summary>Everything, in the order in which it must be created.</summary>
    public IEnumerable<string> All()
    {
        foreach (TableKind kind in Kinds())
        {
            yield return Create(kind);
            if (kind == TableKind.Traces && !IsNull)
            {
                yield return CreateLookup();
                yield return CreateLookupView();
            }
        }
    }

    /// <summary>The tables that are asked for.</summary>
    public IEnumerable<TableKind> Kinds()
    {
        if (options.Traces)
        {
            yield return TableKind.Traces;
        }

        if (options.Logs)
        {
            yield return TableKind.Logs;
        }

        if (options.Metrics)
        {
            yield return TableKind.Gauge;
            yield return TableKind.Sum;
            yield return TableKind.Histogram;
            yield return TableKind.ExponentialHistogram;
            yield return TableKind.Summary;
        }
    }

    /// <summary>The columns of a table that we create.</summary>
    public IEnumerable<ColumnDefinition> Columns(TableKind kind, bool json)
    {
        foreach (ColumnDefinition column in FieldTable.Of(kind).ToArray())
        {
            bool wanted = column.Use switch
            {
                ColumnUse.Common => true,
                ColumnUse.Extra => options.Extras,
                ColumnUse.ExtraInMap => options.Extras || json,
                _ => false,
            };
            if (wanted)
            {
                yield return column;
            }
        }
    }

    public string TableName(TableKind kind) => options.TablePrefix + kind.Suffix();

    /// <summary>The statement for one table.</summary>
    public string Create(TableKind kind)
    {
        var sql = new StringBuilder(Head(TableName(kind)));
        string separator = "";
        string? nested = null;
        foreach (ColumnDefinition column in Columns(kind, options.Json))
        {
            int dot = column.Name.IndexOf('.', StringComparison.Ordinal);
            string? parent = dot < 0 ? null : column.Name[..dot];
            if (nested is not null && nested != parent)
            {
                sql.Append("\n    ) CODEC(ZSTD(1))");
                nested = null;
            }

            if (parent is not null && nested is null)
            {
                sql.Append(separator).Append("    ").Append(SqlText.Name(parent)).Append(" Nested (\n");
                separator = "";
                nested = parent;
            }

            sql.Append(separator).Append(nested is null ? "    " : "        ").Append(SqlText.Name(column.Name[(dot + 1)..]))
                .Append(' ').Append(TypeOf(column, options.Json));
            if (nested is null && column.Codec.Length > 0)
            {
                sql.Append(" CODEC(").Append(column.Codec).Append(')');
            }

            separator = ",\n";
            if (kind == TableKind.Logs && column.Field == Field.Time && !options.Json)
            {
                sql.Append(separator).Append("    `TimestampTime` DateTime DEFAULT toDateTime(Timestamp)");
            }
        }

        sql.Append(nested is null ? "" : "\n    ) CODEC(ZSTD(1))");
        return IsNull
            ? sql.Append("\n)\nENGINE = Null").ToString()
            : sql.Append(Indexes(kind)).Append("\n)\n").Append(Tail(kind)).ToString();
    }

    /// <summary>Type of a column; of a member of a Nested without its Array.</summary>
    public static string TypeOf(ColumnDefinition column, bool json) =>
        column.Type != "M" ? column.Type : json ? "JSON" : "Map(LowCardinality(String), String)";

    /// <summary>The statement that adds a column to an existing table.</summary>
    public string AddColumn(string table, ColumnDefinition column, bool json)
    {
        string type = TypeOf(column, json);
        string codec = column.Codec.Length == 0 ? "" : $" CODEC({column.Codec})";
        return $"ALTER TABLE {Qualified(table)}{OnCluster} ADD COLUMN IF NOT EXISTS {SqlText.Name(column.Name)} "
            + (column.Name.Contains('.', StringComparison.Ordinal) ? $"Array({type})" : type) + codec;
    }

    /// <summary>The statement that lets a plain MergeTree recognise repeated inserts.</summary>
    public string SetDeduplication(string table) =>
        $"ALTER TABLE {Qualified(table)}{OnCluster} MODIFY SETTING non_replicated_deduplication_window = {DeduplicationWindow}";

    public string LookupName => TableName(TableKind.Traces) + "_trace_id_ts";

    public string LookupViewName => LookupName + "_mv";

    /// <summary>The table that finds the time of a trace by its id.</summary>
    public string CreateLookup() => Head(LookupName)
        + "    `TraceId` String CODEC(ZSTD(1)),\n    `Start` DateTime CODEC(Delta, ZSTD(1)),\n    `End` DateTime CODEC(Delta, ZSTD(1)),\n"
        + "    INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1\n)\n"
        + $"ENGINE = {options.Engine}\nPARTITION BY toDate(Start)\nORDER BY (TraceId, Start)\n"
        + Ttl("toDateTime(Start)") + Settings;

    /// <summary>The view that fills it.</summary>
    public string CreateLookupView() =>
        $"CREATE MATERIALIZED VIEW IF NOT EXISTS {Qualified(LookupViewName)}{OnCluster} TO {Qualified(LookupName)} AS\n"
        + "SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End\n"
        + $"FROM {Qualified(TableName(TableKind.Traces))}\nWHERE TraceId != ''\nGROUP BY TraceId";

    /// <summary>A table with its database.</summary>
    public string Qualified(string table) => SqlText.Name(options.Database) + "." + SqlText.Name(table);

    private string OnCluster => options.Cluster is null ? "" : " ON CLUSTER " + SqlText.Name(options.Cluster);

    private string Settings =>
        "SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1"
        + (options.Engine.StartsWith("Replicated", StringComparison.Ordinal) || options.Engine.StartsWith("Shared", StringComparison.Ordinal)
            ? ""
            : $", non_replicated_deduplication_window = {DeduplicationWindow}");

    private string Head(string table) => $"CREATE TABLE IF NOT EXISTS {Qualified(table)}{OnCluster}\n(\n";

    private string Ttl(string time) => options.Ttl == TimeSpan.Zero ? "" : $"TTL {time} + {SqlText.Interval(options.Ttl)}\n";

    private string Indexes(TableKind kind)
    {
        var sql = new StringBuilder();
        string[] maps = kind switch
        {
            TableKind.Traces => ["res_attr:ResourceAttributes", "span_attr:SpanAttributes"],
            TableKind.Logs => ["res_attr:ResourceAttributes", "scope_attr:ScopeAttributes", "log_attr:LogAttributes"],
            _ => ["res_attr:ResourceAttributes", "scope_attr:ScopeAttributes", "attr:Attributes"],
        };
        if (kind is TableKind.Traces or TableKind.Logs)
        {
            sql.Append(",\n    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1");
        }

        foreach (string map in options.Json ? [] : maps)
        {
            string[] parts = map.Split(':');
            sql.Append(",\n    INDEX idx_").Append(parts[0]).Append("_key mapKeys(").Append(parts[1]).Append(") TYPE bloom_filter(0.01) GRANULARITY 1")
                .Append(",\n    INDEX idx_").Append(parts[0]).Append("_value mapValues(").Append(parts[1]).Append(") TYPE bloom_filter(0.01) GRANULARITY 1");
        }

        return kind switch
        {
            TableKind.Traces => sql.Append(",\n    INDEX idx_duration Duration TYPE minmax GRANULARITY 1").ToString(),
            TableKind.Logs => sql.Append(",\n    INDEX idx_body Body TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8").ToString(),
            _ => sql.ToString(),
        };
    }

    private string Tail(TableKind kind)
    {
        (string partition, string order, string ttl) = kind switch
        {
            TableKind.Traces => (
                "toDate(Timestamp)", "ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))", "toDateTime(Timestamp)"),
            TableKind.Logs when options.Json => (
                "toDate(Timestamp)",
                "PRIMARY KEY (ServiceName, toDateTime(Timestamp))\nORDER BY (ServiceName, toDateTime(Timestamp), Timestamp)",
                "toDateTime(Timestamp)"),
            TableKind.Logs => (
                "toDate(TimestampTime)",
                "PRIMARY KEY (ServiceName, TimestampTime)\nORDER BY (ServiceName, TimestampTime, Timestamp)",
                "TimestampTime"),
            _ => (
                "toDate(TimeUnix)",
                $"ORDER BY (ServiceName, MetricName, {(options.Json ? "" : "Attributes, ")}toUnixTimestamp64Nano(TimeUnix))",
                "toDateTime(TimeUnix)"),
        };
        return $"ENGINE = {options.Engine}\nPARTITION BY {partition}\n{order}\n{Ttl(ttl)}{Settings}";
    }
}
