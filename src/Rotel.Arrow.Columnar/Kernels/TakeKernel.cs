using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>
/// Rows by number, in any order and as often as wanted; <see cref="NoRow"/> gives a null. Dictionaries are shared, not
/// rebuilt.
/// </summary>
public static class TakeKernel
{
    /// <summary>In place of a row number: a row of nulls, as an outer join needs.</summary>
    public const int NoRow = -1;

    /// <summary>Rows of an array.</summary>
    /// <param name="context">Takes the slabs of the result over.</param>
    /// <param name="array">The source.</param>
    /// <param name="rows">Row numbers of the source, or <see cref="NoRow"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row that is not there.</exception>
    /// <exception cref="NotSupportedException">A type that the kernels do not know.</exception>
    public static ArrayData Take(SealContext context, ArrayData array, ReadOnlySpan<int> rows)
    {
        CellLayouts.Require(array);
        RequireRows(rows, array.Length);
        return Gather(context, array, rows);
    }

    /// <summary>The same of all columns of a batch.</summary>
    /// <inheritdoc cref="Take(SealContext, ArrayData, ReadOnlySpan{int})"/>
    public static RecordBatch Take(SealContext context, RecordBatch batch, ReadOnlySpan<int> rows)
    {
        CellLayouts.Require(batch);
        RequireRows(rows, batch.Length);
        var columns = new IArrowArray[batch.ColumnCount];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = ArrowArrayFactory.BuildArray(Gather(context, batch.Column(i).Data, rows));
        }

