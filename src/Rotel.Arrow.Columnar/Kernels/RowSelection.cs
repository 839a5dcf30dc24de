using System.Numerics;
using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>
/// The rows of a table that a filter keeps, as runs: found once from a bitmap, applied to every column of the table. A
/// run is copied as a whole, so that a filter that keeps nearly all costs little more than a copy.
/// </summary>
/// <remarks>Immutable after it was made. Owns its memory.</remarks>
public sealed class RowSelection : IDisposable
{
    private readonly NativeBuffer<RowRun> _runs;

    private RowSelection(int rows, SlabPool pool)
    {
        Rows = rows;
        _runs = new NativeBuffer<RowRun>(pool);
    }

    /// <summary>Rows of the table it applies to.</summary>
    public int Rows { get; }

    /// <summary>Rows that are kept.</summary>
    public int SelectedRows { get; private set; }

    /// <summary>The rows that are kept, in order, as runs of at least one row with a gap between each two.</summary>
    public ReadOnlySpan<RowRun> Runs => _runs.Values;

    /// <summary>The rows whose bit is one.</summary>
    /// <param name="bitmap">Least significant bit first.</param>
    /// <param name="offset">Bit of row 0.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="pool">Memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bitmap is shorter.</exception>
    public static RowSelection FromBitmap(ReadOnlySpan<byte> bitmap, int offset, int rows, SlabPool pool)
    {
        RequireBits(bitmap, offset, rows);
        var selection = new RowSelection(rows, pool);
        for (int row = 0; row < rows; row += 64)
        {
            int count = Math.Min(64, rows - row);
            selection.Append(row, BitRange.Read(bitmap, offset + row, count));
        }

        return selection;
    }

    /// <summary>The rows in which a column of booleans is true; a null is not.</summary>
    public static RowSelection FromMask(BooleanArray mask, SlabPool pool)
    {
        ArrayData data = mask.Data;
        ReadOnlySpan<byte> values = data.Buffers[1].Span;
        ReadOnlySpan<byte> validity = data.GetNullCount() == 0 ? default : data.Buffers[0].Span;
        RequireBits(values, data.Offset, data.Length);
        var selection = new RowSelection(data.Length, pool);
        for (int row = 0; row < data.Length; row += 64)
        {
            int count = Math.Min(64, data.Length - row);
            ulong word = BitRange.Read(values, data.Offset + row, count);
            if (!validity.IsEmpty)
            {
                word &= BitRange.Read(validity, data.Offset + row, count);
            }

            selection.Append(row, word);
        }

        return selection;
    }

    /// <summary>Rows given as runs in ascending order without overlap.</summary>
    /// <exception cref="ArgumentException">Not so, or not rows of the table.</exception>
    public static RowSelection FromRuns(ReadOnlySpan<RowRun> runs, int rows, SlabPool pool)
    {
        int end = 0;
        foreach (RowRun run in runs)
        {
            if (run.Start < end || run.Count < 0 || run.Count > rows - run.Start)
            {
                throw new ArgumentException($"Run {run} does not follow row {end} of {rows}.", nameof(runs));
            }

            end = run.Start + run.Count;
        }

        var selection = new RowSelection(rows, pool);
        foreach (RowRun run in runs)
        {
            selection.Append(run);
        }

        return selection;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _runs.Dispose();

    private static void RequireBits(ReadOnlySpan<byte> bitmap, int offset, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + rows, bitmap.Length * 8L, nameof(rows));
    }

    /// <summary>The rows of one word, of which bit 0 is row <paramref name="row"/>.</summary>
    private void Append(int row, ulong word)
    {
        while (word != 0)
        {
            int start = BitOperations.TrailingZeroCount(word);
            int count = BitOperations.TrailingZeroCount(~(word >> start));
            Append(new RowRun(row + start, count));
            if (start + count == 64)
            {
                return;
            }

            word &= ulong.MaxValue << (start + count);
        }
    }

    private void Append(RowRun run)
    {
        if (run.Count == 0)
        {
            return;
        }

        SelectedRows += run.Count;
        if (_runs.Count > 0)
        {
            ref RowRun last = ref _runs[_runs.Count - 1];
            if (last.Start + last.Count == run.Start)
            {
                last = new RowRun(last.Start, last.Count + run.Count);
                return;
            }
        }

        _runs.Append(run);
    }
}
