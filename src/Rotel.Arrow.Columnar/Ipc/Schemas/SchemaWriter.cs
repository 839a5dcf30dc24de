using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Ipc.Flatbuffers;

namespace Rotel.Arrow.Columnar.Ipc.Schemas;

/// <summary>
/// Writes the Schema table of a Schema message. Dictionaries get the ids 0, 1, 2, ... in walk order, as
/// <see cref="FieldLayout.Dictionary"/> counts them.
/// </summary>
internal sealed class SchemaWriter(FlatWriter writer)
{
    private long _nextDictionary;

    /// <summary>Writes the table and gives its position.</summary>
    internal int Write(Schema schema)
    {
        int[] table = writer.Table(2, 4, schema.HasMetadata ? 4 : 0);
        Fields(table[MetadataFields.Schema.Fields], schema.FieldsList);
        Metadata(table[MetadataFields.Schema.Metadata], schema.Metadata);
        return table[^1];
    }

    private void Fields(int reference, IReadOnlyList<Field> fields)
    {
        int vector = writer.Vector(fields.Count, 4);
        writer.Refer(reference, vector);
        for (int i = 0; i < fields.Count; i++)
        {
            int element = vector + 4 + (4 * i);
            writer.Refer(element, Field(fields[i]));
        }
    }

    private int Field(Field field)
    {
        var dictionary = field.DataType as DictionaryType;
        IArrowType type = dictionary?.ValueType ?? field.DataType;

        //                         name nullable tag type dictionary children metadata
        int[] table = writer.Table(4, 1, 1, 4, dictionary is null ? 0 : 4, 4, field.HasMetadata ? 4 : 0);
        writer.Refer(table[MetadataFields.Field.Name], writer.Text(field.Name));
        writer.Byte(table[MetadataFields.Field.Nullable], field.IsNullable ? (byte)1 : (byte)0);
        if (dictionary is not null)
        {
            writer.Refer(table[MetadataFields.Field.Dictionary], Dictionary(dictionary));
        }

        (TypeTag tag, int typeTable) = Type(type);
        writer.Byte(table[MetadataFields.Field.TypeTag], (byte)tag);
        writer.Refer(table[MetadataFields.Field.Type], typeTable);
        Fields(table[MetadataFields.Field.Children], ChildrenOf(type));
        Metadata(table[MetadataFields.Field.Metadata], field.Metadata);
        return table[^1];
    }

    private int Dictionary(DictionaryType type)
    {
        int[] table = writer.Table(8, 4, 1, 2);
        writer.Int64(table[MetadataFields.Dictionary.Id], _nextDictionary++);
        writer.Byte(table[MetadataFields.Dictionary.IsOrdered], type.Ordered ? (byte)1 : (byte)0);
        (_, int index) = Type(type.IndexType);
        writer.Refer(table[MetadataFields.Dictionary.IndexType], index);
        return table[^1];
    }

    private static IReadOnlyList<Field> ChildrenOf(IArrowType type) =>
        ReferenceEquals(type, EmptyStruct.Type) || type is not NestedType nested ? [] : nested.Fields;

