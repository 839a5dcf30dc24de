using System.Numerics;
using System.Runtime.Intrinsics;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Encodings;

/// <summary>
/// DELTA_BINARY_PACKED (Encodings.md, 5) with blocks of 128 values in 4 miniblocks of 32, as other writers have it.
/// <code>
///   header: varint 128, varint 4, varint count, zigzag first value
///   block:  zigzag smallest difference, 4 width bytes, 32 x width bits for each miniblock with values
/// </code>
/// Differences wrap around in the width of the type; a miniblock is padded with zero bits.
/// </summary>
internal static class DeltaBinaryPackedEncoder
{
    private const int BlockValues = 128, Miniblocks = 4, MiniblockValues = 32;

    /// <summary>32-bit values.</summary>
    public static void Encode(ReadOnlySpan<int> values, NativeBuffer<byte> output)
    {
        Header(values.Length, values.IsEmpty ? 0 : values[0], output);
        Span<long> differences = stackalloc long[BlockValues];
        for (int at = 1; at < values.Length; at += BlockValues)
        {
            int count = Math.Min(BlockValues, values.Length - at);
            for (int i = 0; i < count; i++)
            {
                differences[i] = unchecked(values[at + i] - values[at + i - 1]);
            }

            Block(differences[..count], output);
        }
    }

    /// <summary>64-bit values.</summary>
    public static void Encode(ReadOnlySpan<long> values, NativeBuffer<byte> output)
    {
        Header(values.Length, values.IsEmpty ? 0 : values[0], output);
        Span<long> differences = stackalloc long[BlockValues];
        for (int at = 1; at < values.Length; at += BlockValues)
        {
            int count = Math.Min(BlockValues, values.Length - at);
            int i = 0;
            for (; i + Vector256<long>.Count <= count; i += Vector256<long>.Count)
            {
                Vector256<long> current = Vector256.Create(values.Slice(at + i, Vector256<long>.Count));
                Vector256<long> previous = Vector256.Create(values.Slice(at + i - 1, Vector256<long>.Count));
                (current - previous).CopyTo(differences[i..]);
            }

            for (; i < count; i++)
            {
                differences[i] = unchecked(values[at + i] - values[at + i - 1]);
            }

            Block(differences[..count], output);
        }
    }

    private static void Header(int count, long first, NativeBuffer<byte> output)
    {
        Varint(BlockValues, output);
        Varint(Miniblocks, output);
        Varint((ulong)count, output);
        ZigZag(first, output);
    }

    private static void Block(ReadOnlySpan<long> differences, NativeBuffer<byte> output)
    {
        long smallest = long.MaxValue;
        foreach (long difference in differences)
        {
            smallest = Math.Min(smallest, difference);
        }

        Span<ulong> above = stackalloc ulong[BlockValues];
        for (int i = 0; i < differences.Length; i++)
        {
            above[i] = (ulong)unchecked(differences[i] - smallest);
        }

        above[differences.Length..].Clear();
        ZigZag(smallest, output);
        Span<byte> widths = stackalloc byte[Miniblocks];
        for (int m = 0; m < Miniblocks; m++)
        {
            ulong any = 0;
            foreach (ulong value in above.Slice(m * MiniblockValues, MiniblockValues))
            {
                any |= value;
            }

            widths[m] = (byte)(64 - BitOperations.LeadingZeroCount(any));
        }

        output.Append(widths);
        int used = (differences.Length + MiniblockValues - 1) / MiniblockValues;
        for (int m = 0; m < used; m++)
        {
            if (widths[m] > 0)
            {
                BitPacking.Pack(
                    above.Slice(m * MiniblockValues, MiniblockValues), widths[m], output.AppendSpan(4 * widths[m]));
            }
        }
    }

    private static void ZigZag(long value, NativeBuffer<byte> output) =>
        Varint((ulong)((value << 1) ^ (value >> 63)), output);

    private static void Varint(ulong value, NativeBuffer<byte> output)
    {
        while (value >= 0x80)
        {
            output.Append((byte)(value | 0x80));
            value >>= 7;
        }

        output.Append((byte)value);
    }
}
