using Rotel.Arrow.Columnar.Ipc;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>Bounds of one incoming OTAP stream (otap.md 5.4). Sizes are bytes.</summary>
public sealed record RecordsLimits
{
    /// <summary>
    /// Most bytes of values that a batch may stand for, each text and byte string counted in every row that has it: a
    /// dictionary can repeat a megabyte in a million rows. Default 128 MiB.
    /// </summary>
    public long MaxExpandedBytes { get; init; } = 128 << 20;

    /// <summary>Most bytes of the decompressed columns of one table. Default 64 MiB.</summary>
    public int MaxTableBytes { get; init; } = 64 << 20;

    /// <summary>Most bytes of all dictionaries of one table, kept as long as the stream lives. Default 16 MiB.</summary>
    public int MaxDictionaryBytes { get; init; } = 16 << 20;

    /// <summary>Most rows of one table. Default 1,048,576.</summary>
    public int MaxRows { get; init; } = 1 << 20;

    /// <summary>Most payloads in one batch: there are 20 types of a signal at most. Default 32.</summary>
    public int MaxPayloads { get; init; } = 32;

    /// <summary>Longest schema_id. Senders count in decimal. Default 64.</summary>
    public int MaxSchemaIdBytes { get; init; } = 64;

    /// <summary>
    /// Finds runs as the Rust engine does, whatever the metadata says. For tests: what we send has to mean the same to
    /// both peers.
    /// </summary>
    internal bool ReadsAsRust { get; init; }

    internal IpcReaderOptions ToIpc() => new()
    {
        MaxDecompressedBytes = MaxTableBytes,
        MaxBodyBytes = MaxTableBytes,
        MaxDictionaryBytes = MaxDictionaryBytes,
        MaxRows = Math.Max(MaxRows, 1 << 24),
        MaxFields = 128,
        MaxDepth = 8,

        // Go sends what it was given. What is not UTF-8 is replaced where it stands, instead of costing the batch.
        ValidateText = false,
    };
}
