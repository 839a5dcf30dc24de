using System.Buffers.Binary;
using K4os.Compression.LZ4;
using K4os.Hash.xxHash;

namespace Rotel.Arrow.Columnar.Ipc.Compression;

/// <summary>
/// LZ4 frames (lz4_Frame_format.md 1.6):
/// <code>
/// 04 22 4D 18 | flags | block size | [u64 content size] | header checksum
/// u32 block length (high bit: stored) | block | [u32 checksum]   ... repeated
/// u32 0 | [u32 content checksum]
/// </code>
/// Decoded into one run of bytes, which is also the dictionary of linked blocks. Written with independent blocks, without
/// checksums and content size, as Arrow C++ reads them all.
/// </summary>
internal static class Lz4Frame
{
    /// <summary>A match length byte yields at most 255 bytes: no frame expands more.</summary>
    internal const int MaxRatio = 255;

    private const uint Magic = 0x184D2204, Stored = 0x80000000;
    private const int DictionaryBytes = 64 << 10, HeaderBytes = 7;

    /// <summary>Version 1, independent blocks; blocks of up to 4 MiB (bits 4 to 6 of the second byte: 7).</summary>
    private const byte WrittenFlags = 0x60, WrittenBlockSize = 0x70;

    private const int WrittenBlockBytes = 4 << 20;

    /// <summary>Decodes a frame; <paramref name="written"/> counts when the result is Done.</summary>
    internal static FrameResult Decode(ReadOnlySpan<byte> frame, Span<byte> target, out int written)
    {
        written = 0;
        if (frame.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic)
        {
            return FrameResult.Corrupt;
        }

        byte flags = frame[4], blockSize = frame[5];
        bool isLinked = (flags & 0x20) == 0, hasBlockSums = (flags & 0x10) != 0, hasSize = (flags & 8) != 0, hasSum = (flags & 4) != 0;
        bool isKnown = flags >> 6 == 1 && (flags & 3) == 0 && (blockSize & 0x8F) == 0 && blockSize >= 0x40;
        int end = hasSize ? 14 : 6;
        if (!isKnown || frame.Length <= end || (byte)(XXH32.DigestOf(frame[4..end]) >> 8) != frame[end])
        {
            return FrameResult.Corrupt;
        }

        ulong declared = hasSize ? BinaryPrimitives.ReadUInt64LittleEndian(frame[6..]) : 0;
        int mostBlockBytes = 1 << (8 + (2 * (blockSize >> 4)));
        frame = frame[(end + 1)..];
        while (true)
        {
            if (!TryTake(ref frame, out uint word))
            {
                return FrameResult.Corrupt;
            }

            if (word == 0)
            {
                bool isSound = (!hasSize || declared == (ulong)written)
                    && (!hasSum || (TryTake(ref frame, out uint sum) && XXH32.DigestOf(target[..written]) == sum))
                    && frame.IsEmpty;
                return isSound ? FrameResult.Done : FrameResult.Corrupt;
            }

            uint length = word & ~Stored;
            if (length > (uint)frame.Length || length > (uint)mostBlockBytes)
            {
                return FrameResult.Corrupt;
            }

            ReadOnlySpan<byte> block = frame[..(int)length];
            frame = frame[(int)length..];
            if (hasBlockSums && (!TryTake(ref frame, out uint expected) || XXH32.DigestOf(block) != expected))
            {
                return FrameResult.Corrupt;
            }

            FrameResult result = Block(block, (word & Stored) != 0, isLinked, mostBlockBytes, target, ref written);
            if (result != FrameResult.Done)
            {
                return result;
            }
        }
    }

    /// <summary>Most bytes that <see cref="Encode"/> writes.</summary>
    internal static int Bound(int length)
    {
        int blocks = (length / WrittenBlockBytes) + 1;
        return HeaderBytes + length + (blocks * 4) + 4;
    }

    /// <summary>Writes a frame of <paramref name="content"/>, which is not empty.</summary>
    /// <returns>Bytes written, at most <see cref="Bound"/>.</returns>
    internal static int Encode(ReadOnlySpan<byte> content, Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = WrittenFlags;
        target[5] = WrittenBlockSize;
        target[6] = (byte)(XXH32.DigestOf(target[4..6]) >> 8);
        int at = HeaderBytes;
        while (!content.IsEmpty)
        {
            ReadOnlySpan<byte> block = content[..Math.Min(content.Length, WrittenBlockBytes)];
            content = content[block.Length..];

            // Given one byte less than the block has, the encoder gives up where a block would not shrink.
            int written = LZ4Codec.Encode(block, target.Slice(at + 4, block.Length - 1), LZ4Level.L00_FAST);
            if (written <= 0)
            {
                block.CopyTo(target[(at + 4)..]);
                written = block.Length;
                BinaryPrimitives.WriteUInt32LittleEndian(target[at..], (uint)written | Stored);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(target[at..], (uint)written);
            }

            at += 4 + written;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target[at..], 0);
        return at + 4;
    }

    private static FrameResult Block(
        ReadOnlySpan<byte> block, bool isStored, bool isLinked, int mostBlockBytes, Span<byte> target, ref int written)
    {
        int room = target.Length - written;
        if (isStored)
        {
            if (block.Length > room)
            {
                return FrameResult.NoRoom;
            }

            block.CopyTo(target[written..]);
            written += block.Length;
            return FrameResult.Done;
        }

        ReadOnlySpan<byte> before = isLinked ? target[Math.Max(0, written - DictionaryBytes)..written] : default;
        int most = (int)Math.Min(mostBlockBytes, ((long)block.Length * MaxRatio) + 64);
        int count = LZ4Codec.Decode(block, target.Slice(written, Math.Min(room, most)), before);
        if (count < 0)
        {
            // The decoder does not say why; a block that had all the room it can need is damaged.
            return room < most ? FrameResult.NoRoom : FrameResult.Corrupt;
        }

        written += count;
        return FrameResult.Done;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> input, out uint value)
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
