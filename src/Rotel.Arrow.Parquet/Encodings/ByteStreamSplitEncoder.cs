using System.Buffers.Binary;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Encodings;

/// <summary>BYTE_STREAM_SPLIT (Encodings.md, 9): all first bytes, then all second bytes, and so on. No padding.</summary>
internal static class ByteStreamSplitEncoder
{
    /// <param name="values">PLAIN bytes of the values.</param>
    /// <param name="width">Bytes of a value.</param>
    /// <param name="output">Gets as many bytes as went in.</param>
    public static void Encode(ReadOnlySpan<byte> values, int width, NativeBuffer<byte> output)
    {
        Span<byte> target = output.AppendSpan(values.Length);
        int count = values.Length / width;
        int at = 0;
        if (width == 8)
        {
            Span<ulong> rows = stackalloc ulong[8];
            for (; at + 8 <= count; at += 8)
            {
                for (int i = 0; i < 8; i++)
                {
                    rows[i] = BinaryPrimitives.ReadUInt64LittleEndian(values[((at + i) * 8)..]);
                }

                Transpose(rows);
                for (int k = 0; k < 8; k++)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(target[((k * count) + at)..], rows[k]);
                }
            }
        }

        for (; at < count; at++)
        {
            for (int k = 0; k < width; k++)
            {
                target[(k * count) + at] = values[(at * width) + k];
            }
        }
    }

    /// <summary>Transposes 8 x 8 bytes: swaps halves, then pairs, then neighbours.</summary>
    private static void Transpose(Span<ulong> rows)
    {
        Swap(rows, 4, 32, 0x00000000FFFFFFFF);
        Swap(rows, 2, 16, 0x0000FFFF0000FFFF);
        Swap(rows, 1, 8, 0x00FF00FF00FF00FF);
    }

    private static void Swap(Span<ulong> rows, int distance, int bits, ulong low)
    {
        for (int i = 0; i < 8; i++)
        {
            if ((i & distance) == 0)
            {
                ulong a = rows[i];
                ulong b = rows[i + distance];
                rows[i] = (a & low) | ((b & low) << bits);
                rows[i + distance] = ((a >> bits) & low) | (b & ~low);
            }
        }
    }
}
