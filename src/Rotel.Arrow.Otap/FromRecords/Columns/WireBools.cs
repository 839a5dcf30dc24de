using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Otap.FromRecords.Columns;

/// <summary>A column of booleans. An absent column, and one of the null type, is all null.</summary>
internal readonly ref struct WireBools
{
    private readonly WireCells _cells;
    private readonly ReadOnlySpan<byte> _bits;
    private readonly bool _isPresent;

    public WireBools(scoped in WireColumn column)
    {
        if (column.Data is not { } data)
        {
            return;
        }

        _cells = new WireCells(data, out ArrayData values);
        if (values.DataType.TypeId != ArrowTypeId.Boolean)
        {
            throw column.WrongType("a boolean");
        }

        _bits = values.Buffers[1].Span;
        _isPresent = true;
    }

    /// <summary>True when the table has the column.</summary>
    public bool IsPresent => _isPresent;

    /// <summary>True when there is no value.</summary>
    public bool IsNull(int row) => !_isPresent || _cells.Position(row) < 0;

    /// <summary>The cell, or false.</summary>
    public bool this[int row]
    {
        get
        {
            int bit = _isPresent ? _cells.Position(row) : -1;
            return bit >= 0 && (_bits[bit >> 3] >> (bit & 7) & 1) != 0;
        }
    }
}
