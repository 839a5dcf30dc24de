namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>Where the pages of a chunk are (parquet.thrift, OffsetIndex).</summary>
public sealed record ParquetOffsetIndex(IReadOnlyList<ParquetPageLocation> Pages);

/// <summary>One page of an offset index.</summary>
/// <param name="Offset">Offset of the header in the file.</param>
/// <param name="Bytes">Bytes with the header.</param>
/// <param name="FirstRow">Number of the first row in the row group.</param>
public readonly record struct ParquetPageLocation(long Offset, int Bytes, long FirstRow);

/// <summary>Bounds of the pages of a chunk (parquet.thrift, ColumnIndex); one element a page.</summary>
/// <param name="NullPages">True for pages without a value.</param>
/// <param name="Mins">Lower bounds, PLAIN bytes; empty for null pages.</param>
/// <param name="Maxes">Upper bounds.</param>
/// <param name="BoundaryOrder">0 unordered, 1 ascending, 2 descending.</param>
/// <param name="NullCounts">Nulls; empty when the writer did not count.</param>
public sealed record ParquetColumnIndex(
    IReadOnlyList<bool> NullPages,
    IReadOnlyList<byte[]> Mins,
    IReadOnlyList<byte[]> Maxes,
    int BoundaryOrder,
    IReadOnlyList<long> NullCounts);
