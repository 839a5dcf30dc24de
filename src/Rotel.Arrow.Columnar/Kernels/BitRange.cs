using System.Buffers.Binary;
using System.Numerics;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>Ranges of bits, least significant first, at any offset: validity and boolean buffers of slices.</summary>
internal static class BitRange
{
    /// <summary>One bit.</summary>
    internal static bool Get(ReadOnlySpan<byte> bits, int index) => (bits[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>Sets one bit.</summary>
    internal static void Set(Span<byte> bits, int index) => bits[index >> 3] |= (byte)(1 << (index & 7));

    /// <summary><paramref name="count"/> bits (at most 64) from bit <paramref name="start"/> on, in the low bits of the result.</summary>
    internal static ulong Read(ReadOnlySpan<byte> bits, int start, int count)
    {
        if (count <= 0)
        {
            return 0;
        }

        int first = start >> 3;
        int shift = start & 7;
        ulong low;
        ulong high = 0;
        if (bits.Length - first > sizeof(ulong))
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(bits[first..]);
            high = bits[first + sizeof(ulong)];
        }
        else
        {
            // Near the end: byte by byte, and no further than the bits that were asked for.
            low = 0;
            int last = (start + count - 1) >> 3;
            for (int i = first; i <= last && i < first + sizeof(ulong); i++)
            {
                low |= (ulong)bits[i] << (8 * (i - first));
            }

            if (last - first == sizeof(ulong))
            {
                high = bits[last];
            }
        }

        ulong word = shift == 0 ? low : (low >> shift) | (high << (64 - shift));
        return count == 64 ? word : word & ((1UL << count) - 1);
    }

    /// <summary>Bits that are one in a range.</summary>
    internal static int CountOnes(ReadOnlySpan<byte> bits, int start, int count)
    {
        int ones = 0;
        for (int done = 0; done < count; done += 64)
        {
            ones += BitOperations.PopCount(Read(bits, start + done, Math.Min(64, count - done)));
        }

        return ones;
    }

    /// <summary>Copies a range into bits that are zero so far.</summary>
    internal static void Copy(ReadOnlySpan<byte> source, int sourceStart, Span<byte> target, int targetStart, int count)
    {
        // Up to a whole byte of the target, then words, then the rest.
        int head = Math.Min(count, -targetStart & 7);
        Or(target, targetStart, Read(source, sourceStart, head), head);
        int done = head;
        for (; count - done >= 64; done += 64)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target[((targetStart + done) >> 3)..], Read(source, sourceStart + done, 64));
        }

        int tail = count - done;
        Or(target, targetStart + done, Read(source, sourceStart + done, tail), tail);
    }

    /// <summary>Sets a range of bits to one.</summary>
    internal static void Fill(Span<byte> target, int start, int count)
    {
        int head = Math.Min(count, -start & 7);
        Or(target, start, (1UL << head) - 1, head);
        int whole = (count - head) >> 3;
        target.Slice((start + head) >> 3, whole).Fill(0xFF);
        int tail = count - head - (whole << 3);
        Or(target, start + count - tail, (1UL << tail) - 1, tail);
    }

    /// <summary>Puts up to 63 bits over zeros.</summary>
    private static void Or(Span<byte> target, int start, ulong word, int count)
    {
        for (int done = 0; done < count;)
        {
            int bit = (start + done) & 7;
            target[(start + done) >> 3] |= (byte)((word >> done) << bit);
            done += 8 - bit;
        }
    }
}
