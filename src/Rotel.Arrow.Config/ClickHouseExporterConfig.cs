using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config;

/// <summary>Tables of ClickHouse.</summary>
/// <param name="Name">Unique.</param>
public sealed record ClickHouseExporterConfig(string Name) : ExporterConfig(Name)
{
    /// <inheritdoc/>
    public override string Type => "clickhouse";

    /// <summary>HTTP interfaces, one or more.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>Database of the tables.</summary>
    public required string Database { get; init; }

    /// <summary>What the names of all tables begin with.</summary>
    public required string TablePrefix { get; init; }

    /// <summary>Compression of inserts: lz4, zstd or none.</summary>
    public required string Compression { get; init; }

    /// <summary>True and false as given; null: by the size of the insert.</summary>
    public required bool? AsyncInsert { get; init; }

    /// <summary>Acknowledge an asynchronous insert when it is written.</summary>
    public required bool AsyncInsertWait { get; init; }

    /// <summary>Longest time for one attempt.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>Assume JSON columns where the server does not tell.</summary>
    public required bool EnableJson { get; init; }

    /// <summary>Deepest key/value list that is taken apart.</summary>
    public required int NestedMaxDepth { get; init; }

    /// <summary>User; null: the server's default user.</summary>
    public required string? User { get; init; }

    /// <summary>Password; null: none.</summary>
    public required Secret? Password { get; init; }

    /// <summary>Headers of every request.</summary>
    public required IReadOnlyList<KeyValuePair<string, Secret>> Headers { get; init; }

    /// <summary>TLS settings; they apply to https endpoints.</summary>
    public required ClientTlsConfig Tls { get; init; }
}
