using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// Hash of the dictionary table: folded 128-bit products over a secret of the process, so that a sender cannot choose
/// values that collide. Short values (most of them) take one or two products; 3 to 4 times faster than XXH64 there,
/// which the file format wants only in bloom filters.
/// </summary>
internal static class ValueHash
{
    private static readonly ulong s_secret0 = Secret(), s_secret1 = Secret();

    public static ulong Of(ReadOnlySpan<byte> value)
    {
        ulong state = s_secret0 ^ (ulong)value.Length;
        while (value.Length > 16)
        {
            state = Fold(
                BinaryPrimitives.ReadUInt64LittleEndian(value) ^ s_secret1,
                BinaryPrimitives.ReadUInt64LittleEndian(value[8..]) ^ state);
            value = value[16..];
        }

        ulong low, high = 0;
        if (value.Length >= 8)
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(value);
            high = BinaryPrimitives.ReadUInt64LittleEndian(value[^8..]);
        }
        else if (value.Length >= 4)
        {
            low = BinaryPrimitives.ReadUInt32LittleEndian(value)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[^4..]) << 32);
        }
        else
        {
            low = 0;
            foreach (byte b in value)
            {
                low = (low << 8) | b;
            }
        }

        return Fold(low ^ s_secret1, high ^ state);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private static ulong Secret()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) | 1;
    }
}