    private (TypeTag Tag, int Table) Type(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Null => (TypeTag.Null, Empty()),
        ArrowTypeId.Boolean => (TypeTag.Bool, Empty()),
        ArrowTypeId.Int8 => (TypeTag.Int, Integer(8, isSigned: true)),
        ArrowTypeId.Int16 => (TypeTag.Int, Integer(16, isSigned: true)),
        ArrowTypeId.Int32 => (TypeTag.Int, Integer(32, isSigned: true)),
        ArrowTypeId.Int64 => (TypeTag.Int, Integer(64, isSigned: true)),
        ArrowTypeId.UInt8 => (TypeTag.Int, Integer(8, isSigned: false)),
        ArrowTypeId.UInt16 => (TypeTag.Int, Integer(16, isSigned: false)),
        ArrowTypeId.UInt32 => (TypeTag.Int, Integer(32, isSigned: false)),
        ArrowTypeId.UInt64 => (TypeTag.Int, Integer(64, isSigned: false)),
        ArrowTypeId.HalfFloat => (TypeTag.FloatingPoint, Enumeration(MetadataFields.TypeTable.Precision, 0)),
        ArrowTypeId.Float => (TypeTag.FloatingPoint, Enumeration(MetadataFields.TypeTable.Precision, 1)),
        ArrowTypeId.Double => (TypeTag.FloatingPoint, Enumeration(MetadataFields.TypeTable.Precision, 2)),
        ArrowTypeId.String => (TypeTag.Utf8, Empty()),
        ArrowTypeId.Binary => (TypeTag.Binary, Empty()),
        ArrowTypeId.LargeString => (TypeTag.LargeUtf8, Empty()),
        ArrowTypeId.LargeBinary => (TypeTag.LargeBinary, Empty()),
        ArrowTypeId.FixedSizedBinary => (TypeTag.FixedSizeBinary, FixedSizeBinary((FixedSizeBinaryType)type)),
        ArrowTypeId.Timestamp => (TypeTag.Timestamp, Timestamp((TimestampType)type)),
        ArrowTypeId.Duration => (TypeTag.Duration, Enumeration(MetadataFields.TypeTable.Unit, Unit(((DurationType)type).Unit))),
        ArrowTypeId.List => (TypeTag.List, Empty()),
        ArrowTypeId.LargeList => (TypeTag.LargeList, Empty()),
        ArrowTypeId.Map => (TypeTag.Map, Map((MapType)type)),
        _ => (TypeTag.Struct, Empty()),
    };

    private int Empty() => writer.Table()[^1];

    private int Integer(int bits, bool isSigned)
    {
        int[] table = writer.Table(4, 1);
        writer.Int32(table[MetadataFields.IntType.BitWidth], bits);
        writer.Byte(table[MetadataFields.IntType.IsSigned], isSigned ? (byte)1 : (byte)0);
        return table[^1];
    }

    private int Enumeration(int field, short value)
    {
        int[] table = writer.Table(2);
        writer.Int16(table[field], value);
        return table[^1];
    }

    private int FixedSizeBinary(FixedSizeBinaryType type)
    {
        int[] table = writer.Table(4);
        writer.Int32(table[MetadataFields.TypeTable.ByteWidth], type.ByteWidth);
        return table[^1];
    }

    private int Timestamp(TimestampType type)
    {
        int[] table = writer.Table(2, type.Timezone is null ? 0 : 4);
        writer.Int16(table[MetadataFields.TypeTable.Unit], Unit(type.Unit));
        if (type.Timezone is not null)
        {
            writer.Refer(table[MetadataFields.TypeTable.Timezone], writer.Text(type.Timezone));
        }

        return table[^1];
    }

    private int Map(MapType type)
    {
        int[] table = writer.Table(1);
        writer.Byte(table[MetadataFields.TypeTable.KeysSorted], type.KeySorted ? (byte)1 : (byte)0);
        return table[^1];
    }

    private static short Unit(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => 0,
        TimeUnit.Millisecond => 1,
        TimeUnit.Microsecond => 2,
        _ => 3,
    };

    private void Metadata(int reference, IReadOnlyDictionary<string, string>? metadata)
    {
        if (reference == 0 || metadata is null)
        {
            return;
        }

        int vector = writer.Vector(metadata.Count, 4);
        writer.Refer(reference, vector);
        int element = vector;
        foreach ((string key, string value) in metadata)
        {
            element += 4;
            int[] pair = writer.Table(4, 4);
            writer.Refer(element, pair[^1]);
            writer.Refer(pair[MetadataFields.Pair.Key], writer.Text(key));
            writer.Refer(pair[MetadataFields.Pair.Value], writer.Text(value));
        }
    }
}
