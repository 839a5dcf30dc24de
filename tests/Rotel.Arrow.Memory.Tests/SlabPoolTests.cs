using System.Runtime.CompilerServices;

namespace Rotel.Arrow.Memory.Tests;

/// <summary>Size classes, charging, reuse and the bound on idle memory.</summary>
public sealed class SlabPoolTests
{
    private const int Page = 4096, LargestPooled = 8 << 20;

    [Fact]
    public void Every_size_up_to_10_MiB_gets_a_capacity_that_holds_it_with_at_most_a_quarter_of_slack()
    {
        int last = 0;
        for (int bytes = 0; bytes <= 10 << 20; bytes++)
        {
            int capacity = SlabPool.CapacityFor(bytes);
            if (capacity < bytes || capacity < last || capacity % 64 != 0
                || (bytes > Page && capacity - bytes > bytes / 4)
                || SlabPool.CapacityFor(capacity) != capacity)
            {
                Assert.Fail($"{bytes} bytes get {capacity}, after {last}.");
            }

            last = capacity;
        }

        Assert.Equal(Page, SlabPool.CapacityFor(0));
        Assert.Equal(Page, SlabPool.CapacityFor(Page));
        Assert.Equal(LargestPooled, SlabPool.CapacityFor(LargestPooled));
        Assert.Equal(LargestPooled + Page, SlabPool.CapacityFor(LargestPooled + 1));
    }

