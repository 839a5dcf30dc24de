namespace Rotel.Arrow.Parquet.Format;

/// <summary>The header before every page (parquet.thrift, PageHeader). All sizes are without the header.</summary>
public readonly record struct ParquetPageHeader
{
    /// <summary>Kind of page.</summary>
    public ParquetPageType Type { get; init; }

    /// <summary>Bytes of the body before compression.</summary>
    public int UncompressedSize { get; init; }

    /// <summary>Bytes of the body in the file.</summary>
    public int CompressedSize { get; init; }

    /// <summary>CRC-32 of the body as stored.</summary>
    public int? Crc { get; init; }

    /// <summary>Level entries, or entries of a dictionary.</summary>
    public int ValueCount { get; init; }

    /// <summary>Encoding of the values.</summary>
    public ParquetEncoding Encoding { get; init; }

    /// <summary>Version 1: encoding of definition levels.</summary>
    public ParquetEncoding DefinitionEncoding { get; init; }

    /// <summary>Version 1: encoding of repetition levels.</summary>
    public ParquetEncoding RepetitionEncoding { get; init; }

    /// <summary>Version 2: nulls.</summary>
    public int NullCount { get; init; }

    /// <summary>Version 2: rows.</summary>
    public int RowCount { get; init; }

    /// <summary>Version 2: bytes of the definition levels.</summary>
    public int DefinitionBytes { get; init; }

    /// <summary>Version 2: bytes of the repetition levels.</summary>
    public int RepetitionBytes { get; init; }

    /// <summary>Version 2: the values are compressed.</summary>
    public bool IsCompressed { get; init; }
}
