using Apache.Arrow;
using Rotel.Arrow.Columnar.Kernels;

namespace Rotel.Arrow.Columnar.Tests.Kernels;

/// <summary>Runs of a bitmap.</summary>
public sealed class RowSelectionTests : IDisposable
{
    private readonly SealedColumns _columns = new();

    public void Dispose()
    {
        _columns.AssertClean();
        _columns.Dispose();
    }

    [Fact]
    public void Runs_are_the_ones_of_the_bitmap_in_order_with_gaps_between_them()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            bool[] keep = KernelPropertyTests.Mask(random, random.Next(0, 300));
            using RowSelection selection = Selections.FromBits(keep, random.Next(0, 70), _columns.Pool);
            Assert.Equal(keep.Length, selection.Rows);
            Assert.Equal(keep.Count(static k => k), selection.SelectedRows);
            var seen = new bool[keep.Length];
            int end = -1;
            foreach (RowRun run in selection.Runs)
            {
                Assert.True(run.Count > 0 && run.Start > end, $"seed {seed}: {run} behind {end}");
                seen.AsSpan(run.Start, run.Count).Fill(true);
                end = run.Start + run.Count;
            }

            Assert.Equal(keep, seen);
        }
    }

    [Fact]
    public void A_null_in_a_mask_keeps_nothing()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            int length = random.Next(0, 200);
            int start = random.Next(0, length + 1);
            var builder = new BooleanArray.Builder();
            var expected = new List<bool>();
            for (int i = 0; i < length; i++)
            {
                int cell = random.Next(3);
                _ = cell == 2 ? builder.AppendNull() : builder.Append(cell == 1);
                expected.Add(cell == 1);
            }

            var mask = (BooleanArray)builder.Build().Slice(start, length - start);
            using RowSelection selection = RowSelection.FromMask(mask, _columns.Pool);
            var seen = new bool[length - start];
            foreach (RowRun run in selection.Runs)
            {
                seen.AsSpan(run.Start, run.Count).Fill(true);
            }

            Assert.Equal(expected[start..], seen);
        }
    }

    [Fact]
    public void Runs_that_overlap_go_back_or_leave_the_table_are_refused()
    {
        RowRun[][] wrong =
        [
            [new(0, 5), new(4, 1)], [new(3, 1), new(0, 1)], [new(8, 3)], [new(-1, 2)], [new(0, -1)], [new(11, 0)], [new(5, int.MaxValue)],
        ];
        foreach (RowRun[] runs in wrong)
        {
            Assert.Throws<ArgumentException>(() => RowSelection.FromRuns(runs, 10, _columns.Pool));
        }

        using RowSelection selection = RowSelection.FromRuns([new(0, 2), new(2, 3), new(7, 0), new(9, 1)], 10, _columns.Pool);
        Assert.Equal([new RowRun(0, 5), new RowRun(9, 1)], selection.Runs.ToArray());
        Assert.Equal(6, selection.SelectedRows);
    }

    [Fact]
    public void A_bitmap_that_is_too_short_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSelection.FromBitmap(new byte[2], 1, 16, _columns.Pool));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSelection.FromBitmap(new byte[2], -1, 4, _columns.Pool));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSelection.FromBitmap(new byte[2], 0, -1, _columns.Pool));
    }
}
