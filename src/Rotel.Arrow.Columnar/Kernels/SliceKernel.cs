using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>A range of rows without copying: the result shares the buffers and holds references to their slabs.</summary>
public static class SliceKernel
{
    /// <summary>Rows [<paramref name="start"/>, start + <paramref name="count"/>) of an array.</summary>
    /// <param name="context">Takes the references to the slabs over.</param>
    /// <param name="array">The source.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">Rows that are not there.</exception>
    /// <exception cref="NotSupportedException">A type that the kernels do not know.</exception>
    public static ArrayData Slice(SealContext context, ArrayData array, int start, int count)
    {
        CellLayouts.Require(array);
        return Share(context, Range(array, start, count));
    }

    /// <summary>The same of all columns of a batch.</summary>
    /// <inheritdoc cref="Slice(SealContext, ArrayData, int, int)"/>
    public static RecordBatch Slice(SealContext context, RecordBatch batch, int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, batch.Length - start);
        CellLayouts.Require(batch);
        var columns = new IArrowArray[batch.ColumnCount];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = ArrowArrayFactory.BuildArray(Share(context, Range(batch.Column(i).Data, start, count)));
        }

        return new RecordBatch(batch.Schema, columns, count);
    }

    /// <summary>A view that holds nothing: for the time in which the source is held anyway.</summary>
    internal static ArrayData Range(ArrayData array, int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, array.Length - start);
        return array.Slice(start, count);
    }

    /// <summary>Child <paramref name="index"/> of a struct, cut to the rows of the struct.</summary>
    internal static ArrayData StructChild(ArrayData array, int index) => Range(array.Children[index], array.Offset, array.Length);

    /// <summary>Adds a reference for every buffer of the array, its children and its dictionary.</summary>
    internal static ArrayData Share(SealContext context, ArrayData array)
    {
        foreach (ArrowBuffer buffer in array.Buffers ?? [])
        {
            context.Borrow(buffer);
        }

        foreach (ArrayData child in array.Children ?? [])
        {
            Share(context, child);
        }

        if (array.Dictionary is not null)
        {
            Share(context, array.Dictionary);
        }

        return array;
    }
}
