using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>A column of text or byte strings of any length: 32-bit offsets into one run of bytes.</summary>
public sealed class BinaryColumn : ColumnBuilder
{
    private readonly NativeBuffer<int> _ends;
    private readonly NativeBuffer<byte> _data;
    private readonly Validity _validity;

    /// <param name="name">Column name.</param>
    /// <param name="type">Utf8 or Binary. Text must have been validated by the caller.</param>
    /// <param name="nullable">Flag of the field.</param>
    /// <param name="pool">Memory.</param>
    /// <param name="kinds">Says which rows are valid, instead of a bitmap of the column's own.</param>
    /// <param name="kind">The kind of this column's rows.</param>
    public BinaryColumn(string name, IArrowType type, bool nullable, SlabPool pool, RowKinds? kinds = null, byte kind = 0)
        : base(name, nullable)
    {
        SealedType = type;
        _ends = new NativeBuffer<int>(pool);
        _data = new NativeBuffer<byte>(pool);
        _validity = new Validity(pool, kinds, kind);
    }

    /// <inheritdoc/>
    public override int Count => _ends.Count == 0 ? 0 : _ends.Count - 1;

    /// <inheritdoc/>
    public override bool HasValues => Count > _validity.NullCount(Count);

    /// <inheritdoc/>
    public override IArrowType SealedType { get; }

    /// <summary>Bytes of all values so far.</summary>
    public int DataBytes => _data.Count;

    /// <summary>One value; empty for a null.</summary>
    public ReadOnlySpan<byte> this[int index] => _data.Values[_ends[index].._ends[index + 1]];

    /// <summary>True when the cell holds a value.</summary>
    public bool IsValid(int index) => _validity.IsValid(index);

    /// <summary>Appends one value.</summary>
    public void Append(ReadOnlySpan<byte> value)
    {
        Start();
        _data.Append(value);
        _ends.Append(_data.Count);
        _validity.Valid();
    }

    /// <summary>Puts a value into cell <paramref name="row"/>, padding before it; replaces a value already there.</summary>
    public void Set(int row, ReadOnlySpan<byte> value)
    {
        if (Count != row)
        {
            Truncate(row);
            PadTo(row);
        }

        Append(value);
    }

    /// <inheritdoc/>
    public override void AppendNulls(int times)
    {
        _validity.Nulls(Count, times);
        Start();
        _ends.AppendRepeated(_data.Count, times);
    }

    /// <inheritdoc/>
    public override void Truncate(int count)
    {
        if (count < Count)
        {
            _data.Truncate(_ends[count]);
            _ends.Truncate(count == 0 ? 0 : count + 1);
            _validity.Truncate(count);
        }
    }

    /// <inheritdoc/>
    public override ArrayData Seal(SealContext context, int rows)
    {
        PadTo(rows);
        Start();
        int nulls = _validity.NullCount(rows);
        return new ArrayData(
            SealedType, rows, nulls, 0, [_validity.Seal(context), context.Move(_ends), context.Move(_data)]);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ends.Dispose();
        _data.Dispose();
        _validity.Dispose();
    }

    /// <summary>Arrow offsets begin with a zero; it is written with the first cell.</summary>
    private void Start()
    {
        if (_ends.Count == 0)
        {
            _ends.Append(0);
        }
    }
}
