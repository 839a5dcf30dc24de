using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Levels;

namespace Rotel.Arrow.Parquet.Encodings;

/// <summary>
/// The run length / bit-packed hybrid (Encodings.md, RLE = 3) of levels, dictionary indexes and booleans.
/// <code>
///   run length:  varint(count &lt;&lt; 1)        value in ceil(width / 8) bytes
///   bit-packed:  varint(groups &lt;&lt; 1 | 1)   groups x width bytes, 8 values a group, the last padded with zeros
/// </code>
/// A stretch of equal values becomes a run length when it is longer than what the two extra headers cost.
/// </summary>
internal static class HybridEncoder
{
    /// <summary>Bits that hold every value up to <paramref name="max"/>.</summary>
    public static int WidthOf(int max) => 32 - BitOperations.LeadingZeroCount((uint)max);

    /// <summary>One run of equal values.</summary>
    public static void Run(int count, uint value, int width, NativeBuffer<byte> output)
    {
        if (count == 0)
        {
            return;
        }

        Varint((ulong)count << 1, output);
        for (int bits = 0; bits < width; bits += 8)
        {
            output.Append((byte)(value >> bits));
        }
    }

    /// <summary>Width 1: an Arrow bitmap is its own bit-packed run; stretches of 64 equal bits become run lengths.</summary>
    public static void Bits(ReadOnlySpan<byte> bitmap, int count, NativeBuffer<byte> output)
    {
        int literal = 0;
        int at = 0;
        while (at < count)
        {
            int width = Math.Min(64, count - at);
            ulong word = Levels.Bits.Word(bitmap, at, width);
            ulong full = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
            if (word != 0 && word != full)
            {
                at += width;
                continue;
            }

            int end = at + width;
            while (end < count)
            {
                int next = Math.Min(64, count - end);
                ulong expected = word == 0 ? 0 : next == 64 ? ulong.MaxValue : (1UL << next) - 1;
                if (Levels.Bits.Word(bitmap, end, next) != expected)
                {
                    break;
                }

                end += next;
            }

            LiteralBits(bitmap, literal, at - literal, output);
            Run(end - at, word == 0 ? 0u : 1u, 1, output);
            at = end;
            literal = end;
        }

        LiteralBits(bitmap, literal, count - literal, output);
    }

    /// <summary>Levels, one a byte, none above <paramref name="max"/> (at least 1).</summary>
    public static void Bytes(ReadOnlySpan<byte> levels, int max, BitAccumulator scratch, NativeBuffer<byte> output)
    {
        if (max == 1)
        {
            scratch.Clear();
            scratch.AppendBytes(levels);
            Bits(scratch.Complete(), levels.Length, output);
            return;
        }

        const ulong EveryByte = 0x0101010101010101;
        int width = WidthOf(max);
        int literal = 0;
        int at = 0;
        while (at + 8 <= levels.Length)
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(levels[at..]);
            ulong pattern = levels[at] * EveryByte;
            if (eight != pattern)
            {
                at += 8;
                continue;
            }

            int end = at + 8;
            while (end + 8 <= levels.Length && BinaryPrimitives.ReadUInt64LittleEndian(levels[end..]) == pattern)
            {
                end += 8;
            }

            while (end < levels.Length && levels[end] == levels[at])
            {
                end++;
            }

            if (end - at < 16)
            {
                at += 8;
                continue;
            }

            LiteralBytes(levels[literal..at], width, output);
            Run(end - at, levels[at], width, output);
            at = end;
            literal = end;
        }

        LiteralBytes(levels[literal..], width, output);
    }

    /// <summary>Dictionary indexes: all below 2^width.</summary>
    public static void Indexes(ReadOnlySpan<int> indexes, int width, NativeBuffer<byte> output)
    {
        int worth = width >= 8 ? 8 : width >= 3 ? 16 : 32;
        int literal = 0;
        int at = 0;
        while (at + 8 <= indexes.Length)
        {
            var first = Vector256.Create(indexes[at]);
            if (!Vector256.EqualsAll(Vector256.Create(indexes.Slice(at, 8)), first))
            {
                at += 8;
                continue;
            }

            int end = at + 8;
            while (end + 8 <= indexes.Length && Vector256.EqualsAll(Vector256.Create(indexes.Slice(end, 8)), first))
            {
                end += 8;
            }

            while (end < indexes.Length && indexes[end] == indexes[at])
            {
                end++;
            }

            if (end - at < worth)
            {
                at += 8;
                continue;
            }

            Literal(indexes[literal..at], width, output);
            Run(end - at, (uint)indexes[at], width, output);
            at = end;
            literal = end;
        }

        Literal(indexes[literal..], width, output);
    }

    private static void Literal(ReadOnlySpan<int> values, int width, NativeBuffer<byte> output)
    {
        if (!values.IsEmpty)
        {
            int groups = Header(values.Length, output);
            Span<byte> target = output.AppendSpan(groups * width);
            target[^width..].Clear();
            BitPacking.Pack(values, width, target);
        }
    }

    private static void LiteralBytes(ReadOnlySpan<byte> levels, int width, NativeBuffer<byte> output)
    {
        if (levels.IsEmpty)
        {
            return;
        }

        int groups = Header(levels.Length, output);
        Span<byte> target = output.AppendSpan(groups * width);
        Span<byte> eight = stackalloc byte[8];
        for (int i = 0; i < groups; i++)
        {
            ReadOnlySpan<byte> group = levels[(i * 8)..];
            ulong values;
            if (group.Length >= 8)
            {
                values = BinaryPrimitives.ReadUInt64LittleEndian(group);
            }
            else
            {
                eight.Clear();
                group.CopyTo(eight);
                values = BinaryPrimitives.ReadUInt64LittleEndian(eight);
            }

            ulong packed = BitPacking.PackBytes(values, width);
            for (int b = 0; b < width; b++)
            {
                target[(i * width) + b] = (byte)(packed >> (8 * b));
            }
        }
    }

    private static void LiteralBits(ReadOnlySpan<byte> bitmap, int start, int count, NativeBuffer<byte> output)
    {
        if (count > 0)
        {
            // Literal stretches start at multiples of 64 bits or right behind a run, which ends at one too.
            int groups = Header(count, output);
            output.Append(bitmap.Slice(start >> 3, groups));
        }
    }

    private static int Header(int values, NativeBuffer<byte> output)
    {
        int groups = (values + 7) >> 3;
        Varint(((ulong)groups << 1) | 1, output);
        return groups;
    }

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
