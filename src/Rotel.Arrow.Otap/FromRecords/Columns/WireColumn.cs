using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords.Columns;

/// <summary>A column that was looked for in a received table: its data if it is there, and its name for messages.</summary>
/// <param name="Table">The payload it is in.</param>
/// <param name="Path">Name, with the names of the structs around it.</param>
/// <param name="Array">Null when the table has no such column, or it is of the null type.</param>
/// <param name="Field">The field, with its metadata.</param>
internal readonly record struct WireColumn(PayloadType Table, string Path, IArrowArray? Array, Field? Field)
{
    /// <summary>The column's data; null when it is absent.</summary>
    public ArrayData? Data => Array?.Data;

    /// <summary>Metadata "encoding" of the field (Rust writes it on id columns); null when there is none.</summary>
    public string? Encoding =>
        Field is { HasMetadata: true } && Field.Metadata.TryGetValue("encoding", out string? encoding) ? encoding : null;

    /// <summary>The items of a list column.</summary>
    public WireColumn Items
    {
        get
        {
            IArrowArray? values = Array switch
            {
                ListArray list => list.Values,
                LargeListArray list => list.Values,
                _ => null,
            };
            return new WireColumn(Table, $"{Path}.item", NullUnlessTyped(values), null);
        }
    }

    /// <summary>A column of a table; absent when there is none of that name.</summary>
    public static WireColumn Of(PayloadType type, RecordBatch? table, string name)
    {
        if (table is not null)
        {
            IReadOnlyList<Field> fields = table.Schema.FieldsList;
            for (int i = 0; i < fields.Count; i++)
            {
                if (fields[i].Name == name)
                {
                    return new WireColumn(type, name, NullUnlessTyped(table.Column(i)), fields[i]);
                }
            }
        }

        return new WireColumn(type, name, null, null);
    }

    /// <summary>A child of a struct column.</summary>
    public WireColumn Child(string name)
    {
        string path = $"{Path}.{name}";
        if (Array is StructArray parent)
        {
            IReadOnlyList<Field> fields = ((StructType)parent.Data.DataType).Fields;
            for (int i = 0; i < fields.Count; i++)
            {
                if (fields[i].Name == name)
                {
                    return new WireColumn(Table, path, NullUnlessTyped(parent.Fields[i]), fields[i]);
                }
            }
        }
        else if (Array is not null)
        {
            throw WrongType("a struct");
        }

        return new WireColumn(Table, path, null, null);
    }

    /// <summary>True when the cell is null or the column absent.</summary>
    public bool IsNull(int row) => Array is null || Array.IsNull(row);

    /// <summary>The refusal of a column whose type is not what its name says.</summary>
    public RecordsException WrongType(string expected)
    {
        IArrowType type = Data!.DataType;
        string found = type is DictionaryType dictionary ? $"a dictionary of {dictionary.ValueType.Name}" : type.Name;
        return new RecordsException(Table, Path, $"is {found}, expected {expected}");
    }

    /// <summary>The refusal of a value.</summary>
    public RecordsException Wrong(string reason) => new(Table, Path, reason);

    private static IArrowArray? NullUnlessTyped(IArrowArray? array) =>
        array is null || array.Data.DataType.TypeId == ArrowTypeId.Null ? null : array;
}
