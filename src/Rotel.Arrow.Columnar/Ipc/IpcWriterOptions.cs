namespace Rotel.Arrow.Columnar.Ipc;

/// <summary>How a stream is written.</summary>
public sealed record IpcWriterOptions
{
    /// <summary>Compression of record batches and dictionaries. Default none.</summary>
    public IpcCompression Compression { get; init; }

    /// <summary>Zstandard level, 1 to 22. Default 1.</summary>
    public int ZstdLevel { get; init; } = 1;

    /// <summary>
    /// Buffers below this many bytes are stored as they are: a frame's header would eat the gain. Larger ones that do
    /// not shrink are stored as they are, too. Default 64.
    /// </summary>
    public int CompressFromBytes { get; init; } = 64;

    /// <summary>Multiple that buffers and bodies begin at, counted from the start of the message: 8 or 64. Default 8.</summary>
    public int AlignmentBytes { get; init; } = 8;

    /// <summary>
    /// Dictionaries that grew are sent as the new values only. Off, the whole dictionary is sent again: for readers
    /// that know no deltas. Default on.
    /// </summary>
    public bool Deltas { get; init; } = true;

    internal static IpcWriterOptions Default { get; } = new();
}
