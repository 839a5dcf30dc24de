using Apache.Arrow;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>The columns of one table and its row count: pads, rolls back and seals them together.</summary>
public sealed class TableBuilder : IDisposable
{
    private readonly ColumnBuilder[] _columns;
    private readonly TypeCache _types;

    /// <param name="columns">All columns the table can have, in schema order; owned by the table.</param>
    public TableBuilder(params ColumnBuilder[] columns)
    {
        _columns = columns;
        _types = new TypeCache(columns, atLeastOne: false);
    }

    /// <summary>True: a column that had a value once stays in all tables that follow. Default false.</summary>
    public bool KeepsColumns
    {
        get => _types.KeepsColumns;
        init => _types.KeepsColumns = value;
    }

    /// <summary>Rows so far. The caller adds one before or after it writes the cells of a row.</summary>
    public int Rows { get; set; }

    /// <summary>Drops all rows from <paramref name="rows"/> on.</summary>
    public void Truncate(int rows)
    {
        foreach (ColumnBuilder column in _columns)
        {
            column.Truncate(rows);
        }

        Rows = Math.Min(Rows, rows);
    }

    /// <summary>
    /// Makes a record batch of the columns that have values and starts anew. Columns computed at sealing (ids, parent
    /// ids) are put in front by the caller through <paramref name="leading"/>.
    /// </summary>
    public RecordBatch Seal(SealContext context, ReadOnlySpan<(Field Field, ArrayData Data)> leading)
    {
        int rows = Rows;
        Rows = 0;
        Schema schema = _types.SchemaBehind(leading);
        ArrayData[] data = _types.SealPresent(context, rows);
        var arrays = new IArrowArray[leading.Length + data.Length];
        for (int i = 0; i < leading.Length; i++)
        {
            arrays[i] = ArrowArrayFactory.BuildArray(leading[i].Data);
        }

        for (int i = 0; i < data.Length; i++)
        {
            arrays[leading.Length + i] = ArrowArrayFactory.BuildArray(data[i]);
        }

        return new RecordBatch(schema, arrays, rows);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (ColumnBuilder column in _columns)
        {
            column.Dispose();
        }

        Rows = 0;
    }
}
