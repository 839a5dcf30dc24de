namespace Rotel.Arrow.Parquet.Format;

/// <summary>How values become bytes (Encodings.md). The numbers are the format's.</summary>
public enum ParquetEncoding
{
    /// <summary>Values one after the other.</summary>
    Plain = 0,

    /// <summary>Old name of dictionary pages and indexes; never written here.</summary>
    PlainDictionary = 2,

    /// <summary>Run length and bit-packed hybrid: levels, booleans.</summary>
    Rle = 3,

    /// <summary>Old encoding of levels; never written here.</summary>
    BitPacked = 4,

    /// <summary>Bit-packed differences: integers, times, durations.</summary>
    DeltaBinaryPacked = 5,

    /// <summary>Packed lengths, then all bytes: strings and binaries.</summary>
    DeltaLengthByteArray = 6,

    /// <summary>Shared prefixes; serial and slow, never written here.</summary>
    DeltaByteArray = 7,

    /// <summary>Indexes into the dictionary page.</summary>
    RleDictionary = 8,

    /// <summary>Byte k of all values together: floating point numbers.</summary>
    ByteStreamSplit = 9,

    /// <summary>Adaptive lossless floating point (preview); never written here.</summary>
    Alp = 10,
}

/// <summary>Compression of page bodies (Compression.md). The numbers are the format's.</summary>
public enum ParquetCodec
{
    /// <summary>Stored as encoded.</summary>
    Uncompressed = 0,

    /// <summary>Raw Snappy block.</summary>
    Snappy = 1,

    /// <summary>RFC 1952.</summary>
    Gzip = 2,

    /// <summary>Not supported.</summary>
    Lzo = 3,

    /// <summary>Not written here.</summary>
    Brotli = 4,

    /// <summary>Deprecated Hadoop framing; never written here.</summary>
    Lz4 = 5,

    /// <summary>One Zstandard frame.</summary>
    Zstd = 6,

    /// <summary>One LZ4 block.</summary>
    Lz4Raw = 7,
}
