using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>
/// The rows that a selection keeps. Dictionaries are shared, not rebuilt; a selection of all rows (or of one run of
/// them) copies nothing.
/// </summary>
public static class FilterKernel
{
    /// <summary>The selected rows of an array.</summary>
    /// <param name="context">Takes the slabs of the result over.</param>
    /// <param name="array">As many rows as the selection is for.</param>
    /// <param name="selection">The rows to keep.</param>
    /// <exception cref="ArgumentException">Another number of rows.</exception>
    /// <exception cref="NotSupportedException">A type that the kernels do not know.</exception>
    public static ArrayData Filter(SealContext context, ArrayData array, RowSelection selection)
    {
        RequireRows(array.Length, selection);
        CellLayouts.Require(array);
        return Apply(context, array, selection);
    }

    /// <summary>The same of all columns of a batch.</summary>
    /// <inheritdoc cref="Filter(SealContext, ArrayData, RowSelection)"/>
    public static RecordBatch Filter(SealContext context, RecordBatch batch, RowSelection selection)
    {
        RequireRows(batch.Length, selection);
        CellLayouts.Require(batch);
        var columns = new IArrowArray[batch.ColumnCount];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = ArrowArrayFactory.BuildArray(Apply(context, batch.Column(i).Data, selection));
        }

        return new RecordBatch(batch.Schema, columns, selection.SelectedRows);
    }

    private static ArrayData Apply(SealContext context, ArrayData array, RowSelection selection)
    {
        ReadOnlySpan<RowRun> runs = selection.Runs;
        return runs.Length == 1
            ? SliceKernel.Share(context, SliceKernel.Range(array, runs[0].Start, runs[0].Count))
            : RunCopy.Copy(context, array, runs, selection.SelectedRows);
    }

    private static void RequireRows(int rows, RowSelection selection)
    {
        if (rows != selection.Rows)
        {
            throw new ArgumentException($"A selection of {selection.Rows} rows does not fit {rows} rows.", nameof(selection));
        }
    }
}
