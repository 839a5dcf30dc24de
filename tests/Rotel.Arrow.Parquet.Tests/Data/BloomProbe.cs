using System.IO.Hashing;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Tests.Data;

/// <summary>Looks a value up in a split block bloom filter as BloomFilter.md has it.</summary>
static class BloomProbe
{
    static readonly uint[] s_salts =
        [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

    /// <summary>The bits of a chunk's filter.</summary>
    public static byte[] Read(WrittenFile file, string column)
    {
        ParquetColumnChunk chunk = file.Chunk(column);
        int bytes = file.Inspector.ReadBloomFilterBytes(chunk)!.Value;
        int end = (int)chunk.BloomFilterOffset!.Value + chunk.BloomFilterLength!.Value;
        return File.ReadAllBytes(file.FullPath)[(end - bytes)..end];
    }

    public static bool MayContain(byte[] filter, byte[] value)
    {
        ulong hash = XxHash64.HashToUInt64(value);
        int block = (int)(((hash >> 32) * (ulong)(filter.Length / 32)) >> 32) * 32;
        for (int i = 0; i < 8; i++)
        {
            int bit = (int)(unchecked((uint)hash * s_salts[i]) >> 27);
            if ((BitConverter.ToUInt32(filter, block + (i * 4)) >> bit & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
