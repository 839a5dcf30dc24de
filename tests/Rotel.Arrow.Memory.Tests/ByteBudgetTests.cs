namespace Rotel.Arrow.Memory.Tests;

/// <summary>Admission never goes above the limit, growth always succeeds, and what was taken comes back.</summary>
public sealed class ByteBudgetTests
{
    [Fact]
    public void What_fits_exactly_is_reserved_and_one_byte_more_is_not()
    {
        var budget = new ByteBudget(100);
        Assert.True(budget.TryReserve(60));
        Assert.True(budget.HasRoomFor(40));
        Assert.False(budget.HasRoomFor(41));
        Assert.False(budget.TryReserve(41));
        Assert.Equal(60, budget.UsedBytes);
        Assert.True(budget.TryReserve(40));
        Assert.True(budget.TryReserve(0));
        Assert.False(budget.TryReserve(1));
        Assert.Equal(100, budget.UsedBytes);
    }

    [Fact]
    public void Growth_of_admitted_work_goes_above_the_limit_and_stops_admission_until_it_is_paid_back()
    {
        var budget = new ByteBudget(100);
        budget.Charge(150);
        Assert.Equal(150, budget.UsedBytes);
        Assert.False(budget.TryReserve(1));
        Assert.False(budget.HasRoomFor(1));
        budget.Release(60);
        Assert.True(budget.TryReserve(10));
        Assert.Equal(150, budget.PeakBytes);
    }

    [Fact]
    public void Amounts_that_would_overflow_are_refused()
    {
        var budget = new ByteBudget(long.MaxValue);
        Assert.True(budget.TryReserve(1));
        Assert.False(budget.TryReserve(long.MaxValue));
        Assert.False(budget.HasRoomFor(long.MaxValue));
        Assert.Equal(1, budget.UsedBytes);
    }

    [Fact]
    public void Negative_amounts_and_limits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ByteBudget(0));
        var budget = new ByteBudget(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.TryReserve(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.Charge(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.Release(-1));
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public async Task Under_contention_reservations_never_exceed_the_limit_and_end_at_zero()
    {
        const long limit = 10_000;
        var budget = new ByteBudget(limit);
        int above = 0;
        int refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            var random = new Random(worker);
            var held = new Queue<long>();
            for (int i = 0; i < 50_000; i++)
            {
                long bytes = random.Next(0, 5_000); // one worker alone can reach the limit: no interleaving is needed
                if (budget.TryReserve(bytes))
                {
                    held.Enqueue(bytes);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }

                if (budget.UsedBytes > limit)
                {
                    Interlocked.Increment(ref above);
                }

                if (held.Count > 4)
                {
                    budget.Release(held.Dequeue());
                }
            }

            foreach (long bytes in held)
            {
                budget.Release(bytes);
            }
        })));

        Assert.Equal(0, above);
        Assert.Equal(0, budget.UsedBytes);
        Assert.InRange(budget.PeakBytes, 1, limit);
        Assert.True(refused > 0, "the limit was never reached");
    }

    [Fact]
    public async Task Under_contention_charges_and_releases_balance_and_the_peak_is_one_that_occurred()
    {
        var budget = new ByteBudget(1);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 50_000; i++)
            {
                budget.Charge(7);
                budget.Charge(3);
                budget.Release(10);
            }
        })));

        Assert.Equal(0, budget.UsedBytes);
        Assert.InRange(budget.PeakBytes, 10, 40);
    }
}
