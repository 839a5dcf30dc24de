using System.Buffers.Binary;
using System.Numerics;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>What the header of a Zstandard frame declares (RFC 8878 section 3.1.1.1).</summary>
/// <param name="WindowBytes">Memory that decoding with a small output needs; 0 when the bytes are no such header.</param>
/// <param name="ContentBytes">Length of the content, or -1 when it is not declared.</param>
internal readonly record struct ZstdFrameHeader(ulong WindowBytes, long ContentBytes)
{
    private const uint Magic = 0xFD2FB528;

    /// <summary>Smallest windowLog that holds the window.</summary>
    internal int WindowLog => WindowBytes <= 1 ? 10 : Math.Max(10, BitOperations.Log2(WindowBytes - 1) + 1);

    /// <summary>
    /// Reads the header at the start of <paramref name="frame"/>. Anything else (a skippable frame, garbage, too few
    /// bytes) gives the default with unknown content: the decoder will judge it.
    /// </summary>
    internal static ZstdFrameHeader Read(ReadOnlySpan<byte> frame)
    {
        var unknown = new ZstdFrameHeader(0, -1);
        if (frame.Length < 6 || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic)
        {
            return unknown;
        }

        byte descriptor = frame[4];
        int at = 5;
        bool singleSegment = (descriptor & 0x20) != 0;
        ulong window = 0;
        if (!singleSegment)
        {
            int exponent = frame[at] >> 3;
            ulong unit = 1UL << (10 + exponent);
            window = unit + (unit / 8 * (ulong)(frame[at] & 7));
            at++;
        }

        at += (descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        int contentFlag = descriptor >> 6;
        int contentBytes = contentFlag == 0 ? (singleSegment ? 1 : 0) : 1 << contentFlag;
        if (frame.Length < at + contentBytes)
        {
            return unknown;
        }

        ReadOnlySpan<byte> field = frame.Slice(at, contentBytes);
        ulong content = contentBytes switch
        {
            0 => ulong.MaxValue,
            1 => field[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(field) + 256UL,
            4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(field),
        };

        long declared = contentBytes == 0 ? -1 : (long)Math.Min(content, long.MaxValue);
        return new ZstdFrameHeader(singleSegment ? content : window, declared);
    }
}