        return new RecordBatch(batch.Schema, columns, rows.Length);
    }

    private static void RequireRows(ReadOnlySpan<int> rows, int length)
    {
        foreach (int row in rows)
        {
            if (row >= length || row < NoRow)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"There are {length} rows.");
            }
        }
    }

    private static ArrayData Gather(SealContext context, ArrayData array, ReadOnlySpan<int> rows)
    {
        CellLayout layout = CellLayouts.Of(array.DataType, out int width);
        if (layout == CellLayout.Null)
        {
            return new ArrayData(array.DataType, rows.Length, rows.Length, 0, []);
        }

        if (NullCells.TryMake(context, array, layout, width, rows.Length, out ArrayData empty))
        {
            return empty;
        }

        ArrowBuffer validity = GatherValidity(context, array, rows, out int nulls);
        switch (layout)
        {
            case CellLayout.Bits:
                return new ArrayData(array.DataType, rows.Length, nulls, 0, [validity, GatherBits(context, array, rows)]);
            case CellLayout.Fixed:
                return new ArrayData(array.DataType, rows.Length, nulls, 0, [validity, GatherFixed(context, array, rows, width)]);
            case CellLayout.Dictionary:
                ArrowBuffer indexes = GatherFixed(context, array, rows, width);
                ArrayData dictionary = SliceKernel.Share(context, array.Dictionary);
                return new ArrayData(array.DataType, rows.Length, nulls, 0, [validity, indexes], null, dictionary);
            case CellLayout.Binary:
                ReadOnlySpan<int> ends = OffsetRange.Of(array);
                ArrowBuffer offsets = GatherOffsets(context, ends, rows, out int total);
                return new ArrayData(
                    array.DataType, rows.Length, nulls, 0, [validity, offsets, GatherBytes(context, array, ends, rows, total)]);
            case CellLayout.List:
                return GatherList(context, array, rows, validity, nulls);
            default:
                var children = new ArrayData[array.Children.Length];
                for (int i = 0; i < children.Length; i++)
                {
                    children[i] = Gather(context, SliceKernel.StructChild(array, i), rows);
                }

                return new ArrayData(array.DataType, rows.Length, nulls, 0, [validity], children);
        }
    }

    private static ArrowBuffer GatherValidity(SealContext context, ArrayData array, ReadOnlySpan<int> rows, out int nulls)
    {
        var source = new CellValidityRange(array);
        nulls = 0;
        if (!source.HasNulls && !rows.Contains(NoRow))
        {
            return ArrowBuffer.Empty;
        }

        ArrowBuffer buffer = CellValidityRange.Allocate(context, rows.Length, out Span<byte> bits);
        int valid = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0 && source.IsValid(rows[i]))
            {
                BitRange.Set(bits, i);
                valid++;
            }
        }

        nulls = rows.Length - valid;
        return nulls == 0 ? ArrowBuffer.Empty : buffer;
    }

    private static ArrowBuffer GatherBits(SealContext context, ArrayData array, ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<byte> source = array.Buffers[1].Span;
        ArrowBuffer buffer = CellValidityRange.Allocate(context, rows.Length, out Span<byte> bits);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0 && BitRange.Get(source, array.Offset + rows[i]))
            {
                BitRange.Set(bits, i);
            }
        }

        return buffer;
    }

    private static ArrowBuffer GatherFixed(SealContext context, ArrayData array, ReadOnlySpan<int> rows, int width)
    {
        switch (width)
        {
            case 1:
                return GatherValues<byte>(context, array, rows);
            case 2:
                return GatherValues<ushort>(context, array, rows);
            case 4:
                return GatherValues<uint>(context, array, rows);
            case 8:
                return GatherValues<ulong>(context, array, rows);
            case 16:
                return GatherValues<UInt128>(context, array, rows);
        }

        ReadOnlySpan<byte> source = array.Buffers[1].Span[(array.Offset * width)..];
        ArrowBuffer buffer = context.Allocate(checked(rows.Length * width), out Span<byte> target);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<byte> cell = target.Slice(i * width, width);
            if (rows[i] >= 0)
            {
                source.Slice(rows[i] * width, width).CopyTo(cell);
            }
            else
            {
                cell.Clear();
            }
        }

        return buffer;
    }

    private static ArrowBuffer GatherValues<T>(SealContext context, ArrayData array, ReadOnlySpan<int> rows)
        where T : unmanaged
    {
        ReadOnlySpan<T> source = SpanCast.Cast<T>(array.Buffers[1].Span)[array.Offset..];
        ArrowBuffer buffer = context.Allocate(rows.Length, out Span<T> target);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            target[i] = row >= 0 ? source[row] : default;
        }

        return buffer;
    }

    private static ArrowBuffer GatherOffsets(SealContext context, ReadOnlySpan<int> ends, ReadOnlySpan<int> rows, out int total)
    {
        ArrowBuffer buffer = context.Allocate(rows.Length + 1, out Span<int> offsets);
        long end = 0;
        offsets[0] = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            end += row >= 0 ? ends[row + 1] - ends[row] : 0;
            offsets[i + 1] = OffsetRange.Require(end);
        }

        total = (int)end;
        return buffer;
    }

    private static ArrowBuffer GatherBytes(
        SealContext context, ArrayData array, ReadOnlySpan<int> ends, ReadOnlySpan<int> rows, int total)
    {
        ReadOnlySpan<byte> source = array.Buffers[2].Span;
        ArrowBuffer buffer = context.Allocate(total, out Span<byte> target);
        foreach (int row in rows)
        {
            if (row >= 0)
            {
                ReadOnlySpan<byte> cell = source[ends[row]..ends[row + 1]];
                cell.CopyTo(target);
                target = target[cell.Length..];
            }
        }

        return buffer;
    }

    private static ArrayData GatherList(
        SealContext context, ArrayData array, ReadOnlySpan<int> rows, ArrowBuffer validity, int nulls)
    {
        ReadOnlySpan<int> ends = OffsetRange.Of(array);
        ArrowBuffer offsets = GatherOffsets(context, ends, rows, out int items);
        using var runs = new NativeBuffer<RowRun>(context.Pool);
        foreach (int row in rows)
        {
            if (row >= 0 && ends[row + 1] > ends[row])
            {
                runs.Append(new RowRun(ends[row], ends[row + 1] - ends[row]));
            }
        }

        ArrayData child = RunCopy.Copy(context, array.Children[0], runs.Values, items);
        return new ArrayData(array.DataType, rows.Length, nulls, 0, [validity, offsets], [child]);
    }
}
