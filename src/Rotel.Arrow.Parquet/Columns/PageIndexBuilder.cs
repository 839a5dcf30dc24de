using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Schemas;
using Rotel.Arrow.Parquet.Statistics;
using Rotel.Arrow.Parquet.Thrift;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// Column index and offset index of one chunk (PageIndex.md), collected page by page. There is no column index when a
/// page with values has no bounds: all NaN, or an upper bound that cannot be raised.
/// </summary>
internal sealed class PageIndexBuilder(LeafColumn column)
{
    private readonly List<Page> _pages = [];
    private bool _hasBounds = true;

    /// <summary>Adds a page.</summary>
    /// <param name="offset">Offset of its header from the first data page.</param>
    /// <param name="bytes">Bytes in the file with the header.</param>
    /// <param name="firstRow">Its first row in the row group.</param>
    /// <param name="nulls">Entries without a value.</param>
    /// <param name="values">Values.</param>
    /// <param name="nans">Values that are not a number; null when not counted.</param>
    /// <param name="byteArrayBytes">Bytes of BYTE_ARRAY values; null for other types.</param>
    /// <param name="bounds">Bounds of the values; null when statistics are off.</param>
    public void Add(
        long offset,
        int bytes,
        long firstRow,
        long nulls,
        long values,
        long? nans,
        long? byteArrayBytes,
        ValueBounds? bounds)
    {
        byte[]? min = bounds?.LowerBound(out _);
        byte[]? max = bounds?.UpperBound(out _);
        _hasBounds &= bounds is not null && (values == 0 || (min is not null && max is not null));
        _pages.Add(new Page(offset, bytes, firstRow, nulls, values, nans, byteArrayBytes, min, max));
    }

    public void Clear()
    {
        _pages.Clear();
        _hasBounds = true;
    }

    /// <summary>Writes the column index; false when the chunk has none.</summary>
    public bool WriteColumnIndex(ThriftWriter to)
    {
        if (!_hasBounds || _pages.Count == 0)
        {
            return false;
        }

        to.BeginStruct();
        to.BeginList(1, ThriftType.True, _pages.Count);
        foreach (Page page in _pages)
        {
            to.Element(page.Values == 0);
        }

        to.BeginList(2, ThriftType.Binary, _pages.Count);
        foreach (Page page in _pages)
        {
            to.Element(page.Min.AsSpan());
        }

        to.BeginList(3, ThriftType.Binary, _pages.Count);
        foreach (Page page in _pages)
        {
            to.Element(page.Max.AsSpan());
        }

        to.I32(4, BoundaryOrder());
        to.BeginList(5, ThriftType.I64, _pages.Count);
        foreach (Page page in _pages)
        {
            to.Element(page.Nulls);
        }

        if (_pages.TrueForAll(page => page.Nans is not null))
        {
            to.BeginList(8, ThriftType.I64, _pages.Count);
            foreach (Page page in _pages)
            {
                to.Element(page.Nans ?? 0);
            }
        }

        to.EndStruct();
        return true;
    }

    /// <summary>Writes the offset index.</summary>
    /// <param name="to">Gets the struct.</param>
    /// <param name="firstPage">File offset of the first data page.</param>
    public void WriteOffsetIndex(ThriftWriter to, long firstPage)
    {
        to.BeginStruct();
        to.BeginList(1, ThriftType.Struct, _pages.Count);
        foreach (Page page in _pages)
        {
            to.BeginStruct();
            to.I64(1, firstPage + page.Offset);
            to.I32(2, page.Bytes);
            to.I64(3, page.FirstRow);
            to.EndStruct();
        }

        if (_pages.Count > 0 && _pages[0].ByteArrayBytes is not null)
        {
            to.BeginList(2, ThriftType.I64, _pages.Count);
            foreach (Page page in _pages)
            {
                to.Element(page.ByteArrayBytes ?? 0);
            }
        }

        to.EndStruct();
    }

    /// <summary>0 unordered, 1 ascending, 2 descending; pages of nulls do not count.</summary>
    private int BoundaryOrder()
    {
        bool ascending = true, descending = true;
        Page? previous = null;
        foreach (Page page in _pages)
        {
            if (page.Values == 0)
            {
                continue;
            }

            if (previous is not null)
            {
                int min = ValueComparer.Compare(column.Type.Order, previous.Min, page.Min);
                int max = ValueComparer.Compare(column.Type.Order, previous.Max, page.Max);
                ascending &= min <= 0 && max <= 0;
                descending &= min >= 0 && max >= 0;
            }

            previous = page;
        }

        return ascending ? 1 : descending ? 2 : 0;
    }

    private sealed record Page(
        long Offset,
        int Bytes,
        long FirstRow,
        long Nulls,
        long Values,
        long? Nans,
        long? ByteArrayBytes,
        byte[]? Min,
        byte[]? Max);
}
