using System.Buffers.Binary;
using K4os.Compression.LZ4;
using K4os.Hash.xxHash;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>
/// LZ4 frames (lz4_Frame_format.md), one or several, skippable ones skipped. Blocks are decoded straight into the
/// output, which is also the dictionary of linked blocks, so nothing else is allocated.
/// </summary>
internal static class Lz4Inflate
{
    private const uint SkippableMagic = 0x184D2A50, SkippableMask = 0xFFFFFFF0, PlainBlock = 0x80000000;
    private const int DictionaryBytes = 64 << 10, FirstTryBytes = 16 << 10;

    /// <summary>A match length byte yields at most 255: no block expands more.</summary>
    private const int MaxRatio = 255;

    internal static InflateResult Inflate(ref BoundedOutput output, ReadOnlySpan<byte> input)
    {
        InflateStatus status = InflateStatus.Ok;
        if (Lz4FrameHeader.TryRead(input, out Lz4FrameHeader first) && first.ContentBytes > output.RoomBytes)
        {
            return new InflateResult(InflateStatus.TooLarge);
        }

        if (!output.TryStart(input.Length, first.LengthBytes > 0 ? first.ContentBytes : -1))
        {
            return new InflateResult(InflateStatus.OverBudget);
        }

        while (status == InflateStatus.Ok && !input.IsEmpty)
        {
            status = TrySkip(ref input) ? InflateStatus.Ok : Frame(ref output, ref input);
        }

        return status switch
        {
            InflateStatus.Ok => output.Detach(),
            InflateStatus.Corrupt => InflateResult.Corrupt(ContentEncoding.Lz4, "not an LZ4 frame, damaged or truncated"),
            _ => new InflateResult(status),
        };
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> input)
    {
        if (input.Length < 8 || (BinaryPrimitives.ReadUInt32LittleEndian(input) & SkippableMask) != SkippableMagic)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        if (length > (uint)(input.Length - 8))
        {
            return false;
        }

        input = input[(8 + (int)length)..];
        return true;
    }

    private static InflateStatus Frame(ref BoundedOutput output, ref ReadOnlySpan<byte> input)
    {
        if (!Lz4FrameHeader.TryRead(input, out Lz4FrameHeader header))
        {
            return InflateStatus.Corrupt;
        }

        input = input[header.LengthBytes..];
        int start = output.Length;
        while (true)
        {
            if (!TryTakeUInt32(ref input, out uint word))
            {
                return InflateStatus.Corrupt;
            }

            if (word == 0)
            {
                return End(ref output, ref input, header, start);
            }

            uint length = word & ~PlainBlock;
            if (length > (uint)input.Length || length > (uint)header.MaxBlockBytes)
            {
                return InflateStatus.Corrupt;
            }

            ReadOnlySpan<byte> block = input[..(int)length];
            input = input[(int)length..];
            if (header.BlockChecksums && (!TryTakeUInt32(ref input, out uint expected) || XXH32.DigestOf(block) != expected))
            {
                return InflateStatus.Corrupt;
            }

            InflateStatus status = (word & PlainBlock) != 0
                ? Plain(ref output, block)
                : Compressed(ref output, block, header, start);
            if (status != InflateStatus.Ok)
            {
                return status;
            }
        }
    }

    private static InflateStatus End(ref BoundedOutput output, ref ReadOnlySpan<byte> input, Lz4FrameHeader header, int start)
    {
        ReadOnlySpan<byte> content = output.Written[start..];
        if (header.ContentBytes >= 0 && header.ContentBytes != content.Length)
        {
            return InflateStatus.Corrupt;
        }

        return !header.ContentChecksum || (TryTakeUInt32(ref input, out uint expected) && XXH32.DigestOf(content) == expected)
            ? InflateStatus.Ok
            : InflateStatus.Corrupt;
    }

    private static InflateStatus Plain(ref BoundedOutput output, ReadOnlySpan<byte> block)
    {
        InflateStatus status = output.Grow(block.Length);
        if (status == InflateStatus.Ok)
        {
            block.CopyTo(output.Free);
            output.Advance(block.Length);
        }

        return status;
    }

    /// <summary>
    /// A block does not say how long it becomes: it is decoded into what room there is, and again with more room when
    /// that fails, until the format's own bounds say that more would not help.
    /// </summary>
    private static InflateStatus Compressed(ref BoundedOutput output, ReadOnlySpan<byte> block, Lz4FrameHeader header, int start)
    {
        int most = (int)Math.Min(header.MaxBlockBytes, ((long)block.Length * MaxRatio) + 64);
        int room = Math.Min(most, Math.Max(output.Free.Length, FirstTryBytes));
        while (true)
        {
            room = Math.Min(room, output.RoomBytes);
            InflateStatus status = output.Grow(room);
            if (status != InflateStatus.Ok)
            {
                return status;
            }

            ReadOnlySpan<byte> before = header.LinkedBlocks ? output.Written[start..] : default;
            before = before[Math.Max(0, before.Length - DictionaryBytes)..];
            int written = LZ4Codec.Decode(block, output.Free[..room], before);
            if (written >= 0)
            {
                output.Advance(written);
                return InflateStatus.Ok;
            }

            if (room == most)
            {
                return InflateStatus.Corrupt;
            }

            if (room == output.RoomBytes)
            {
                return InflateStatus.TooLarge;
            }

            room = (int)Math.Min(most, 2L * room);
        }
    }

    private static bool TryTakeUInt32(ref ReadOnlySpan<byte> input, out uint value)
    {
        if (input.Length < 4)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(input);
        input = input[4..];
        return true;
    }
}
