using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otap.FromRecords.Columns;

/// <summary>A column of lists. Null and absent cells read as empty lists.</summary>
internal readonly ref struct WireLists
{
    private readonly WireCells _cells;
    private readonly ReadOnlySpan<int> _ends;
    private readonly ReadOnlySpan<long> _longEnds;
    private readonly WireColumn _items;

    public WireLists(scoped in WireColumn column)
    {
        _items = column.Items;
        if (column.Data is not { } data)
        {
            return;
        }

        _cells = new WireCells(data, out ArrayData values);
        switch (values.DataType.TypeId)
        {
            case ArrowTypeId.List:
                _ends = SpanCast.Cast<int>(values.Buffers[1].Span);
                break;
            case ArrowTypeId.LargeList:
                _longEnds = SpanCast.Cast<long>(values.Buffers[1].Span);
                break;
            default:
                throw column.WrongType("a list");
        }
    }

    /// <summary>The items of all lists.</summary>
    public WireColumn Items => _items;

    /// <summary>First item and number of items of a cell.</summary>
    public (int Start, int Count) this[int row]
    {
        get
        {
            if (_ends.IsEmpty && _longEnds.IsEmpty)
            {
                return default;
            }

            int position = _cells.Position(row);
            if (position < 0)
            {
                return default;
            }

            return _longEnds.IsEmpty
                ? (_ends[position], _ends[position + 1] - _ends[position])
                : ((int)_longEnds[position], (int)(_longEnds[position + 1] - _longEnds[position]));
        }
    }
}
