namespace Rotel.Arrow.Columnar.Ipc.Compression;

/// <summary>Outcome of decoding one compressed buffer.</summary>
internal enum FrameResult
{
    /// <summary>The whole frame was decoded.</summary>
    Done,

    /// <summary>The content is longer than the room it was given, which is full.</summary>
    NoRoom,

    /// <summary>Not a frame of this codec, damaged, or cut off.</summary>
    Corrupt,
}
