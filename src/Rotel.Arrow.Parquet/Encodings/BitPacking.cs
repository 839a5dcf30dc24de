using System.Buffers.Binary;

namespace Rotel.Arrow.Parquet.Encodings;

/// <summary>Packs values of a bit width one after the other, least significant bit first (Encodings.md, RLE and delta).</summary>
internal static class BitPacking
{
    /// <summary>Packs values below 2^width; output is exactly <c>ceil(count * width / 8)</c> bytes.</summary>
    public static void Pack(ReadOnlySpan<ulong> values, int width, Span<byte> output)
    {
        ulong open = 0;
        int openBits = 0;
        int at = 0;
        foreach (ulong value in values)
        {
            open |= value << openBits;
            openBits += width;
            if (openBits >= 64)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(output[at..], open);
                at += 8;
                openBits -= 64;
                open = openBits == 0 ? 0 : value >> (width - openBits);
            }
        }

        Flush(open, openBits, output[at..]);
    }

    /// <inheritdoc cref="Pack(ReadOnlySpan{ulong}, int, Span{byte})"/>
    public static void Pack(ReadOnlySpan<int> values, int width, Span<byte> output)
    {
        ulong open = 0;
        int openBits = 0;
        int at = 0;
        foreach (int signed in values)
        {
            ulong value = (uint)signed;
            open |= value << openBits;
            openBits += width;
            if (openBits >= 64)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(output[at..], open);
                at += 8;
                openBits -= 64;
                open = openBits == 0 ? 0 : value >> (width - openBits);
            }
        }

        Flush(open, openBits, output[at..]);
    }

    /// <summary>Eight values of up to 8 bits, one a byte, to <paramref name="width"/> bytes in the low end.</summary>
    public static ulong PackBytes(ulong eight, int width)
    {
        // Halves the number of lanes three times: 8 x width -> 4 x 2 width -> 2 x 4 width -> 8 width bits.
        ulong x = (eight & 0x00FF00FF00FF00FF) | ((eight & 0xFF00FF00FF00FF00) >> (8 - width));
        x = (x & 0x0000FFFF0000FFFF) | ((x & 0xFFFF0000FFFF0000) >> (16 - (2 * width)));
        return (x & 0x00000000FFFFFFFF) | ((x & 0xFFFFFFFF00000000) >> (32 - (4 * width)));
    }

    private static void Flush(ulong open, int bits, Span<byte> output)
    {
        for (int i = 0; bits > 0; i++, bits -= 8)
        {
            output[i] = (byte)open;
            open >>= 8;
        }
    }
}
