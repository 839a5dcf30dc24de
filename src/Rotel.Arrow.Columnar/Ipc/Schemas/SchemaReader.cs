using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Ipc.Flatbuffers;

namespace Rotel.Arrow.Columnar.Ipc.Schemas;

/// <summary>Makes Apache.Arrow's schema of a Schema message, counting and checking fields on the way.</summary>
internal ref struct SchemaReader
{
    /// <summary>Widest fixed-size value: Apache.Arrow counts its bits in 32 bits.</summary>
    private const int MostFixedBytes = 1 << 24;

    private readonly IpcReaderOptions _options;
    private readonly FlatBudget _budget;
    private readonly List<long> _dictionaryIds;
    private int _fieldsLeft;

    private SchemaReader(IpcReaderOptions options, FlatBudget budget, List<long> dictionaryIds)
    {
        _options = options;
        _budget = budget;
        _dictionaryIds = dictionaryIds;
        _fieldsLeft = options.MaxFields;
    }

    /// <summary>Reads the schema table of a message.</summary>
    /// <param name="table">Table Schema.</param>
    /// <param name="options">Limits.</param>
    /// <param name="budget">Limits of the metadata.</param>
    /// <param name="dictionaryIds">Receives the ids of the dictionary-encoded fields in walk order.</param>
    internal static Schema Read(FlatTable table, IpcReaderOptions options, FlatBudget budget, List<long> dictionaryIds)
    {
        if (table.Int16(MetadataFields.Schema.Endianness) != 0)
        {
            throw new IpcException(IpcErrorCode.Unsupported, null, "big-endian data is not supported");
        }

        var reader = new SchemaReader(options, budget, dictionaryIds);
        List<Field> fields = reader.Fields(table, MetadataFields.Schema.Fields, depth: 1);
        return new Schema(fields, reader.Metadata(table, MetadataFields.Schema.Metadata));
    }

    private List<Field> Fields(FlatTable table, int slot, int depth)
    {
        FlatVector vector = table.Vector(slot, 4);
        var fields = new List<Field>();
        for (int i = 0; i < vector.Count; i++)
        {
            fields.Add(Field(table.TableAt(vector, i, _budget), depth));
        }

        return fields;
    }

    private Field Field(FlatTable table, int depth)
    {
        if (--_fieldsLeft < 0)
        {
            throw new IpcException(IpcErrorCode.LimitExceeded, null, $"schema has more than {_options.MaxFields} fields");
        }

        if (depth > Math.Min(_options.MaxDepth, 64))
        {
            throw new IpcException(IpcErrorCode.LimitExceeded, null, $"schema is nested deeper than {_options.MaxDepth} levels");
        }

        string name = Text(table, MetadataFields.Field.Name);
        IArrowType type;
        if (table.Has(MetadataFields.Field.Dictionary))
        {
            FlatTable encoding = table.Table(MetadataFields.Field.Dictionary, "dictionary encoding", _budget);
            _dictionaryIds.Add(encoding.Int64(MetadataFields.Dictionary.Id));
            if (encoding.Int16(MetadataFields.Dictionary.Kind) != 0)
            {
                throw new IpcException(IpcErrorCode.Unsupported, name, "dictionary of an unknown kind");
            }

            IArrowType index = encoding.Has(MetadataFields.Dictionary.IndexType)
                ? Integer(encoding.Table(MetadataFields.Dictionary.IndexType, "index type", _budget), name)
                : Int32Type.Default;
            type = new DictionaryType(index, Type(table, name, depth), encoding.Boolean(MetadataFields.Dictionary.IsOrdered));
        }
        else
        {
            type = Type(table, name, depth);
        }

        return new Field(
            name, type, table.Boolean(MetadataFields.Field.Nullable), Metadata(table, MetadataFields.Field.Metadata));
    }

    private IArrowType Type(FlatTable field, string name, int depth)
    {
        byte tag = field.Byte(MetadataFields.Field.TypeTag);
        if (tag == (byte)TypeTag.None)
        {
            throw new IpcException(IpcErrorCode.Malformed, name, "field has no type");
        }

        FlatTable type = field.Table(MetadataFields.Field.Type, "type of a field", _budget);
        switch ((TypeTag)tag)
        {
            case TypeTag.Null:
                return NullType.Default;
            case TypeTag.Bool:
                return BooleanType.Default;
            case TypeTag.Int:
                return Integer(type, name);
            case TypeTag.FloatingPoint:
                return type.Int16(MetadataFields.TypeTable.Precision) switch
                {
                    0 => HalfFloatType.Default,
                    1 => FloatType.Default,
                    2 => DoubleType.Default,
                    short other => throw new IpcException(IpcErrorCode.Malformed, name, $"floating point precision {other}"),
                };
            case TypeTag.Utf8:
                return StringType.Default;
            case TypeTag.Binary:
                return BinaryType.Default;
            case TypeTag.LargeUtf8:
                return LargeStringType.Default;
            case TypeTag.LargeBinary:
                return LargeBinaryType.Default;
            case TypeTag.FixedSizeBinary:
                return FixedSizeBinary(type, name);
            case TypeTag.Timestamp:
                TimeUnit unit = Unit(type.Int16(MetadataFields.TypeTable.Unit), name);
                string? zone = type.Has(MetadataFields.TypeTable.Timezone) ? Text(type, MetadataFields.TypeTable.Timezone) : null;
                return new TimestampType(unit, zone);
            case TypeTag.Duration:
                return DurationType.FromTimeUnit(Unit(type.Int16(MetadataFields.TypeTable.Unit, absent: 1), name));
            case TypeTag.List:
                return new ListType(OnlyChild(field, name, depth));
            case TypeTag.LargeList:
                return new LargeListType(OnlyChild(field, name, depth));
            case TypeTag.Map:
                return Map(field, type, name, depth);
            case TypeTag.Struct:
                List<Field> fields = Fields(field, MetadataFields.Field.Children, depth + 1);
                return fields.Count == 0 ? EmptyStruct.Type : new StructType(fields);
            default:
                string shown = Enum.IsDefined((TypeTag)tag) ? ((TypeTag)tag).ToString() : $"number {tag}";
                throw new IpcException(IpcErrorCode.Unsupported, name, $"type {shown} is not supported");
        }
    }

    private Field OnlyChild(FlatTable field, string name, int depth)
    {
        List<Field> children = Children(field, name, depth, 1);
        return children[0];
    }

    /// <summary>The children of a type that has so many; more are not even read.</summary>
    private List<Field> Children(FlatTable field, string name, int depth, int count)
    {
        int actual = field.Vector(MetadataFields.Field.Children, 4).Count;
        return actual == count
            ? Fields(field, MetadataFields.Field.Children, depth + 1)
            : throw new IpcException(IpcErrorCode.Malformed, name, $"has {actual} children, its type has {count}");
    }

    private MapType Map(FlatTable field, FlatTable type, string name, int depth)
    {
        Field entries = OnlyChild(field, name, depth);
        return entries.DataType is StructType { Fields.Count: 2 }
            ? new MapType(entries, type.Boolean(MetadataFields.TypeTable.KeysSorted))
            : throw new IpcException(IpcErrorCode.Malformed, name, "the entries of a map are not a struct of two fields");
    }

    private static FixedSizeBinaryType FixedSizeBinary(FlatTable type, string name)
    {
        int width = type.Int32(MetadataFields.TypeTable.ByteWidth);
        return width switch
        {
            > MostFixedBytes => throw new IpcException(
                IpcErrorCode.LimitExceeded, name, $"values of {width} bytes, at most {MostFixedBytes} are read"),
            > 0 => new FixedSizeBinaryType(width),
            0 => throw new IpcException(IpcErrorCode.Unsupported, name, "type FixedSizeBinary of 0 bytes is not supported"),
            _ => throw new IpcException(IpcErrorCode.Malformed, name, $"byte width {width}"),
        };
    }

    private static IArrowType Integer(FlatTable type, string name)
    {
        int width = type.Int32(MetadataFields.IntType.BitWidth);
        return (width, type.Boolean(MetadataFields.IntType.IsSigned)) switch
        {
            (8, true) => Int8Type.Default,
            (16, true) => Int16Type.Default,
            (32, true) => Int32Type.Default,
            (64, true) => Int64Type.Default,
            (8, false) => UInt8Type.Default,
            (16, false) => UInt16Type.Default,
            (32, false) => UInt32Type.Default,
            (64, false) => UInt64Type.Default,
            _ => throw new IpcException(IpcErrorCode.Malformed, name, $"integer of {width} bits"),
        };
    }

    private static TimeUnit Unit(short unit, string name) => unit switch
    {
        0 => TimeUnit.Second,
        1 => TimeUnit.Millisecond,
        2 => TimeUnit.Microsecond,
        3 => TimeUnit.Nanosecond,
        _ => throw new IpcException(IpcErrorCode.Malformed, name, $"time unit {unit}"),
    };

    private Dictionary<string, string>? Metadata(FlatTable table, int slot)
    {
        FlatVector vector = table.Vector(slot, 4);
        if (vector.Count == 0)
        {
            return null;
        }

        // Keys may occur more than once; Apache.Arrow keeps one value a key, the last one.
        var metadata = new Dictionary<string, string>();
        for (int i = 0; i < vector.Count; i++)
        {
            FlatTable pair = table.TableAt(vector, i, _budget);
            metadata[Text(pair, MetadataFields.Pair.Key)] = Text(pair, MetadataFields.Pair.Value);
        }

        return metadata;
    }

    private string Text(FlatTable table, int slot)
    {
        ReadOnlySpan<byte> text = table.Text(slot);
        _budget.TakeText(text.Length);
        return Encoding.UTF8.GetString(text);
    }
}
