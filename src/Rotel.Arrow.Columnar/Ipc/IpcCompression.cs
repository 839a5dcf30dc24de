namespace Rotel.Arrow.Columnar.Ipc;

/// <summary>How the buffers of a message body are compressed, each by itself.</summary>
public enum IpcCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>LZ4 frames. The Rust OTAP engine may not know them.</summary>
    Lz4Frame,

    /// <summary>Zstandard frames.</summary>
    Zstd,
}
