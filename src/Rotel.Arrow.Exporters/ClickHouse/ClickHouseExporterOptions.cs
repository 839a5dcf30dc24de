using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Transport.Tls;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>Compression of request bodies.</summary>
public enum ClickHouseCompression : byte
{
    None = 0,

    /// <summary>LZ4 frames.</summary>
    Lz4,

    /// <summary>Zstandard, level 1.</summary>
    Zstd,
}

/// <summary>Whether the server collects inserts before it makes a part of them (async_insert).</summary>
public enum ClickHouseAsyncInsert : byte
{
    /// <summary>Inserts of fewer rows than <see cref="ClickHouseExporterOptions.AsyncInsertBelowRows"/>.</summary>
    Auto = 0,

    Never,

    Always,
}

/// <summary>Settings of a <see cref="ClickHouseExporter"/>.</summary>
public sealed record ClickHouseExporterOptions
{
    /// <summary>
    /// HTTP interfaces of the servers, one or more, each of them good for all tables (replicas, or nodes with
    /// Distributed tables). The first one that works is used; the others take over when it fails.
    /// </summary>
    public required IReadOnlyList<HttpEndpoint> Endpoints { get; init; }

    /// <summary>Default as Rotel.</summary>
    public string Database { get; init; } = "otel";

    /// <summary>Before the names of all tables. Default as Rotel.</summary>
    public string TablePrefix { get; init; } = "otel";

    /// <summary>Default LZ4, as Rotel.</summary>
    public ClickHouseCompression Compression { get; init; } = ClickHouseCompression.Lz4;

    /// <summary>Default: small inserts only.</summary>
    public ClickHouseAsyncInsert AsyncInsert { get; init; } = ClickHouseAsyncInsert.Auto;

    /// <summary>Rows below which an insert is asynchronous with <see cref="ClickHouseAsyncInsert.Auto"/>: parts are the server's main cost.</summary>
    public int AsyncInsertBelowRows { get; init; } = 4096;

    /// <summary>
    /// An asynchronous insert is acknowledged when its rows are in a part. False: when they are in the server's memory,
    /// where a crash of it loses them.
    /// </summary>
    public bool WaitForAsyncInsert { get; init; } = true;

    /// <summary>
    /// Assume JSON columns when the server does not tell what columns a table has. Otherwise the table decides.
    /// </summary>
    public bool Json { get; init; }

    /// <summary>Key/value lists inside more than this many others are JSON text in JSON columns. 0 to 64; default as Rotel.</summary>
    public int NestedMaxDepth { get; init; } = 3;

    /// <summary>User, or null: the server's default user.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Headers of every request.</summary>
    public IReadOnlyList<RequestHeader> Headers { get; init; } = [];

    /// <summary>TLS, for https endpoints.</summary>
    public TlsClientOptions Tls { get; init; } = TlsClientOptions.Default;

    /// <summary>
    /// A connection without requests is closed after this. Default 8 s: the server closes after 10, and a request that
    /// meets the close is lost time.
    /// </summary>
    public TimeSpan PoolIdleTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Age at which the columns of a table are looked up again. Default 5 min.</summary>
    public TimeSpan TableRefresh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Batches sent at once. Default 4: encoding takes a few milliseconds, the rest is waiting for the server.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>What is wrong, empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Endpoints.Count == 0)
        {
            errors.Add("At least one endpoint is needed.");
        }

        if (Database.Length == 0 || TablePrefix.Length == 0)
        {
            errors.Add("The database and the table prefix must not be empty.");
        }

        if (NestedMaxDepth is < 0 or > Views.ViewLimits.MaxValueDepth)
        {
            errors.Add($"{nameof(NestedMaxDepth)} must be between 0 and {Views.ViewLimits.MaxValueDepth}.");
        }

        if (MaxConcurrency < 1 || AsyncInsertBelowRows < 0 || TableRefresh <= TimeSpan.Zero || PoolIdleTimeout <= TimeSpan.Zero)
        {
            errors.Add($"{nameof(MaxConcurrency)}, {nameof(TableRefresh)} and {nameof(PoolIdleTimeout)} must be above zero.");
        }

        foreach (RequestHeader header in Headers)
        {
            if (header.FindProblem() is { } problem)
            {
                errors.Add(problem);
            }
        }

        return errors;
    }
}
