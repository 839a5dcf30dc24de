using System.Buffers.Binary;
using System.Numerics;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Statistics;

/// <summary>
/// Split block bloom filter (BloomFilter.md): blocks of 256 bits, 8 bits set for each value, hash XXH64 of the PLAIN
/// bytes. The hashes of a row group are kept (8 bytes a value, a dictionary entry once); the filter is sized for all
/// of them and then folded in half while it stays sparse, so that repeated values do not make it larger.
/// </summary>
internal sealed class BloomFilterBuilder(SlabPool pool, double falsePositiveRate, int maxBytes) : IDisposable
{
    private const int BlockBytes = 32;

    private static ReadOnlySpan<uint> Salts =>
    [
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31,
    ];

    private readonly NativeBuffer<ulong> _hashes = new(pool);

    /// <summary>Where columns add the hash of each value.</summary>
    public NativeBuffer<ulong> Hashes => _hashes;

    public int CapacityBytes => _hashes.CapacityBytes;

    /// <summary>Builds the filter of the hashes added, into <paramref name="output"/>; returns its bytes.</summary>
    public int Build(NativeBuffer<byte> output)
    {
        int bytes = SizeFor(_hashes.Count);
        output.Clear();
        Span<byte> filter = output.AppendSpan(bytes);
        filter.Clear();
        uint blocks = (uint)(bytes / BlockBytes);
        foreach (ulong hash in _hashes.Values)
        {
            Set(filter, blocks, hash);
        }

        return Fold(filter);
    }

    public void Clear() => _hashes.Clear();

    public void Dispose() => _hashes.Dispose();

    /// <summary>The first block comes from the high half of the hash, the bits of each word from the low half.</summary>
    private static void Set(Span<byte> filter, uint blocks, ulong hash)
    {
        int at = (int)(((hash >> 32) * blocks) >> 32) * BlockBytes;
        Span<byte> block = filter.Slice(at, BlockBytes);
        uint low = (uint)hash;
        for (int i = 0; i < 8; i++)
        {
            uint bit = unchecked(low * Salts[i]) >> 27;
            Span<byte> word = block.Slice(i * 4, 4);
            BinaryPrimitives.WriteUInt32LittleEndian(
                word, BinaryPrimitives.ReadUInt32LittleEndian(word) | (1u << (int)bit));
        }
    }

    /// <summary>A power of two: bits = -8 n / ln(1 - p^(1/8)), rounded up.</summary>
    private int SizeFor(long values)
    {
        double bits = -8.0 * values / Math.Log(1 - Math.Pow(falsePositiveRate, 1.0 / 8));
        uint most = 1u << BitOperations.Log2((uint)Math.Max(maxBytes, BlockBytes));
        var bytes = (uint)Math.Ceiling(Math.Clamp(bits / 8, BlockBytes, most));
        return (int)Math.Min(BitOperations.RoundUpToPowerOf2(bytes), most);
    }

    /// <summary>
    /// Neighbouring blocks fall together when their number is halved, since the index is the high part of a product.
    /// Folds while the share of set bits afterwards stays below that of a filter of the wanted rate.
    /// </summary>
    private int Fold(Span<byte> filter)
    {
        double wanted = Math.Pow(falsePositiveRate, 1.0 / 8);
        int bytes = filter.Length;
        while (bytes > BlockBytes)
        {
            long set = 0;
            for (int i = 0; i < bytes; i += 8)
            {
                set += BitOperations.PopCount(BinaryPrimitives.ReadUInt64LittleEndian(filter[i..]));
            }

            double share = set / (bytes * 8.0);
            if (1 - ((1 - share) * (1 - share)) > wanted)
            {
                break;
            }

            for (int to = 0; to < bytes / 2; to += BlockBytes)
            {
                for (int i = 0; i < BlockBytes; i++)
                {
                    filter[to + i] = (byte)(filter[(2 * to) + i] | filter[(2 * to) + BlockBytes + i]);
                }
            }

            bytes /= 2;
        }

        return bytes;
    }
}
