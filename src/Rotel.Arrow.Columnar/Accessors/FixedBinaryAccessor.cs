using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Accessors;

/// <summary>Reads a column of fixed-size byte strings by row. Null or absent cells read as empty.</summary>
public readonly ref struct FixedBinaryAccessor
{
    private readonly ReadOnlySpan<byte> _values;
    private readonly CellValidity _validity;
    private readonly int _width;
    private readonly int _offset;

    /// <param name="array">A FixedSizeBinary array, or null.</param>
    public FixedBinaryAccessor(IArrowArray? array)
    {
        if (array is not null)
        {
            ArrayData data = array.Data;
            _width = ((FixedSizeBinaryType)data.DataType).ByteWidth;
            _values = data.Buffers[1].Span;
            _offset = data.Offset;
            _validity = new CellValidity(data);
        }
    }

    /// <summary>True when the table has the column.</summary>
    public bool IsPresent => !_values.IsEmpty;

    /// <summary>The cell, or empty.</summary>
    public ReadOnlySpan<byte> this[int row] =>
        _values.IsEmpty || _validity.IsNull(row) ? default : _values.Slice((row + _offset) * _width, _width);

    /// <summary>True when there is no value.</summary>
    public bool IsNull(int row) => _values.IsEmpty || _validity.IsNull(row);
}
