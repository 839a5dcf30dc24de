using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Ipc.Schemas;

/// <summary>
/// One field of a schema as reading and writing walk it: in depth first, each field before its children, which is the
/// order of field nodes and buffers in a record batch. The values of a dictionary are a layout of their own and not
/// part of that walk.
/// </summary>
internal sealed class FieldLayout
{
    private FieldLayout(string path, IArrowType type, ArrayLayout layout)
    {
        Path = path;
        Type = type;
        Layout = layout;
    }

    /// <summary>Names from the column down, with dots.</summary>
    internal string Path { get; }

    /// <summary>Arrow type, the dictionary type included.</summary>
    internal IArrowType Type { get; }

    internal ArrayLayout Layout { get; }

    /// <summary>Bytes of a value, of an index (Dictionary) or of an offset (Bytes, List).</summary>
    internal int Width { get; private init; }

    /// <summary>Bytes that have to be UTF-8.</summary>
    internal bool IsText { get; private init; }

    /// <summary>Indexes may be negative, which is an error.</summary>
    internal bool IsSigned { get; private init; }

    internal FieldLayout[] Children { get; private init; } = [];

    /// <summary>Layout of the values of a dictionary, else null.</summary>
    internal FieldLayout? Values { get; private init; }

    /// <summary>Which dictionary of the schema this field has, counted in walk order; -1 without.</summary>
    internal int Dictionary { get; private init; } = -1;

    /// <summary>Field nodes and buffers of this field and its children in a record batch.</summary>
    internal int Nodes { get; private set; } = 1;

    internal int Buffers { get; private set; }

    /// <summary>True when a dictionary is somewhere below: such values refer to state outside of themselves.</summary>
    internal bool HasDictionaries { get; private set; }

    /// <summary>Layouts of the columns of a schema.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="dictionaries">Receives the dictionary-encoded fields in walk order.</param>
    /// <exception cref="IpcException">A type that the codec does not know.</exception>
    internal static FieldLayout[] Of(IReadOnlyList<Field> fields, List<FieldLayout> dictionaries)
    {
        var layouts = new FieldLayout[fields.Count];
        for (int i = 0; i < layouts.Length; i++)
        {
            layouts[i] = Of(Join(null, fields[i].Name), fields[i].DataType, dictionaries);
        }

        return layouts;
    }

    /// <summary>True when both describe the same values, whatever the fields are called.</summary>
    internal bool HasSameValues(FieldLayout other)
    {
        if (Type.TypeId != other.Type.TypeId || Layout != other.Layout || Width != other.Width || IsText != other.IsText || Children.Length != other.Children.Length)
        {
            return false;
        }

        for (int i = 0; i < Children.Length; i++)
        {
            if (!Children[i].HasSameValues(other.Children[i]))
            {
                return false;
            }
        }

        return Values is null || Values.HasSameValues(other.Values!);
    }

    private static FieldLayout Of(string path, IArrowType type, List<FieldLayout> dictionaries)
    {
        FieldLayout layout = type switch
        {
            NullType => new FieldLayout(path, type, ArrayLayout.Null),
            BooleanType => new FieldLayout(path, type, ArrayLayout.Bits) { Buffers = 2 },
            StringType => Bytes(path, type, 4, isText: true),
            BinaryType => Bytes(path, type, 4, isText: false),
            LargeStringType => Bytes(path, type, 8, isText: true),
            LargeBinaryType => Bytes(path, type, 8, isText: false),
            DictionaryType dictionary => Encoded(path, dictionary, dictionaries),
            ListType list => List(path, type, 4, list.ValueField, dictionaries),
            LargeListType list => List(path, type, 8, list.ValueField, dictionaries),
            MapType map => List(path, type, 4, map.Fields[0], dictionaries),
            StructType all => Struct(path, all, dictionaries),
            FixedWidthType fixedWidth when IsKnown(type) =>
                new FieldLayout(path, type, ArrayLayout.Fixed) { Width = fixedWidth.BitWidth / 8, Buffers = 2 },
            _ => throw new IpcException(IpcErrorCode.Unsupported, path, $"type {type.Name} is not supported"),
        };
        layout.AddChildren();
        return layout;
    }

    /// <summary>Paths are for error messages: one line, and short whatever the names are.</summary>
    private static string Join(string? path, string name)
    {
        const int MostChars = 160, MostOfName = 64;
        string shown = name.Length <= MostOfName ? name : name[..MostOfName];
        if (shown.AsSpan().ContainsAnyInRange('\0', '\u001F'))
        {
            shown = string.Create(shown.Length, shown, static (target, from) =>
            {
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = from[i] < ' ' ? '?' : from[i];
                }
            });
        }

        return path is null ? shown : path.Length > MostChars ? path : $"{path}.{shown}";
    }

    private static bool IsKnown(IArrowType type) => type.TypeId is
        ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64
        or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64
        or ArrowTypeId.HalfFloat or ArrowTypeId.Float or ArrowTypeId.Double
        or ArrowTypeId.FixedSizedBinary or ArrowTypeId.Timestamp or ArrowTypeId.Duration;

    private static FieldLayout Bytes(string path, IArrowType type, int offsetBytes, bool isText) =>
        new(path, type, ArrayLayout.Bytes) { Width = offsetBytes, IsText = isText, Buffers = 3 };

    private static FieldLayout List(string path, IArrowType type, int offsetBytes, Field item, List<FieldLayout> dictionaries) =>
        new(path, type, ArrayLayout.List)
        {
            Width = offsetBytes,
            Buffers = 2,
            Children = [Of(Join(path, item.Name), item.DataType, dictionaries)],
        };

    private static FieldLayout Struct(string path, StructType type, List<FieldLayout> dictionaries)
    {
        if (ReferenceEquals(type, EmptyStruct.Type))
        {
            return new FieldLayout(path, type, ArrayLayout.Struct) { Buffers = 1 };
        }

        var children = new FieldLayout[type.Fields.Count];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = Of(Join(path, type.Fields[i].Name), type.Fields[i].DataType, dictionaries);
        }

        return new FieldLayout(path, type, ArrayLayout.Struct) { Buffers = 1, Children = children };
    }

    private static FieldLayout Encoded(string path, DictionaryType type, List<FieldLayout> dictionaries)
    {
        if (type.IndexType is not FixedWidthType index || index.TypeId is not (
            ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64
            or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64))
        {
            throw new IpcException(IpcErrorCode.Unsupported, path, $"dictionary index type {type.IndexType.Name} is not an integer");
        }

        if (type.ValueType is DictionaryType)
        {
            throw new IpcException(IpcErrorCode.Unsupported, path, "a dictionary whose values are dictionary-encoded themselves has no form in IPC");
        }

        // The number is the position in walk order, taken before those of the values.
        int number = dictionaries.Count;
        dictionaries.Add(null!);
        var layout = new FieldLayout(path, type, ArrayLayout.Dictionary)
        {
            Width = index.BitWidth / 8,
            IsSigned = index.TypeId is ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64,
            Buffers = 2,
            Dictionary = number,
            Values = Of(path, type.ValueType, dictionaries),
            HasDictionaries = true,
        };
        dictionaries[number] = layout;
        return layout;
    }

    private void AddChildren()
    {
        foreach (FieldLayout child in Children)
        {
            Nodes += child.Nodes;
            Buffers += child.Buffers;
            HasDictionaries |= child.HasDictionaries;
        }
    }
}
