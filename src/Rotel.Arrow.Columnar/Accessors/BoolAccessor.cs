using Apache.Arrow;

namespace Rotel.Arrow.Columnar.Accessors;

/// <summary>Reads a column of booleans by row. An absent column is all null, and a null reads as false.</summary>
public readonly ref struct BoolAccessor
{
    private readonly ReadOnlySpan<byte> _bits;
    private readonly CellValidity _validity;
    private readonly int _offset;

    /// <param name="array">A boolean array, or null.</param>
    public BoolAccessor(IArrowArray? array)
    {
        if (array is not null)
        {
            ArrayData data = array.Data;
            _bits = data.Buffers[1].Span;
            _offset = data.Offset;
            _validity = new CellValidity(data);
        }
    }

    /// <summary>True when the table has the column.</summary>
    public bool IsPresent => !_bits.IsEmpty;

    /// <summary>The cell, or false when it is null or the column is absent.</summary>
    public bool this[int row]
    {
        get
        {
            if (_bits.IsEmpty || _validity.IsNull(row))
            {
                return false;
            }

            int bit = row + _offset;
            return (_bits[bit >> 3] >> (bit & 7) & 1) != 0;
        }
    }

    /// <summary>True when there is no value.</summary>
    public bool IsNull(int row) => _bits.IsEmpty || _validity.IsNull(row);
}
