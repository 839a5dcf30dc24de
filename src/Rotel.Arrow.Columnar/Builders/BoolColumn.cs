using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>A column of booleans, one bit a cell.</summary>
public sealed class BoolColumn : ColumnBuilder
{
    private readonly BitBuffer _values;
    private readonly Validity _validity;

    /// <param name="name">Column name.</param>
    /// <param name="nullable">Flag of the field.</param>
    /// <param name="pool">Memory.</param>
    /// <param name="kinds">Says which rows are valid, instead of a bitmap of the column's own.</param>
    /// <param name="kind">The kind of this column's rows.</param>
    public BoolColumn(string name, bool nullable, SlabPool pool, RowKinds? kinds = null, byte kind = 0)
        : base(name, nullable)
    {
        _values = new BitBuffer(pool);
        _validity = new Validity(pool, kinds, kind);
    }

    /// <inheritdoc/>
    public override int Count => _values.Count;

    /// <inheritdoc/>
    public override bool HasValues => _values.Count > _validity.NullCount(_values.Count);

    /// <inheritdoc/>
    public override IArrowType SealedType => BooleanType.Default;

    /// <summary>Appends one value.</summary>
    public void Append(bool value)
    {
        _values.Append(value);
        _validity.Valid();
    }

    /// <summary>Puts a value into cell <paramref name="row"/>, padding before it; replaces a value already there.</summary>
    public void Set(int row, bool value)
    {
        Truncate(row);
        PadTo(row);
        Append(value);
    }

    /// <inheritdoc/>
    public override void AppendNulls(int times)
    {
        _validity.Nulls(_values.Count, times);
        _values.AppendRepeated(false, times);
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
}
