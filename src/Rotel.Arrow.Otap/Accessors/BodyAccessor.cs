using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Accessors;

/// <summary>Reads column body of LOGS.</summary>
public readonly ref struct BodyAccessor
{
    /// <param name="root">Table LOGS; must be held while the accessor is used.</param>
    public BodyAccessor(RecordBatch root)
    {
        Struct = root.Find(ColumnNames.Body);
        Types = new PrimitiveAccessor<byte>(Struct.Child(ColumnNames.Type));
        Str = new BinaryAccessor(Struct.Child(ColumnNames.Str));
        Int = new PrimitiveAccessor<long>(Struct.Child(ColumnNames.Int));
        Double = new PrimitiveAccessor<double>(Struct.Child(ColumnNames.Double));
        Bool = new BoolAccessor(Struct.Child(ColumnNames.Bool));
        Bytes = new BinaryAccessor(Struct.Child(ColumnNames.Bytes));
        Ser = new BinaryAccessor(Struct.Child(ColumnNames.Ser));
        ValueStrindex = new PrimitiveAccessor<int>(Struct.Child(ColumnNames.ExtValueStrindex));
    }

    /// <summary>The struct column; a null cell is a record without a body.</summary>
    public IArrowArray? Struct { get; }

    /// <summary>Child type.</summary>
    public PrimitiveAccessor<byte> Types { get; }

    /// <summary>Child str.</summary>
    public BinaryAccessor Str { get; }

    /// <summary>Child int.</summary>
    public PrimitiveAccessor<long> Int { get; }

    /// <summary>Child double.</summary>
    public PrimitiveAccessor<double> Double { get; }

    /// <summary>Child bool.</summary>
    public BoolAccessor Bool { get; }

    /// <summary>Child bytes.</summary>
    public BinaryAccessor Bytes { get; }

    /// <summary>Child ser: one CBOR item a cell.</summary>
    public BinaryAccessor Ser { get; }

    /// <summary>Child ext.value_strindex.</summary>
    public PrimitiveAccessor<int> ValueStrindex { get; }
}
