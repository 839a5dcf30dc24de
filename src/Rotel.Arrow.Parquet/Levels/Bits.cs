using System.Buffers.Binary;
using System.Numerics;

namespace Rotel.Arrow.Parquet.Levels;

/// <summary>Reads Arrow bitmaps (least significant bit first) at any bit offset, 64 bits at a time.</summary>
internal static class Bits
{
    /// <summary>Up to 64 bits from <paramref name="start"/>; bits above <paramref name="count"/> are zero.</summary>
    public static ulong Word(ReadOnlySpan<byte> bitmap, int start, int count)
    {
        int at = start >> 3;
        int shift = start & 7;
        ulong word;
        if (bitmap.Length - at >= 9)
        {
            word = BinaryPrimitives.ReadUInt64LittleEndian(bitmap[at..]) >> shift;
            if (shift > 0)
            {
                word |= (ulong)bitmap[at + 8] << (64 - shift);
            }
        }
        else
        {
            word = Tail(bitmap, at, shift, count);
        }

        return count < 64 ? word & ((1UL << count) - 1) : word;
    }

    public static bool IsSet(ReadOnlySpan<byte> bitmap, int index) => (bitmap[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>True when every bit of the range is one.</summary>
    public static bool AllSet(ReadOnlySpan<byte> bitmap, int start, int count)
    {
        for (int i = 0; i < count; i += 64)
        {
            int width = Math.Min(64, count - i);
            if (BitOperations.PopCount(Word(bitmap, start + i, width)) != width)
            {
                return false;
            }
        }

        return true;
    }

    public static int CountSet(ReadOnlySpan<byte> bitmap, int start, int count)
    {
        int set = 0;
        for (int i = 0; i < count; i += 64)
        {
            set += BitOperations.PopCount(Word(bitmap, start + i, Math.Min(64, count - i)));
        }

        return set;
    }

    /// <summary>Writes a byte for each bit: <paramref name="zero"/> for 0 and one more for 1.</summary>
    public static void Expand(ReadOnlySpan<byte> bitmap, int start, int count, byte zero, Span<byte> levels)
    {
        const ulong Ones = 0x0101010101010101, Sevens = 0x7F7F7F7F7F7F7F7F, Diagonal = 0x8040201008040201;
        ulong offset = zero * Ones;
        int i = 0;
        for (; i + 64 <= count; i += 64)
        {
            ulong word = Word(bitmap, start + i, 64);
            Span<byte> target = levels.Slice(i, 64);
            for (int b = 0; b < 64; b += 8)
            {
                // Byte k keeps bit k alone, then every byte that is not zero becomes one.
                ulong spread = ((word >> b) & 0xFF) * Ones & Diagonal;
                BinaryPrimitives.WriteUInt64LittleEndian(target[b..], offset + (((spread + Sevens) >> 7) & Ones));
            }
        }

        for (; i < count; i++)
        {
            levels[i] = IsSet(bitmap, start + i) ? (byte)(zero + 1) : zero;
        }
    }

    private static ulong Tail(ReadOnlySpan<byte> bitmap, int at, int shift, int count)
    {
        ulong word = 0;
        int bytes = Math.Min((shift + count + 7) >> 3, 8);
        for (int i = 0; i < bytes; i++)
        {
            word |= (ulong)bitmap[at + i] << (8 * i);
        }

        word >>= shift;
        if (shift + count > 64)
        {
            word |= (ulong)bitmap[at + 8] << (64 - shift);
        }

        return word;
    }
}
