using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet;

/// <summary>Whether a column gets a dictionary page.</summary>
public enum ParquetDictionaryMode
{
    /// <summary>For Arrow dictionary arrays, while it makes pages smaller. Plain arrays are not hashed.</summary>
    Auto = 0,

    /// <summary>For plain arrays too: every value is hashed (about 20 ns), while it makes pages smaller.</summary>
    Always = 1,

    /// <summary>Never; dictionary arrays are written as their values.</summary>
    Never = 2,
}

/// <summary>How one leaf column is written.</summary>
public sealed record ParquetColumnOptions
{
    /// <summary>
    /// Compression of the pages: Uncompressed, Snappy, Gzip, Zstd or Lz4Raw. Default Zstd. Random ids compress to
    /// nothing; Uncompressed saves the attempt.
    /// </summary>
    public ParquetCodec Codec { get; init; } = ParquetCodec.Zstd;

    /// <summary>Level of the codec: Zstd 1 to 19 (default 1), Gzip 1 to 9. Ignored by the others.</summary>
    public int CompressionLevel { get; init; } = 1;

    /// <summary>
    /// Encoding of values that are not in a dictionary; null (default) chooses by
    /// <see cref="ParquetWriterOptions.Profile"/>. Plain, DeltaBinaryPacked (INT32, INT64), DeltaLengthByteArray
    /// (BYTE_ARRAY), ByteStreamSplit (FLOAT, DOUBLE, INT32, INT64, FIXED_LEN_BYTE_ARRAY) or Rle (BOOLEAN).
    /// </summary>
    public ParquetEncoding? Encoding { get; init; }

    /// <summary>Dictionary page. Default Auto.</summary>
    public ParquetDictionaryMode Dictionary { get; init; }

    /// <summary>Write smallest and largest value of chunks (and of pages, see <see cref="PageIndex"/>). Default true.</summary>
    public bool Statistics { get; init; } = true;

    /// <summary>Write column index and offset index, so that readers skip pages. Default true.</summary>
    public bool PageIndex { get; init; } = true;

    /// <summary>
    /// Write a split-block bloom filter: for columns that are searched by equality, such as trace ids. Default false.
    /// Costs a hash a value (an entry, with a dictionary) and 8 bytes of memory a value until the row group ends.
    /// </summary>
    public bool BloomFilter { get; init; }

    /// <summary>Wanted share of false positives of the bloom filter, 0.0001 to 0.5. Default 0.01.</summary>
    public double BloomFilterRate { get; init; } = 0.01;

    /// <summary>Most bytes of a bloom filter, 32 to 16 MiB. Default 1 MiB: 800 thousand values at 1 %.</summary>
    public int BloomFilterMaxBytes { get; init; } = 1 << 20;
}
