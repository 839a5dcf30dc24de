using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>
/// A struct column: its own validity, and child columns of which those without a value are left out. Children are
/// written directly, by row number; the struct keeps the count of its own cells.
/// </summary>
public sealed class StructColumn : ColumnBuilder
{
    private readonly ColumnBuilder[] _children;
    private readonly Validity _validity;
    private readonly TypeCache _types;
    private int _count;

    /// <param name="name">Column name.</param>
    /// <param name="children">Child columns, owned by this one.</param>
    /// <param name="nullable">Flag of the field.</param>
    /// <param name="pool">Memory.</param>
    public StructColumn(string name, ColumnBuilder[] children, bool nullable, SlabPool pool)
        : base(name, nullable)
    {
        _children = children;
        _validity = new Validity(pool);
        _types = new TypeCache(children, atLeastOne: true);
    }

    /// <summary>True: a child that had a value once stays in all columns that follow. Default false.</summary>
    public bool KeepsChildren
    {
        get => _types.KeepsColumns;
        init => _types.KeepsColumns = value;
    }

    /// <summary>The child columns there can be.</summary>
    public IReadOnlyList<ColumnBuilder> Children => _children;

    /// <inheritdoc/>
    public override int Count => _count;

    /// <inheritdoc/>
    public override bool HasValues => _count > _validity.NullCount(_count);

    /// <inheritdoc/>
    public override IArrowType SealedType => _types.Struct;

    /// <summary>Marks cell <paramref name="row"/> as present, padding before it; nothing when it is already.</summary>
    public void Set(int row)
    {
        if (_count == row + 1 && _validity.IsValid(row))
        {
            return;
        }

        if (_count != row)
        {
            Truncate(row);
            PadTo(row);
        }

        _validity.Valid();
        _count++;
    }

    /// <summary>Marks <paramref name="times"/> more cells as present.</summary>
    public void AppendPresent(int times)
    {
        _validity.Valid(times);
        _count += times;
    }

    /// <inheritdoc/>
    public override void AppendNulls(int times)
    {
        _validity.Nulls(_count, times);
        _count += times;
    }

    /// <inheritdoc/>
    public override void Truncate(int count)
    {
        foreach (ColumnBuilder child in _children)
        {
            child.Truncate(count);
        }

        if (count < _count)
        {
            _validity.Truncate(count);
            _count = count;
        }
    }

    /// <inheritdoc/>
    public override ArrayData Seal(SealContext context, int rows)
    {
        PadTo(rows);
        int nulls = _validity.NullCount(rows);
        IArrowType type = SealedType;
        ArrayData[] children = _types.SealPresent(context, rows);
        _count = 0;
        return new ArrayData(type, rows, nulls, 0, [_validity.Seal(context)], children);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (ColumnBuilder child in _children)
        {
            child.Dispose();
        }

        _validity.Dispose();
        _count = 0;
    }
}
