using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Accessors;

/// <summary>
/// Reads a column of numbers or times by row. An absent column is all null, and a null reads as zero.
/// </summary>
public readonly ref struct PrimitiveAccessor<T>
    where T : unmanaged
{
    private readonly ReadOnlySpan<T> _values;
    private readonly CellValidity _validity;

    /// <param name="array">A plain array whose values are as wide as <typeparamref name="T"/>, or null.</param>
    public PrimitiveAccessor(IArrowArray? array)
    {
        if (array is not null)
        {
            ArrayData data = array.Data;
            _values = SpanCast.Cast<T>(data.Buffers[1].Span).Slice(data.Offset, data.Length);
            _validity = new CellValidity(data);
        }
    }

    /// <summary>True when the table has the column.</summary>
    public bool IsPresent => !_values.IsEmpty;

    /// <summary>The cells; nulls hold undefined values. Empty when the column is absent.</summary>
    public ReadOnlySpan<T> Values => _values;

    /// <summary>The cell, or zero when it is null or the column is absent.</summary>
    public T this[int row] => _values.IsEmpty || _validity.IsNull(row) ? default : _values[row];

    /// <summary>True when there is no value.</summary>
    public bool IsNull(int row) => _values.IsEmpty || _validity.IsNull(row);
}
