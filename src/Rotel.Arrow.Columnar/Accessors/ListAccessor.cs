using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Accessors;

/// <summary>Reads the item ranges of a list column by row. Null or absent cells read as empty.</summary>
public readonly ref struct ListAccessor
{
    private readonly ReadOnlySpan<int> _ends;
    private readonly CellValidity _validity;

    /// <param name="array">A list array with 32-bit offsets, or null.</param>
    public ListAccessor(IArrowArray? array)
    {
        if (array is not null)
        {
            ArrayData data = array.Data;
            _ends = SpanCast.Cast<int>(data.Buffers[1].Span)[data.Offset..];
            _validity = new CellValidity(data);
        }
    }

    /// <summary>True when the table has the column.</summary>
    public bool IsPresent => !_ends.IsEmpty;

    /// <summary>First item and number of items of a cell.</summary>
    public (int Start, int Count) this[int row] => IsNull(row) ? default : (_ends[row], _ends[row + 1] - _ends[row]);

    /// <summary>True when there is no list (not even an empty one).</summary>
    public bool IsNull(int row) => _ends.IsEmpty || _validity.IsNull(row);
}
