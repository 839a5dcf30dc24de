using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Schemas;

/// <summary>
/// An Arrow schema as Parquet has it: the tree for the footer, the nodes for level building, the leaf columns.
/// <code>
///   list:   opt group NAME (LIST)  { repeated group list      { opt|req T element } }
///   map:    opt group NAME (MAP)   { repeated group key_value { req K key; opt|req V value } }
///   struct: opt group NAME         { children }
/// </code>
/// </summary>
internal sealed class ParquetSchema
{
    /// <summary>Deepest nesting of fields: keeps levels within a byte and recursion shallow.</summary>
    private const int MaxDepth = 64;

    private readonly List<ParquetSchemaElement> _elements = [];
    private readonly List<LeafColumn> _leaves = [];
    private readonly bool _nanosAsMicros;

    /// <exception cref="NotSupportedException">A type without a Parquet form here: unions, views, intervals.</exception>
    public ParquetSchema(Schema schema, bool nanosAsMicros)
    {
        _nanosAsMicros = nanosAsMicros;
        _elements.Add(new ParquetSchemaElement { Name = "schema", ChildCount = schema.FieldsList.Count });
        Fields = new SchemaNode[schema.FieldsList.Count];
        for (int i = 0; i < Fields.Length; i++)
        {
            Fields[i] = Build(schema.FieldsList[i], null, [], 0, 0, 0);
        }
    }

    /// <summary>The schema tree in pre-order, root first.</summary>
    public IReadOnlyList<ParquetSchemaElement> Elements => _elements;

    /// <summary>The leaf columns in schema order.</summary>
    public IReadOnlyList<LeafColumn> Leaves => _leaves;

    /// <summary>One node for each field of the Arrow schema.</summary>
    public SchemaNode[] Fields { get; }

    private SchemaNode Build(
        Field field, string? storedName, string[] parentPath, int definition, int repetition, int depth, bool? nullable = null)
    {
        string name = storedName ?? field.Name;
        string[] path = [.. parentPath, name];
        if (depth > MaxDepth)
        {
            throw new NotSupportedException($"Column {parentPath[0]}: nested more than {MaxDepth} deep.");
        }

        bool isNullable = nullable ?? field.IsNullable;
        IArrowType type = field.DataType is ExtensionType extension ? extension.StorageType : field.DataType;
        int own = definition + (isNullable ? 1 : 0);
        switch (type)
        {
            case StructType structure:
                return Struct(field, structure, name, path, own, repetition, depth, isNullable);
            case MapType map:
                return Map(field, map, name, path, own, repetition, depth, isNullable);
            case ListType list:
                return List(field, NodeKind.List, list.ValueField, 0, name, path, own, repetition, depth, isNullable);
            case LargeListType list:
                return List(
                    field, NodeKind.LargeList, list.ValueField, 0, name, path, own, repetition, depth, isNullable);
            case FixedSizeListType list:
                return List(
                    field,
                    NodeKind.FixedSizeList,
                    list.ValueField,
                    list.ListSize,
                    name,
                    path,
                    own,
                    repetition,
                    depth,
                    isNullable);
            default:
                return Leaf(field, type, name, path, own, repetition, isNullable);
        }
    }

    private SchemaNode Struct(
        Field field, StructType type, string name, string[] path, int own, int repetition, int depth, bool isNullable)
    {
        if (type.Fields.Count == 0)
        {
            throw new NotSupportedException(
                $"Column {string.Join('.', path)}: a struct without fields has no Parquet form.");
        }

        Group(field, name, isNullable, type.Fields.Count, null, null);
        var children = new SchemaNode[type.Fields.Count];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = Build(type.Fields[i], null, path, own, repetition, depth + 1);
        }

