using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>
/// The columns of several tables (or children of several structs) matched by name, so that each can be concatenated; one
/// that a part does not have is all null in it.
/// </summary>
internal sealed class ColumnParts(int partCount)
{
    private readonly List<Column> _columns = [];
    private readonly Dictionary<string, int> _byName = [];
    private readonly int[] _rows = new int[partCount];

    /// <summary>Announces the fields of a part before its arrays are put.</summary>
    /// <exception cref="ArgumentException">Two fields have the same name.</exception>
    internal void AddPart(int part, IReadOnlyList<Field> fields, int rows)
    {
        _rows[part] = rows;
        foreach (Field field in fields)
        {
            if (_byName.TryAdd(field.Name, _columns.Count))
            {
                _columns.Add(new Column(field, new ArrayData?[partCount]));
            }

            Column column = _columns[_byName[field.Name]];
            column.IsNullable |= field.IsNullable;
            if (column.LastPart == part)
            {
                throw new ArgumentException($"Two columns are named {field.Name}.");
            }

            column.LastPart = part;
        }
    }

    internal void Put(int part, string name, ArrayData array) => _columns[_byName[name]].Arrays[part] = array;

    /// <summary>Concatenates each column; the fields have the types that came out.</summary>
    internal (List<Field> Fields, ArrayData[] Data) Join(SealContext context)
    {
        var fields = new List<Field>(_columns.Count);
        var data = new ArrayData[_columns.Count];
        var arrays = new ArrayData[partCount];
        for (int i = 0; i < data.Length; i++)
        {
            Column column = _columns[i];
            bool nullable = column.IsNullable;
            for (int part = 0; part < partCount; part++)
            {
                arrays[part] = column.Arrays[part] ?? ConcatenateKernel.AllNull(_rows[part]);
                nullable |= column.Arrays[part] is null && _rows[part] > 0;
            }

            data[i] = ConcatenateKernel.Join(context, arrays);
            Field first = column.First;
            fields.Add(ReferenceEquals(first.DataType, data[i].DataType) && first.IsNullable == nullable
                ? first
                : new Field(first.Name, data[i].DataType, nullable, first.Metadata));
        }

        return (fields, data);
    }

    /// <summary>True when each field is the same object.</summary>
    internal static bool AreSame(List<Field> fields, IReadOnlyList<Field> others)
    {
        if (fields.Count != others.Count)
        {
            return false;
        }

        for (int i = 0; i < fields.Count; i++)
        {
            if (!ReferenceEquals(fields[i], others[i]))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Column(Field first, ArrayData?[] arrays)
    {
        public Field First { get; } = first;

        public ArrayData?[] Arrays { get; } = arrays;

        public bool IsNullable { get; set; }

        public int LastPart { get; set; } = -1;
    }
}