    [Fact]
    public void Sizes_that_no_array_can_have_are_refused_before_anything_is_charged()
    {
        using var pool = new SlabPool(new ByteBudget(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.TryRent(-1));
        Assert.Equal(0, pool.Budget.UsedBytes);
    }

    [Theory]
    [InlineData(false, 10 << 20)]
    [InlineData(true, 1 << 20)]
    public unsafe void Slabs_of_every_class_are_aligned_to_64_bytes_and_writable_to_their_end(bool track, int largest)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), track: track);
        var held = new List<Slab>();
        for (int bytes = 1; bytes <= largest; bytes = SlabPool.CapacityFor(bytes) + 1)
        {
            Slab slab = pool.Rent(bytes);
            Assert.Equal(SlabPool.CapacityFor(bytes), slab.CapacityBytes);
            Assert.Equal(0, (nint)slab.Pointer % 64);
            Span<byte> span = slab.GetSpan();
            Assert.Equal(slab.CapacityBytes, span.Length);
            span[0] = 1;
            span[^1] = 2;
            held.Add(slab);
        }

        Assert.Equal(held.Sum(static slab => (long)slab.CapacityBytes), pool.Budget.UsedBytes);
        Assert.Equal(held.Count, pool.LiveSlabs);
        held.ForEach(static slab => slab.Release());
        Assert.Equal(0, pool.Budget.UsedBytes);
        pool.AssertNoLeaks();
    }

    [Fact]
    public void TryRent_asks_the_budget_and_Rent_does_not()
    {
        using var pool = new SlabPool(new ByteBudget(3 * Page));
        Slab first = pool.TryRent(2 * Page)!;
        Assert.NotNull(first);
        Assert.Null(pool.TryRent(Page + 1));
        Assert.Equal(2 * Page, pool.Budget.UsedBytes);
        Slab second = pool.Rent(2 * Page);
        Assert.Equal(4 * Page, pool.Budget.UsedBytes);
        Assert.Null(pool.TryRent(1));
        first.Release();
        Slab third = pool.TryRent(1)!;
        Assert.NotNull(third);
        second.Release();
        third.Release();
        Assert.Equal(0, pool.Budget.UsedBytes);
        Assert.Equal(4 * Page, pool.Budget.PeakBytes);
    }

    [Fact]
    public unsafe void A_released_block_is_used_again_for_its_size_class_only()
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40));
        Slab slab = pool.Rent(50_000);
        byte* block = slab.Pointer;
        slab.Release();
        Assert.Equal(SlabPool.CapacityFor(50_000), pool.RetainedBytes);

        Slab other = pool.Rent(5_000);
        Assert.True(other.Pointer != block);
        Slab again = pool.Rent(49_999);
        Assert.True(again.Pointer == block);
        Assert.NotSame(slab, again);
        Assert.Equal(0, pool.RetainedBytes);
        other.Release();
        again.Release();
    }

    [Fact]
    public void Idle_memory_stays_within_its_bound_and_is_not_charged()
    {
        const long bound = 1 << 20;
        using var pool = new SlabPool(new ByteBudget(1L << 40), bound);
        Slab[] slabs = [.. Enumerable.Range(0, 100).Select(_ => pool.Rent(64 << 10))];
        foreach (Slab slab in slabs)
        {
            slab.Release();
            Assert.InRange(pool.RetainedBytes, 0, bound);
        }

        Assert.Equal(bound, pool.RetainedBytes);
        Assert.Equal(0, pool.Budget.UsedBytes);
    }

    [Fact]
    public void Blocks_above_8_MiB_go_back_to_the_operating_system_at_once()
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), 1L << 30);
        pool.Rent(LargestPooled + 1).Release();
        Assert.Equal(0, pool.RetainedBytes);
        pool.Rent(LargestPooled).Release();
        Assert.Equal(LargestPooled, pool.RetainedBytes);
    }

    [Fact]
    public void Trim_gives_idle_blocks_back_until_no_more_than_asked_remains()
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40));
        Slab[] slabs = [.. new[] { 1, 10_000, 100_000, 1_000_000, 200_000, 3_000 }.Select(pool.Rent)];
        foreach (Slab slab in slabs)
        {
            slab.Release();
        }

        Assert.True(pool.RetainedBytes > 1_000_000);
        pool.Trim(100_000);
        Assert.InRange(pool.RetainedBytes, 1, 100_000);
        pool.Trim();
        Assert.Equal(0, pool.RetainedBytes);
    }

    [Fact]
    public void A_slab_that_outlives_its_pool_stays_valid_until_it_is_released()
    {
        var pool = new SlabPool(new ByteBudget(1L << 40));
        Slab slab = pool.Rent(100);
        pool.Dispose();
        slab.GetSpan()[99] = 7;
        Assert.Equal(7, slab.GetSpan()[99]);
        slab.Release();
        Assert.Equal(0, pool.Budget.UsedBytes);
    }

    [Fact]
    public void A_tracking_pool_names_the_place_where_a_leaked_slab_was_rented()
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), track: true);
        pool.AssertNoLeaks();
        Slab leaked = RentAtThisPlace(pool);
        var failure = Assert.Throws<InvalidOperationException>(pool.AssertNoLeaks);
        Assert.Contains("1 slab(s)", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RentAtThisPlace), failure.Message, StringComparison.Ordinal);
        leaked.Release();
        pool.AssertNoLeaks();
    }

    [Fact]
    public void A_pool_that_does_not_track_still_counts_leaks()
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40));
        Slab leaked = pool.Rent(1);
        Assert.Throws<InvalidOperationException>(pool.AssertNoLeaks);
        leaked.Release();
        pool.AssertNoLeaks();
    }

    [Fact]
    public void A_tracking_pool_keeps_nothing_idle()
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), track: true);
        pool.Rent(10_000).Release();
        Assert.Equal(0, pool.RetainedBytes);
    }

    [Theory]
    [InlineData(false, 30_000)]
    [InlineData(true, 2_000)]
    public async Task Slabs_rented_shared_and_released_by_many_threads_are_never_seen_by_two_owners(bool track, int rounds)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), 1 << 20, track);
        var shared = new Slab?[16];
        int corrupt = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            var random = new Random(worker);
            for (int i = 0; i < rounds; i++)
            {
                int bytes = random.Next(1, 40_000);
                Slab mine = pool.Rent(bytes);
                byte mark = (byte)random.Next(256);
                Span<byte> span = mine.GetSpan()[..bytes];
                span[0] = span[^1] = span[bytes / 2] = mark;

                // The reference in the slot passes to whoever exchanges it out.
                Slab? other = Interlocked.Exchange(ref shared[random.Next(shared.Length)], mine.Retain());
                if (other is not null)
                {
                    _ = other.GetSpan()[0];
                    other.Release();
                }

                if (span[0] != mark || span[^1] != mark || span[bytes / 2] != mark)
                {
                    Interlocked.Increment(ref corrupt);
                }

                mine.Release();
            }
        })));

        foreach (Slab? slab in shared)
        {
            slab?.Release();
        }

        Assert.Equal(0, corrupt);
        Assert.Equal(0, pool.Budget.UsedBytes);
        Assert.InRange(pool.RetainedBytes, 0, 1 << 20);
        pool.AssertNoLeaks();
        pool.Trim();
        Assert.Equal(0, pool.RetainedBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Slab RentAtThisPlace(SlabPool pool)
    {
        Slab slab = pool.Rent(10);
        slab.GetSpan()[0] = 1;
        return slab;
    }
}