        return new SchemaNode
        {
            Name = name, Kind = NodeKind.Struct, IsNullable = isNullable, ArrowType = type, Children = children,
        };
    }

    private SchemaNode List(
        Field field,
        NodeKind kind,
        Field element,
        int fixedSize,
        string name,
        string[] path,
        int own,
        int repetition,
        int depth,
        bool isNullable)
    {
        Group(
            field,
            name,
            isNullable,
            1,
            new ParquetLogicalType(ParquetLogicalKind.List),
            ParquetConvertedType.List);
        _elements.Add(
            new ParquetSchemaElement { Name = "list", Repetition = ParquetRepetition.Repeated, ChildCount = 1 });
        SchemaNode child = Build(element, "element", [.. path, "list"], own + 1, repetition + 1, depth + 1);
        return new SchemaNode
        {
            Name = name,
            Kind = kind,
            IsNullable = isNullable,
            ArrowType = field.DataType,
            Children = [child],
            RepetitionLevel = repetition + 1,
            FixedSize = fixedSize,
        };
    }

    private SchemaNode Map(
        Field field, MapType map, string name, string[] path, int own, int repetition, int depth, bool isNullable)
    {
        Group(
            field,
            name,
            isNullable,
            1,
            new ParquetLogicalType(ParquetLogicalKind.Map),
            ParquetConvertedType.Map);
        _elements.Add(
            new ParquetSchemaElement { Name = "key_value", Repetition = ParquetRepetition.Repeated, ChildCount = 2 });
        string[] pairPath = [.. path, "key_value"];
        SchemaNode key = Build(map.KeyField, "key", pairPath, own + 1, repetition + 1, depth + 1, nullable: false);
        SchemaNode value = Build(map.ValueField, "value", pairPath, own + 1, repetition + 1, depth + 1);
        var pairs = new SchemaNode
        {
            Name = "key_value",
            Kind = NodeKind.Struct,
            IsNullable = false,
            ArrowType = map.KeyValueType,
            Children = [key, value],
        };
        return new SchemaNode
        {
            Name = name,
            Kind = NodeKind.List,
            IsNullable = isNullable,
            ArrowType = map,
            Children = [pairs],
            RepetitionLevel = repetition + 1,
        };
    }

    private SchemaNode Leaf(
        Field field, IArrowType type, string name, string[] path, int own, int repetition, bool isNullable)
    {
        IArrowType valueType = LeafTypeMapping.ValueTypeOf(type);
        LeafType leafType = LeafTypeMapping.Map(valueType, _nanosAsMicros) ?? throw new NotSupportedException(
            $"Column {string.Join('.', path)}: Arrow type {valueType.Name} has no Parquet form here.");
        if (valueType.TypeId == ArrowTypeId.Null && !isNullable)
        {
            throw new NotSupportedException($"Column {string.Join('.', path)}: type null, but declared non-nullable.");
        }

        _elements.Add(new ParquetSchemaElement
        {
            Name = name,
            Type = leafType.Physical,
            TypeLength = leafType.Physical == ParquetPhysicalType.FixedLenByteArray ? leafType.Length : null,
            Repetition = isNullable ? ParquetRepetition.Optional : ParquetRepetition.Required,
            Converted = leafType.Converted,
            Scale = leafType.Scale,
            Precision = leafType.Precision,
            FieldId = FieldIdOf(field),
            Logical = leafType.Logical,
        });
        var leaf = new LeafColumn
        {
            Ordinal = _leaves.Count,
            Path = path,
            DottedPath = string.Join('.', path),
            ValueType = valueType,
            Type = leafType,
            MaxDefinition = own,
            MaxRepetition = repetition,
            IsNullable = isNullable,
            IsDeclaredDictionary = path.Length == 1 && type is DictionaryType,
        };
        _leaves.Add(leaf);
        return new SchemaNode
        {
            Name = name, Kind = NodeKind.Leaf, IsNullable = isNullable, ArrowType = field.DataType, Leaf = leaf,
        };
    }

    private void Group(
        Field field,
        string name,
        bool isNullable,
        int children,
        ParquetLogicalType? logical,
        ParquetConvertedType? converted) =>
        _elements.Add(new ParquetSchemaElement
        {
            Name = name,
            Repetition = isNullable ? ParquetRepetition.Optional : ParquetRepetition.Required,
            ChildCount = children,
            Converted = converted,
            FieldId = FieldIdOf(field),
            Logical = logical,
        });

    /// <summary>Field metadata PARQUET:field_id, as Arrow C++ and Iceberg use it.</summary>
    private static int? FieldIdOf(Field field) =>
        field.HasMetadata
        && field.Metadata.TryGetValue("PARQUET:field_id", out string? text)
        && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int id)
            ? id
            : null;
}
