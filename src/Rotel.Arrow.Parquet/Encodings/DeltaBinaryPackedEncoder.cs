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

            Block(differences, count, output);
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

            Block(differences, count, output);
        }
    }

    private static void Header(int count, long first, NativeBuffer<byte> output)
    {
        Varint(BlockValues, output);
        Varint(Miniblocks, output);
        Varint((ulong)count, output);
        ZigZag(first, output);
    }

    /// <summary>One block; <paramref name="differences"/> is scratch of a whole block and is overwritten.</summary>
    private static void Block(Span<long> differences, int count, NativeBuffer<byte> output)
    {
        // Places behind the last value get the smallest difference, which packs to zeros and changes no width.
        long smallest = Smallest(differences[..count]);
        differences[count..].Fill(smallest);
        Span<byte> head = stackalloc byte[Miniblocks];
        Vector256<long> floor = Vector256.Create(smallest);
        for (int m = 0; m < Miniblocks; m++)
        {
            Span<long> miniblock = differences.Slice(m * MiniblockValues, MiniblockValues);
            Vector256<long> any = Vector256<long>.Zero;
            for (int i = 0; i < MiniblockValues; i += Vector256<long>.Count)
            {
                Vector256<long> above = Vector256.Create(miniblock.Slice(i, Vector256<long>.Count)) - floor;
                above.CopyTo(miniblock[i..]);
                any |= above;
            }

            ulong bits = (ulong)(any[0] | any[1] | any[2] | any[3]);
            head[m] = (byte)(64 - BitOperations.LeadingZeroCount(bits));
        }

        ZigZag(smallest, output);
        output.Append(head);
        ReadOnlySpan<ulong> packed = SpanCast.Cast<long, ulong>(differences);
        int used = (count + MiniblockValues - 1) / MiniblockValues;
        for (int m = 0; m < used; m++)
        {
            if (head[m] > 0)
            {
                BitPacking.Pack(
                    packed.Slice(m * MiniblockValues, MiniblockValues), head[m], output.AppendSpan(4 * head[m]));
            }
        }
    }

    private static long Smallest(ReadOnlySpan<long> differences)
    {
        long smallest = differences[0];
        int i = 0;
        if (differences.Length >= Vector256<long>.Count)
        {
            Vector256<long> low = Vector256.Create(differences);
            for (i = Vector256<long>.Count; i + Vector256<long>.Count <= differences.Length; i += Vector256<long>.Count)
            {
                low = Vector256.Min(low, Vector256.Create(differences.Slice(i, Vector256<long>.Count)));
            }

            smallest = Math.Min(Math.Min(low[0], low[1]), Math.Min(low[2], low[3]));
        }

        for (; i < differences.Length; i++)
        {
            smallest = Math.Min(smallest, differences[i]);
        }

        return smallest;
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
