using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>Copies runs of rows of one array behind each other: what filters, and the items of taken lists, come down to.</summary>
internal static class RunCopy
{
    /// <param name="context">Takes the slabs of the result over.</param>
    /// <param name="array">The source; its type is known to the kernels.</param>
    /// <param name="runs">Rows of the source, in any order.</param>
    /// <param name="rows">Sum of the runs.</param>
    internal static ArrayData Copy(SealContext context, ArrayData array, ReadOnlySpan<RowRun> runs, int rows)
    {
        CellLayout layout = CellLayouts.Of(array.DataType, out int width);
        if (layout == CellLayout.Null)
        {
            return new ArrayData(array.DataType, rows, rows, 0, []);
        }

        if (NullCells.TryMake(context, array, layout, width, rows, out ArrayData empty))
        {
            return empty;
        }

        ArrowBuffer validity = CopyValidity(context, array, runs, rows, out int nulls);
        switch (layout)
        {
            case CellLayout.Bits:
                return new ArrayData(array.DataType, rows, nulls, 0, [validity, CopyBits(context, array, runs, rows)]);
            case CellLayout.Fixed:
                return new ArrayData(array.DataType, rows, nulls, 0, [validity, CopyFixed(context, array, runs, rows, width)]);
            case CellLayout.Dictionary:
                ArrowBuffer indexes = CopyFixed(context, array, runs, rows, width);
                ArrayData dictionary = SliceKernel.Share(context, array.Dictionary);
                return new ArrayData(array.DataType, rows, nulls, 0, [validity, indexes], null, dictionary);
            case CellLayout.Binary:
                (ArrowBuffer offsets, ArrowBuffer bytes) = CopyBinary(context, array, runs, rows);
                return new ArrayData(array.DataType, rows, nulls, 0, [validity, offsets, bytes]);
            case CellLayout.List:
                return CopyList(context, array, runs, rows, validity, nulls);
            default:
                var children = new ArrayData[array.Children.Length];
                for (int i = 0; i < children.Length; i++)
                {
                    children[i] = Copy(context, SliceKernel.StructChild(array, i), runs, rows);
                }

                return new ArrayData(array.DataType, rows, nulls, 0, [validity], children);
        }
    }

    private static ArrowBuffer CopyValidity(
        SealContext context, ArrayData array, ReadOnlySpan<RowRun> runs, int rows, out int nulls)
    {
        var source = new CellValidityRange(array);
        nulls = 0;
        if (source.HasNulls)
        {
            foreach (RowRun run in runs)
            {
                nulls += run.Count - source.CountValid(run.Start, run.Count);
            }
        }

        if (nulls == 0)
        {
            return ArrowBuffer.Empty;
        }

        ArrowBuffer buffer = CellValidityRange.Allocate(context, rows, out Span<byte> bits);
        int at = 0;
        foreach (RowRun run in runs)
        {
            source.CopyTo(bits, at, run.Start, run.Count);
            at += run.Count;
        }

        return buffer;
    }

    private static ArrowBuffer CopyBits(SealContext context, ArrayData array, ReadOnlySpan<RowRun> runs, int rows)
    {
        ReadOnlySpan<byte> source = array.Buffers[1].Span;
        ArrowBuffer buffer = CellValidityRange.Allocate(context, rows, out Span<byte> bits);
        int at = 0;
        foreach (RowRun run in runs)
        {
            BitRange.Copy(source, array.Offset + run.Start, bits, at, run.Count);
            at += run.Count;
        }

        return buffer;
    }

    private static ArrowBuffer CopyFixed(
        SealContext context, ArrayData array, ReadOnlySpan<RowRun> runs, int rows, int width)
    {
        ReadOnlySpan<byte> source = array.Buffers[1].Span[(array.Offset * width)..];
        ArrowBuffer buffer = context.Allocate(checked(rows * width), out Span<byte> target);
        foreach (RowRun run in runs)
        {
            source.Slice(run.Start * width, run.Count * width).CopyTo(target);
            target = target[(run.Count * width)..];
        }

        return buffer;
    }

    private static (ArrowBuffer Offsets, ArrowBuffer Bytes) CopyBinary(
        SealContext context, ArrayData array, ReadOnlySpan<RowRun> runs, int rows)
    {
        ReadOnlySpan<int> ends = OffsetRange.Of(array);
        ReadOnlySpan<byte> source = array.Buffers[2].Span;
        long total = 0;
        foreach (RowRun run in runs)
        {
            total += ends[run.Start + run.Count] - ends[run.Start];
        }

        ArrowBuffer bytes = context.Allocate(OffsetRange.Require(total), out Span<byte> target);
        foreach (RowRun run in runs)
        {
            int from = ends[run.Start];
            int length = ends[run.Start + run.Count] - from;
            source.Slice(from, length).CopyTo(target);
            target = target[length..];
        }

        return (CopyOffsets(context, ends, runs, rows), bytes);
    }

    private static ArrayData CopyList(
        SealContext context, ArrayData array, ReadOnlySpan<RowRun> runs, int rows, ArrowBuffer validity, int nulls)
    {
        ReadOnlySpan<int> ends = OffsetRange.Of(array);
        using var itemRuns = new NativeBuffer<RowRun>(context.Pool);
        long items = 0;
        foreach (RowRun run in runs)
        {
            int count = ends[run.Start + run.Count] - ends[run.Start];
            if (count > 0)
            {
                itemRuns.Append(new RowRun(ends[run.Start], count));
                items += count;
            }
        }

        ArrowBuffer offsets = CopyOffsets(context, ends, runs, rows);
        ArrayData child = Copy(context, array.Children[0], itemRuns.Values, OffsetRange.Require(items));
        return new ArrayData(array.DataType, rows, nulls, 0, [validity, offsets], [child]);
    }

    private static ArrowBuffer CopyOffsets(SealContext context, ReadOnlySpan<int> ends, ReadOnlySpan<RowRun> runs, int rows)
    {
        ArrowBuffer buffer = context.Allocate(rows + 1, out Span<int> offsets);
        offsets[0] = 0;
        int row = 1;
        foreach (RowRun run in runs)
        {
            // What the run's values move by.
            int shift = offsets[row - 1] - ends[run.Start];
            foreach (int end in ends.Slice(run.Start + 1, run.Count))
            {
                offsets[row++] = end + shift;
            }
        }

        return buffer;
    }
}
