namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>What <c>clickhouse-ddl</c> creates, checks and upgrades.</summary>
public sealed record DdlOptions
{
    /// <summary>Must exist. Default as Rotel.</summary>
    public string Database { get; init; } = "otel";

    /// <summary>Before the names of all tables. Default as Rotel.</summary>
    public string TablePrefix { get; init; } = "otel";

    /// <summary>
    /// MergeTree, ReplicatedMergeTree or Null, or any other engine with its parameters: <c>ReplacingMergeTree(TimeUnix)</c>.
    /// </summary>
    public string Engine { get; init; } = "MergeTree";

    /// <summary>For ON CLUSTER; null: one server.</summary>
    public string? Cluster { get; init; }

    /// <summary>Age at which rows are dropped; zero: never.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>Attributes in JSON columns instead of maps.</summary>
    public bool Json { get; init; }

    /// <summary>The columns that Rotel and the Collector do not have. Default true.</summary>
    public bool Extras { get; init; } = true;

    /// <summary>Traces, with the lookup table of trace ids.</summary>
    public bool Traces { get; init; } = true;

    public bool Logs { get; init; } = true;

    /// <summary>The five tables of metrics.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>What is wrong, empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Database.Length == 0 || TablePrefix.Length == 0)
        {
            errors.Add("The database and the table prefix must not be empty.");
        }

        int parameters = Engine.IndexOf('(', StringComparison.Ordinal);
        ReadOnlySpan<char> name = parameters < 0 ? Engine : Engine.AsSpan(0, parameters);
        if (name.IsEmpty || name.ContainsAnyExcept(s_letters) || (parameters >= 0 && !Engine.EndsWith(')')) || Engine.Contains(';', StringComparison.Ordinal))
        {
            errors.Add($"'{Engine}' is not a table engine: MergeTree, ReplicatedMergeTree, Null, or a name with parameters in parentheses.");
        }

        if (Ttl < TimeSpan.Zero || Ttl.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            errors.Add("The TTL must be a whole number of seconds.");
        }

        if (!Traces && !Logs && !Metrics)
        {
            errors.Add("Nothing to do: choose traces, logs or metrics.");
        }

        return errors;
    }

    private static readonly System.Buffers.SearchValues<char> s_letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
