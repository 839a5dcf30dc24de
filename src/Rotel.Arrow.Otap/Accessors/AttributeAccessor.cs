using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Accessors;

/// <summary>
/// Reads one attribute table of a batch: the rows of parent p are those from <see cref="Start"/>(p) to
/// <see cref="End"/>(p). An absent table reads as no rows for any parent.
/// </summary>
public readonly ref struct AttributeAccessor
{
    private readonly ReadOnlySpan<int> _offsets;

    /// <param name="batch">The batch; must be held while the accessor is used.</param>
    /// <param name="type">One of the attribute tables.</param>
    public AttributeAccessor(OtapBatch batch, PayloadType type)
    {
        RecordBatch? table = batch[type];
        _offsets = table is null ? default : batch.ChildOffsets(type);
        Keys = new BinaryAccessor(table.Find(ColumnNames.Key));
        Types = new PrimitiveAccessor<byte>(table.Find(ColumnNames.Type));
        Str = new BinaryAccessor(table.Find(ColumnNames.Str));
        Int = new PrimitiveAccessor<long>(table.Find(ColumnNames.Int));
        Double = new PrimitiveAccessor<double>(table.Find(ColumnNames.Double));
        Bool = new BoolAccessor(table.Find(ColumnNames.Bool));
        Bytes = new BinaryAccessor(table.Find(ColumnNames.Bytes));
        Ser = new BinaryAccessor(table.Find(ColumnNames.Ser));
        ValueAbsent = new BoolAccessor(table.Find(ColumnNames.ExtValueAbsent));
        KeyStrindex = new PrimitiveAccessor<int>(table.Find(ColumnNames.ExtKeyStrindex));
        ValueStrindex = new PrimitiveAccessor<int>(table.Find(ColumnNames.ExtValueStrindex));
    }

    /// <summary>Column key.</summary>
    public BinaryAccessor Keys { get; }

    /// <summary>Column type; see <see cref="AnyValueType"/>.</summary>
    public PrimitiveAccessor<byte> Types { get; }

    /// <summary>Column str.</summary>
    public BinaryAccessor Str { get; }

    /// <summary>Column int.</summary>
    public PrimitiveAccessor<long> Int { get; }

    /// <summary>Column double.</summary>
    public PrimitiveAccessor<double> Double { get; }

    /// <summary>Column bool.</summary>
    public BoolAccessor Bool { get; }

    /// <summary>Column bytes.</summary>
    public BinaryAccessor Bytes { get; }

    /// <summary>Column ser: one CBOR item a cell.</summary>
    public BinaryAccessor Ser { get; }

    /// <summary>Column ext.value_absent.</summary>
    public BoolAccessor ValueAbsent { get; }

    /// <summary>Column ext.key_strindex.</summary>
    public PrimitiveAccessor<int> KeyStrindex { get; }

    /// <summary>Column ext.value_strindex.</summary>
    public PrimitiveAccessor<int> ValueStrindex { get; }

    /// <summary>First row of a parent.</summary>
    public int Start(int parent) => (uint)parent < (uint)_offsets.Length ? _offsets[parent] : 0;

    /// <summary>Row after the last one of a parent.</summary>
    public int End(int parent) => (uint)(parent + 1) < (uint)_offsets.Length ? _offsets[parent + 1] : 0;
}
