using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>
/// A list column over one child column (named "item"). The caller appends the items to the child and then ends the
/// list with <see cref="Set"/>.
/// </summary>
public sealed class ListColumn : ColumnBuilder
{
    private readonly NativeBuffer<int> _ends;
    private readonly ColumnBuilder _child;
    private readonly Validity _validity;
    private ListType? _type;
    private IArrowType? _childType;

    /// <param name="name">Column name.</param>
    /// <param name="child">Items, owned by this column.</param>
    /// <param name="nullable">Flag of the field.</param>
    /// <param name="pool">Memory.</param>
    public ListColumn(string name, ColumnBuilder child, bool nullable, SlabPool pool)
        : base(name, nullable)
    {
        _child = child;
        _ends = new NativeBuffer<int>(pool);
        _validity = new Validity(pool);
    }

    /// <inheritdoc/>
    public override int Count => _ends.Count == 0 ? 0 : _ends.Count - 1;

    /// <inheritdoc/>
    public override bool HasValues => Count > _validity.NullCount(Count);

    /// <inheritdoc/>
    public override IArrowType SealedType
    {
        get
        {
            IArrowType childType = _child.SealedType;
            if (!ReferenceEquals(childType, _childType))
            {
                _childType = childType;
                _type = new ListType(new Field(_child.Name, childType, _child.Nullable));
            }

            return _type!;
        }
    }

    /// <summary>
    /// Ends the list of cell <paramref name="row"/> at the items appended so far. Called again for the same row it
    /// makes the list longer, as a repeated protobuf field may come in parts.
    /// </summary>
    public void Set(int row)
    {
        Start();
        if (Count == row + 1 && _validity.IsValid(row))
        {
            _ends[row + 1] = _child.Count;
            return;
        }

        if (Count < row)
        {
            // Rows without a list: their end is where the previous list ended, not where the new items do.
            int previousEnd = _ends[Count];
            _validity.Nulls(Count, row - Count);
            _ends.AppendRepeated(previousEnd, row - Count);
        }

        _ends.Append(_child.Count);
        _validity.Valid();
    }

    /// <inheritdoc/>
    public override void AppendNulls(int times)
    {
        Start();
        _validity.Nulls(Count, times);
        _ends.AppendRepeated(_child.Count, times);
    }

    /// <inheritdoc/>
    public override void Truncate(int count)
    {
        if (count < Count)
        {
            _child.Truncate(_ends[count]);
            _ends.Truncate(count == 0 ? 0 : count + 1);
            _validity.Truncate(count);
        }
        else if (_ends.Count > 0)
        {
            // Items of a list that was not ended.
            _child.Truncate(_ends[Count]);
        }
        else
        {
            _child.Truncate(0);
        }
    }

    /// <inheritdoc/>
    public override ArrayData Seal(SealContext context, int rows)
    {
        PadTo(rows);
        Start();
        int nulls = _validity.NullCount(rows);
        IArrowType type = SealedType;
        ArrayData items = _child.Seal(context, _ends[rows]);
        return new ArrayData(type, rows, nulls, 0, [_validity.Seal(context), context.Move(_ends)], [items]);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ends.Dispose();
        _child.Dispose();
        _validity.Dispose();
    }

    private void Start()
    {
        if (_ends.Count == 0)
        {
            _ends.Append(0);
        }
    }
}
