namespace Rotel.Arrow.Parquet.Format;

/// <summary>The footer of a file (parquet.thrift, FileMetaData).</summary>
public sealed class ParquetFileMetadata
{
    /// <summary>Format version; 1 and 2 mean the same to a reader.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The schema tree in pre-order; element 0 is the root.</summary>
    public IReadOnlyList<ParquetSchemaElement> Schema { get; init; } = [];

    /// <summary>Rows of the file.</summary>
    public long RowCount { get; init; }

    /// <summary>Row groups in file order.</summary>
    public IReadOnlyList<ParquetRowGroup> RowGroups { get; init; } = [];

    /// <summary>Key-value metadata; a value may be absent.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> KeyValues { get; init; } = [];

    /// <summary>Who wrote the file.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Number of column orders, one for each leaf column; 0 when absent.</summary>
    public int ColumnOrderCount { get; init; }

    /// <summary>True when the footer names an encryption algorithm.</summary>
    public bool IsEncrypted { get; init; }
}

/// <summary>A node of the schema (parquet.thrift, SchemaElement).</summary>
public sealed class ParquetSchemaElement
{
    /// <summary>Name below the parent.</summary>
    public string Name { get; init; } = "";

    /// <summary>Physical type of a leaf; null for groups.</summary>
    public ParquetPhysicalType? Type { get; init; }

    /// <summary>Bytes of a value of FIXED_LEN_BYTE_ARRAY.</summary>
    public int? TypeLength { get; init; }

    /// <summary>Repetition; null for the root.</summary>
    public ParquetRepetition? Repetition { get; init; }

    /// <summary>Children of a group.</summary>
    public int ChildCount { get; init; }

    /// <summary>The older annotation.</summary>
    public ParquetConvertedType? Converted { get; init; }

    /// <summary>Decimal scale of the older annotation.</summary>
    public int? Scale { get; init; }

    /// <summary>Decimal precision of the older annotation.</summary>
    public int? Precision { get; init; }

    /// <summary>Field id that the application gave (Iceberg).</summary>
    public int? FieldId { get; init; }

    /// <summary>The annotation.</summary>
    public ParquetLogicalType? Logical { get; init; }
}

/// <summary>A row group (parquet.thrift, RowGroup).</summary>
public sealed class ParquetRowGroup
{
    /// <summary>One chunk for each leaf column, in schema order.</summary>
    public IReadOnlyList<ParquetColumnChunk> Columns { get; init; } = [];

    /// <summary>Bytes of all pages before compression, with headers.</summary>
    public long TotalByteSize { get; init; }

    /// <summary>Bytes of all pages in the file, with headers.</summary>
    public long? TotalCompressedSize { get; init; }

    /// <summary>Rows.</summary>
    public long RowCount { get; init; }

    /// <summary>Offset of the first page.</summary>
    public long? FileOffset { get; init; }

    /// <summary>Number of the row group in the file.</summary>
    public int? Ordinal { get; init; }

    /// <summary>What the rows are sorted by.</summary>
    public IReadOnlyList<ParquetSortingEntry> SortingColumns { get; init; } = [];
}

/// <summary>One sort key of a row group (parquet.thrift, SortingColumn).</summary>
/// <param name="ColumnIndex">Leaf column, counted in schema order.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="NullsFirst">Nulls before values.</param>
public readonly record struct ParquetSortingEntry(int ColumnIndex, bool Descending, bool NullsFirst);
