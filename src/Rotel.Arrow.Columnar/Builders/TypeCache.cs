using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>
/// Remembers the field lists (and the schema or struct type made of them) that a set of columns has had, so that
/// sealing a batch of a known shape makes no new schema objects, and equal shapes are the same object.
/// </summary>
/// <param name="columns">All columns there can be.</param>
/// <param name="atLeastOne">
/// For structs: the first column stays when none has a value, because Apache.Arrow knows no struct without children.
/// </param>
internal sealed class TypeCache(ColumnBuilder[] columns, bool atLeastOne)
{
    /// <summary>Shapes kept: a column that comes and goes doubles the number, the oldest is dropped.</summary>
    private const int MaxShapes = 16;

    private readonly List<Shape> _shapes = [];
    private readonly bool[] _kept = new bool[columns.Length];

    /// <summary>
    /// True: a column that had a value once stays, all null, in all tables that follow. For streams, where a new schema
    /// costs more than a column of nulls.
    /// </summary>
    public bool KeepsColumns { get; set; }

    /// <summary>The struct type of the columns that have values now.</summary>
    public StructType Struct
    {
        get
        {
            Shape shape = Current();
            return shape.Struct ??= new StructType(shape.Fields);
        }
    }

    /// <summary>
    /// The schema of the columns that have values now, behind the given ones. Each shape keeps its schema: tables whose
    /// shape changes to and fro get the same objects again.
    /// </summary>
    public Schema SchemaBehind(ReadOnlySpan<(Field Field, ArrayData Data)> leading)
    {
        Shape shape = Current();
        if (shape.Schema is null || !BeginsWith(shape.Schema, leading, shape.Fields.Count))
        {
            var fields = new List<Field>(leading.Length + shape.Fields.Count);
            foreach ((Field field, _) in leading)
            {
                fields.Add(field);
            }

            fields.AddRange(shape.Fields);
            shape.Schema = new Schema(fields, null);
        }

        return shape.Schema;
    }

    /// <summary>Seals the columns that have values, in order, and resets the others.</summary>
    public ArrayData[] SealPresent(SealContext context, int rows)
    {
        var sealedColumns = new ArrayData[Current().Fields.Count];
        int next = 0;
        bool keepFirst = KeepsFirst();
        for (int i = 0; i < columns.Length; i++)
        {
            if (IsPresent(i) || keepFirst)
            {
                sealedColumns[next++] = columns[i].Seal(context, rows);
                keepFirst = false;
            }
            else
            {
                columns[i].Truncate(0);
            }
        }

        return sealedColumns;
    }

    private static bool BeginsWith(Schema schema, ReadOnlySpan<(Field Field, ArrayData Data)> leading, int ownFields)
    {
        IReadOnlyList<Field> fields = schema.FieldsList;
        if (fields.Count != leading.Length + ownFields)
        {
            return false;
        }

        for (int i = 0; i < leading.Length; i++)
        {
            if (!ReferenceEquals(fields[i], leading[i].Field))
            {
                return false;
            }
        }

        return true;
    }

    private Shape Current()
    {
        foreach (Shape shape in _shapes)
        {
            if (Fits(shape))
            {
                return shape;
            }
        }

        if (_shapes.Count == MaxShapes)
        {
            _shapes.RemoveAt(0);
        }

        IArrowType?[] types = Types();
        var fields = new List<Field>();
        for (int i = 0; i < columns.Length; i++)
        {
            if (types[i] is { } type)
            {
                fields.Add(new Field(columns[i].Name, type, columns[i].Nullable));
            }
        }

        var made = new Shape(types, fields);
        _shapes.Add(made);
        return made;
    }

    private bool Fits(Shape shape)
    {
        bool keepFirst = KeepsFirst();
        for (int i = 0; i < columns.Length; i++)
        {
            bool present = IsPresent(i) || (keepFirst && i == 0);
            if (!ReferenceEquals(shape.Types[i], present ? columns[i].SealedType : null))
            {
                return false;
            }
        }

        return true;
    }

    private IArrowType?[] Types()
    {
        var types = new IArrowType?[columns.Length];
        bool keepFirst = KeepsFirst();
        for (int i = 0; i < columns.Length; i++)
        {
            types[i] = IsPresent(i) || (keepFirst && i == 0) ? columns[i].SealedType : null;
        }

        return types;
    }

    private bool IsPresent(int column)
    {
        if (columns[column].HasValues)
        {
            _kept[column] = KeepsColumns;
            return true;
        }

        return _kept[column];
    }

    private bool KeepsFirst()
    {
        if (!atLeastOne)
        {
            return false;
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (IsPresent(i))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Shape(IArrowType?[] types, List<Field> fields)
    {
        public IArrowType?[] Types { get; } = types;

        public List<Field> Fields { get; } = fields;

        public StructType? Struct { get; set; }

        public Schema? Schema { get; set; }
    }
}
