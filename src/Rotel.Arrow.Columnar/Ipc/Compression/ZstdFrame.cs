using Rotel.Arrow.Memory;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Rotel.Arrow.Columnar.Ipc.Compression;

/// <summary>
/// One Zstandard frame (RFC 8878) a buffer, decoded in one piece straight into its place, so that no window is kept.
/// </summary>
internal static class ZstdFrame
{
    private static readonly ContextPool<Decompressor> s_decoders =
        new(static () => new Decompressor(), static context => context.Dispose());

    private static readonly ContextPool<Compressor> s_encoders =
        new(static () => new Compressor(1), static context => context.Dispose());

    internal static Decompressor RentDecoder() => s_decoders.Rent();

    internal static void Return(Decompressor decoder) => s_decoders.Return(decoder);

    internal static Compressor RentEncoder(int level)
    {
        Compressor encoder = s_encoders.Rent();
        if (encoder.Level != level)
        {
            encoder.Level = level;
        }

        return encoder;
    }

    internal static void Return(Compressor encoder) => s_encoders.Return(encoder);

    /// <summary>Decodes a frame; <paramref name="written"/> counts when the result is Done.</summary>
    internal static FrameResult Decode(Decompressor decoder, ReadOnlySpan<byte> frame, Span<byte> target, out int written)
    {
        try
        {
            return decoder.TryUnwrap(frame, target, out written) ? FrameResult.Done : FrameResult.NoRoom;
        }
        catch (ZstdException e)
        {
            written = 0;
            return e.Code == ZSTD_ErrorCode.ZSTD_error_dstSize_tooSmall ? FrameResult.NoRoom : FrameResult.Corrupt;
        }
    }
}
