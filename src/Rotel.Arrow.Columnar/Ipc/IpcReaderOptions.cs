namespace Rotel.Arrow.Columnar.Ipc;

/// <summary>Bounds of one incoming stream. Everything a sender declares is held against them before it is believed.</summary>
public sealed record IpcReaderOptions
{
    /// <summary>Most bytes of one message's metadata. Default 1 MiB.</summary>
    public int MaxMetadataBytes { get; init; } = 1 << 20;

    /// <summary>Most bytes of one message's body as it is received. Default 64 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 64 << 20;

    /// <summary>Most bytes that one message's buffers hold after decompression. Default 64 MiB.</summary>
    public int MaxDecompressedBytes { get; init; } = 64 << 20;

    /// <summary>Most bytes that the dictionaries of the stream hold together. Default 64 MiB.</summary>
    public int MaxDictionaryBytes { get; init; } = 64 << 20;

    /// <summary>Most entries of one dictionary. Default 1,048,576.</summary>
    public int MaxDictionaryEntries { get; init; } = 1 << 20;

    /// <summary>Most fields of a schema, children included. Default 1,024.</summary>
    public int MaxFields { get; init; } = 1024;

    /// <summary>Most levels of nesting, 1 to 64. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Most cells of any array, rows and list items alike. Default 16,777,216.</summary>
    public int MaxRows { get; init; } = 1 << 24;

    /// <summary>
    /// Text that is not UTF-8 is refused. Off, the text columns hold whatever was sent and their reader has to look at
    /// it: Go does not check what it sends. Default on.
    /// </summary>
    public bool ValidateText { get; init; } = true;

    internal static IpcReaderOptions Default { get; } = new();
}
