namespace Rotel.Arrow.Parquet.Format;

/// <summary>The pages of one leaf column in one row group (parquet.thrift, ColumnChunk and ColumnMetaData).</summary>
public sealed class ParquetColumnChunk
{
    /// <summary>Physical type.</summary>
    public ParquetPhysicalType Type { get; init; }

    /// <summary>Path from below the root to the leaf.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>Every encoding used, for values and levels.</summary>
    public IReadOnlyList<ParquetEncoding> Encodings { get; init; } = [];

    /// <summary>Compression of all pages.</summary>
    public ParquetCodec Codec { get; init; }

    /// <summary>Level entries: values, nulls and empty lists.</summary>
    public long ValueCount { get; init; }

    /// <summary>Bytes before compression, with page headers.</summary>
    public long UncompressedSize { get; init; }

    /// <summary>Bytes in the file, with page headers.</summary>
    public long CompressedSize { get; init; }

    /// <summary>Offset of the first data page.</summary>
    public long DataPageOffset { get; init; }

    /// <summary>Offset of the dictionary page.</summary>
    public long? DictionaryPageOffset { get; init; }

    /// <summary>Bounds and counts.</summary>
    public ParquetStatistics? Statistics { get; init; }

    /// <summary>Pages by type and encoding.</summary>
    public IReadOnlyList<ParquetPageEncodingStats> PageEncodings { get; init; } = [];

    /// <summary>Offset of the bloom filter header.</summary>
    public long? BloomFilterOffset { get; set; }

    /// <summary>Bytes of the bloom filter with its header.</summary>
    public int? BloomFilterLength { get; set; }

    /// <summary>Sizes before encoding.</summary>
    public ParquetSizeStatistics? Sizes { get; init; }

    /// <summary>Offset of the offset index; set when the file is closed.</summary>
    public long? OffsetIndexOffset { get; set; }

    /// <summary>Bytes of the offset index.</summary>
    public int? OffsetIndexLength { get; set; }

    /// <summary>Offset of the column index; set when the file is closed.</summary>
    public long? ColumnIndexOffset { get; set; }

    /// <summary>Bytes of the column index.</summary>
    public int? ColumnIndexLength { get; set; }

    /// <summary>True when the chunk is encrypted: its pages cannot be looked at.</summary>
    public bool IsEncrypted { get; init; }
}

/// <summary>Pages of one type and encoding in a chunk (parquet.thrift, PageEncodingStats).</summary>
public readonly record struct ParquetPageEncodingStats(ParquetPageType PageType, ParquetEncoding Encoding, int Count);

/// <summary>Bounds and counts of a chunk (parquet.thrift, Statistics). Bounds are PLAIN bytes without a length.</summary>
public sealed class ParquetStatistics
{
    /// <summary>Lower bound.</summary>
    public byte[]? Min { get; init; }

    /// <summary>Upper bound.</summary>
    public byte[]? Max { get; init; }

    /// <summary>The lower bound occurs in the chunk; null when the writer does not say.</summary>
    public bool? IsMinExact { get; init; }

    /// <summary>The upper bound occurs in the chunk; null when the writer does not say.</summary>
    public bool? IsMaxExact { get; init; }

    /// <summary>Lower bound in the deprecated signed order.</summary>
    public byte[]? LegacyMin { get; init; }

    /// <summary>Upper bound in the deprecated signed order.</summary>
    public byte[]? LegacyMax { get; init; }

    /// <summary>Level entries without a value.</summary>
    public long? NullCount { get; init; }

    /// <summary>Distinct values.</summary>
    public long? DistinctCount { get; init; }

    /// <summary>Values that are not a number.</summary>
    public long? NanCount { get; init; }
}

/// <summary>Sizes before encoding (parquet.thrift, SizeStatistics).</summary>
public sealed class ParquetSizeStatistics
{
    /// <summary>Bytes of all BYTE_ARRAY values, without lengths.</summary>
    public long? UnencodedByteArrayBytes { get; init; }

    /// <summary>Entries for each repetition level; empty when the maximum is 0.</summary>
    public IReadOnlyList<long> RepetitionHistogram { get; init; } = [];

    /// <summary>Entries for each definition level; empty when the maximum is 0.</summary>
    public IReadOnlyList<long> DefinitionHistogram { get; init; } = [];
}
