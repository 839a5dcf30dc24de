using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>
/// Remembers the field lists (and the schema or struct type made of them) that a set of columns has had, so that
/// sealing a batch of a known shape makes no new schema objects, and equal shapes are the same object.
/// </summary>
internal sealed class TypeCache(ColumnBuilder[] columns)
{
    /// <summary>Shapes kept: a column that comes and goes doubles the number, the oldest is dropped.</summary>
    private const int MaxShapes = 16;

    private readonly List<Shape> _shapes = [];

    /// <summary>The struct type of the columns that have values now.</summary>
    public StructType Struct
    {
        get
        {
            Shape shape = Current();
            return shape.Struct ??= new StructType(shape.Fields);
        }
    }

    /// <summary>The schema of the columns that have values now.</summary>
    public Schema Schema
    {
        get
        {
            Shape shape = Current();
            return shape.Schema ??= new Schema(shape.Fields, null);
        }
    }

    /// <summary>Seals the columns that have values, in order, and resets the others.</summary>
    public ArrayData[] SealPresent(SealContext context, int rows)
    {
        var sealedColumns = new ArrayData[Current().Fields.Count];
        int next = 0;
        foreach (ColumnBuilder column in columns)
        {
            if (column.HasValues)
            {
                sealedColumns[next++] = column.Seal(context, rows);
            }
            else
            {
                column.Truncate(0);
            }
        }

        return sealedColumns;
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

        var made = new Shape(Types(), [.. columns.Where(c => c.HasValues).Select(c => new Field(c.Name, c.SealedType, c.Nullable))]);
        _shapes.Add(made);
        return made;
    }

    private bool Fits(Shape shape)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (!ReferenceEquals(shape.Types[i], columns[i].HasValues ? columns[i].SealedType : null))
            {
                return false;
            }
        }

        return true;
    }

    private IArrowType?[] Types()
    {
        var types = new IArrowType?[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            types[i] = columns[i].HasValues ? columns[i].SealedType : null;
        }

        return types;
    }

    private sealed class Shape(IArrowType?[] types, List<Field> fields)
    {
        public IArrowType?[] Types { get; } = types;

        public List<Field> Fields { get; } = fields;

        public StructType? Struct { get; set; }

        public Schema? Schema { get; set; }
    }
}
