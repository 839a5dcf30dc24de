using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Thrift;

/// <summary>
/// Thrift to footer and page headers. Unknown fields are skipped, unknown logical types become
/// <see cref="ParquetLogicalKind.Unrecognized"/>. Counts are bounded by the bytes left and by a budget of items.
/// </summary>
/// <param name="bytes">The structure, from its first byte.</param>
/// <param name="items">Most structures, strings and list elements.</param>
internal ref partial struct MetadataReader(ReadOnlySpan<byte> bytes, int items)
{
    /// <summary>Most parts of a path, encodings of a chunk and the like: lists that are short in every sound file.</summary>
    private const int ShortList = 1024;

    private const int NameBytes = 64 << 10;

    private ThriftReader _from = new(bytes);
    private int _itemsLeft = items;

    /// <summary>Bytes read.</summary>
    public readonly int Position => _from.Position;

    public ParquetFileMetadata Footer()
    {
        int version = 0, orders = 0;
        long rows = 0;
        List<ParquetSchemaElement> schema = [];
        List<ParquetRowGroup> groups = [];
        List<KeyValuePair<string, string?>> keyValues = [];
        string? createdBy = null;
        bool isEncrypted = false;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    version = _from.Int32(type);
                    break;
                case 2:
                    for (int left = StructList(type); left > 0; left--)
                    {
                        schema.Add(SchemaElement());
                    }

                    break;
                case 3:
                    rows = _from.Integer(type);
                    break;
                case 4:
                    for (int left = StructList(type); left > 0; left--)
                    {
                        groups.Add(RowGroup());
                    }

                    break;
                case 5:
                    for (int left = StructList(type); left > 0; left--)
                    {
                        keyValues.Add(KeyValue());
                    }

                    break;
                case 6:
                    createdBy = _from.String(type, NameBytes);
                    break;
                case 7:
                    orders = StructList(type);
                    for (int left = orders; left > 0; left--)
                    {
                        _from.Skip(ThriftType.Struct);
                    }

                    break;
                case 8:
                    isEncrypted = true;
                    _from.Skip(type);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetFileMetadata
        {
            Version = version,
            Schema = schema,
            RowCount = rows,
            RowGroups = groups,
            KeyValues = keyValues,
            CreatedBy = createdBy,
            ColumnOrderCount = orders,
            IsEncrypted = isEncrypted,
        };
    }

    private int StructList(byte type)
    {
        int count = _from.StructList(type, int.MaxValue);
        Spend(count);
        return count;
    }

    private void Spend(int count)
    {
        _itemsLeft -= count;
        if (_itemsLeft < 0)
        {
            _from.Fail("more structures than the limit allows");
        }
    }

    private KeyValuePair<string, string?> KeyValue()
    {
        string key = "";
        string? value = null;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    key = _from.String(type, NameBytes);
                    break;
                case 2:
                    value = _from.String(type, int.MaxValue);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new KeyValuePair<string, string?>(key, value);
    }

    private ParquetSchemaElement SchemaElement()
    {
        ParquetPhysicalType? physical = null;
        int? length = null, converted = null, scale = null, precision = null, fieldId = null, repetition = null;
        string name = "";
        int children = 0;
        ParquetLogicalType? logical = null;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    physical = (ParquetPhysicalType)_from.Int32(type);
                    break;
                case 2:
                    length = _from.Int32(type);
                    break;
                case 3:
                    repetition = _from.Int32(type);
                    break;
                case 4:
                    name = _from.String(type, NameBytes);
                    break;
                case 5:
                    children = _from.Int32(type);
                    break;
                case 6:
                    converted = _from.Int32(type);
                    break;
                case 7:
                    scale = _from.Int32(type);
                    break;
                case 8:
                    precision = _from.Int32(type);
                    break;
                case 9:
                    fieldId = _from.Int32(type);
                    break;
                case 10:
                    _from.ExpectStruct(type);
                    logical = LogicalType();
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetSchemaElement
        {
            Name = name,
            Type = physical,
            TypeLength = length,
            Repetition = (ParquetRepetition?)repetition,
            ChildCount = children,
            Converted = (ParquetConvertedType?)converted,
            Scale = scale,
            Precision = precision,
            FieldId = fieldId,
            Logical = logical,
        };
    }

    private ParquetLogicalType LogicalType()
    {
        var logical = new ParquetLogicalType(ParquetLogicalKind.Unrecognized);
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            var kind = (ParquetLogicalKind)id;
            if (!Enum.IsDefined(kind) || kind == ParquetLogicalKind.Unrecognized || type != ThriftType.Struct)
            {
                _from.Skip(type);
                continue;
            }

            logical = LogicalParameters(kind);
        }

        return logical;
    }

    private ParquetLogicalType LogicalParameters(ParquetLogicalKind kind)
    {
        var logical = new ParquetLogicalType(kind);
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (kind, id)
            {
                case (ParquetLogicalKind.Decimal, 1):
                    logical = logical with { Scale = _from.Int32(type) };
                    break;
                case (ParquetLogicalKind.Decimal, 2):
                    logical = logical with { Precision = _from.Int32(type) };
                    break;
                case (ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp, 1):
                    logical = logical with { IsAdjustedToUtc = _from.Bool(type) };
                    break;
                case (ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp, 2):
                    _from.ExpectStruct(type);
                    logical = logical with { Unit = TimeUnit() };
                    break;
                case (ParquetLogicalKind.Integer, 1):
                    logical = logical with { BitWidth = _from.Int32(type) };
                    break;
                case (ParquetLogicalKind.Integer, 2):
                    logical = logical with { IsSigned = _from.Bool(type) };
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return logical;
    }

    private ParquetTimeUnit TimeUnit()
    {
        var unit = ParquetTimeUnit.None;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            unit = (ParquetTimeUnit)id;
            _from.Skip(type);
        }

        return unit;
    }
}
