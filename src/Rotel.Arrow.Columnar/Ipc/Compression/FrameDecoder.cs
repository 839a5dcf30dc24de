using Rotel.Arrow.Columnar.Ipc.Schemas;
using ZstdSharp;

namespace Rotel.Arrow.Columnar.Ipc.Compression;

/// <summary>
/// Decodes the frames of one message. A Zstandard context is borrowed when the first frame comes and goes back at the
/// end of the message, so that idle streams hold none.
/// </summary>
internal sealed class FrameDecoder
{
    private Decompressor? _zstd;
    private byte _codec;

    /// <summary>A message of this codec begins.</summary>
    internal void Begin(byte codec) => _codec = codec;

    internal FrameResult Decode(ReadOnlySpan<byte> frame, Span<byte> target, out int written) =>
        _codec == MetadataFields.Compression.Lz4Frame
            ? Lz4Frame.Decode(frame, target, out written)
            : ZstdFrame.Decode(_zstd ??= ZstdFrame.RentDecoder(), frame, target, out written);

    /// <summary>The message ends.</summary>
    internal void End()
    {
        if (_zstd is not null)
        {
            ZstdFrame.Return(_zstd);
            _zstd = null;
        }
    }
}
