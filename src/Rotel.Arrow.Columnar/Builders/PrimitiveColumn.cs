using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>A column of fixed-width numbers or times. Null cells hold zero.</summary>
public sealed class PrimitiveColumn<T> : ColumnBuilder
    where T : unmanaged
{
    private readonly NativeBuffer<T> _values;
    private readonly Validity _validity;

    /// <param name="name">Column name.</param>
    /// <param name="type">Arrow type; its width is that of <typeparamref name="T"/>.</param>
    /// <param name="nullable">Flag of the field.</param>
    /// <param name="pool">Memory.</param>
    /// <param name="kinds">Says which rows are valid, instead of a bitmap of the column's own.</param>
    /// <param name="kind">The kind of this column's rows.</param>
    public PrimitiveColumn(string name, IArrowType type, bool nullable, SlabPool pool, RowKinds? kinds = null, byte kind = 0)
        : base(name, nullable)
    {
        SealedType = type;
        _values = new NativeBuffer<T>(pool);
        _validity = new Validity(pool, kinds, kind);
    }

    /// <inheritdoc/>
    public override int Count => _values.Count;

    /// <inheritdoc/>
    public override bool HasValues => _values.Count > _validity.NullCount(_values.Count);

    /// <inheritdoc/>
    public override IArrowType SealedType { get; }

    /// <summary>The cells so far.</summary>
    public ReadOnlySpan<T> Values => _values.Values;

    /// <summary>Appends one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T value)
    {
        _values.Append(value);
        _validity.Valid();
    }

    /// <summary>Appends one value <paramref name="times"/> times.</summary>
    public void AppendRepeated(T value, int times)
    {
        _values.AppendRepeated(value, times);
        _validity.Valid(times);
    }

    /// <summary>Appends a run of values.</summary>
    public void Append(ReadOnlySpan<T> values)
    {
        _values.Append(values);
        _validity.Valid(values.Length);
    }

    /// <summary>Puts a value into cell <paramref name="row"/>, which must not be written yet, padding before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int row, T value)
    {
        if (_values.Count != row)
        {
            Prepare(row);
        }

        _values.Append(value);
        _validity.Valid();
    }

    /// <inheritdoc/>
    public override void AppendNulls(int times)
    {
        _validity.Nulls(_values.Count, times);
        _values.AppendRepeated(default, times);
    }

    /// <inheritdoc/>
    public override void Truncate(int count)
    {
        if (count < _values.Count)
        {
            _values.Truncate(count);
            _validity.Truncate(count);
        }
    }

    /// <inheritdoc/>
    public override ArrayData Seal(SealContext context, int rows)
    {
        PadTo(rows);
        int nulls = _validity.NullCount(rows);
        return new ArrayData(SealedType, rows, nulls, 0, [_validity.Seal(context), context.Move(_values)]);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _values.Dispose();
        _validity.Dispose();
    }

    /// <summary>
    /// Pads up to the row. A later value for a row that has one replaces it: protobuf's "last one wins".
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Prepare(int row)
    {
        if (row < _values.Count)
        {
            Truncate(row);
        }
        else
        {
            AppendNulls(row - _values.Count);
        }
    }
}
