using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Accessors;

/// <summary>Finds columns of a record batch, or children of a struct column, by name; null when absent.</summary>
public static class TableAccessor
{
    /// <summary>The column, or null when the table is null or has no such column.</summary>
    public static IArrowArray? Find(this RecordBatch? table, string name)
    {
        if (table is null)
        {
            return null;
        }

        IReadOnlyList<Field> fields = table.Schema.FieldsList;
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == name)
            {
                return table.Column(i);
            }
        }

        return null;
    }

    /// <summary>The child of a struct array, or null when the array is null or has no such child.</summary>
    public static IArrowArray? Child(this IArrowArray? array, string name)
    {
        if (array is not StructArray parent)
        {
            return null;
        }

        IReadOnlyList<Field> fields = ((StructType)parent.Data.DataType).Fields;
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == name)
            {
                return parent.Fields[i];
            }
        }

        return null;
    }

    /// <summary>True when the cell of a struct (or any) array is null, or the array absent.</summary>
    public static bool IsNullAt(this IArrowArray? array, int row) => array is null || array.IsNull(row);
}
