using System.Buffers.Binary;
using K4os.Hash.xxHash;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>The descriptor of an LZ4 frame (lz4_Frame_format.md 1.6.x, "Frame Descriptor").</summary>
/// <param name="LengthBytes">Bytes of magic and descriptor together.</param>
/// <param name="MaxBlockBytes">Longest block: 64 KiB, 256 KiB, 1 MiB or 4 MiB.</param>
/// <param name="LinkedBlocks">Blocks refer to the 64 KiB before them.</param>
/// <param name="BlockChecksums">Each block is followed by its checksum.</param>
/// <param name="ContentChecksum">The frame ends with a checksum of its content.</param>
/// <param name="ContentBytes">Declared length, or -1.</param>
internal readonly record struct Lz4FrameHeader(
    int LengthBytes, int MaxBlockBytes, bool LinkedBlocks, bool BlockChecksums, bool ContentChecksum, long ContentBytes)
{
    internal const uint Magic = 0x184D2204;

    /// <summary>Reads a frame's start. False when it is not one, is cut off, fails its checksum, or needs a dictionary.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> frame, out Lz4FrameHeader header)
    {
        header = default;
        if (frame.Length < 7 || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic)
        {
            return false;
        }

        byte flags = frame[4], block = frame[5];
        bool version1 = flags >> 6 == 1, reserved = (flags & 2) != 0 || (block & 0x8F) != 0, dictionary = (flags & 1) != 0;
        int blockSizeId = block >> 4;
        if (!version1 || reserved || dictionary || blockSizeId < 4)
        {
            return false;
        }

        bool hasContentSize = (flags & 8) != 0;
        int end = hasContentSize ? 14 : 6;
        if (frame.Length <= end || (byte)(XXH32.DigestOf(frame[4..end]) >> 8) != frame[end])
        {
            return false;
        }

        ulong content = hasContentSize ? BinaryPrimitives.ReadUInt64LittleEndian(frame[6..]) : 0;
        header = new Lz4FrameHeader(
            end + 1,
            1 << (8 + (2 * blockSizeId)),
            LinkedBlocks: (flags & 0x20) == 0,
            BlockChecksums: (flags & 0x10) != 0,
            ContentChecksum: (flags & 4) != 0,
            hasContentSize ? (long)Math.Min(content, long.MaxValue) : -1);
        return true;
    }
}
