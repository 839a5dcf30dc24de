using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>What the footer says about a chunk, summed page by page.</summary>
internal sealed class ChunkTotals(LeafColumn column)
{
    public long Entries { get; set; }

    public long Rows { get; set; }

    public long Values { get; set; }

    /// <summary>Pages with headers, before compression.</summary>
    public long UncompressedBytes { get; set; }

    public int DictionaryDataPages { get; set; }

    public int OtherDataPages { get; set; }

    /// <summary>Bytes of BYTE_ARRAY values without lengths.</summary>
    public long ByteArrayBytes { get; set; }

    /// <summary>False once a page of floating point numbers went by whose NaNs were not counted.</summary>
    public bool AreNansCounted { get; set; } = true;

    public long[] Repetitions { get; } = new long[column.MaxRepetition + 1];

    public long[] Definitions { get; } = new long[column.MaxDefinition + 1];

    public void Clear()
    {
        Entries = 0;
        Rows = 0;
        Values = 0;
        UncompressedBytes = 0;
        DictionaryDataPages = 0;
        OtherDataPages = 0;
        ByteArrayBytes = 0;
        AreNansCounted = true;
        Repetitions.AsSpan().Clear();
        Definitions.AsSpan().Clear();
    }

    public ParquetSizeStatistics Sizes() => new()
    {
        UnencodedByteArrayBytes = column.Type.Physical == ParquetPhysicalType.ByteArray ? ByteArrayBytes : null,
        RepetitionHistogram = column.MaxRepetition > 0 ? [.. Repetitions] : [],
        DefinitionHistogram = column.MaxDefinition > 0 ? [.. Definitions] : [],
    };
}
