using System.Buffers;

namespace Rotel.Arrow.Memory.Tests;

/// <summary>Counting of references: the last one frees, and nothing works after that.</summary>
public sealed class SlabTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), track: true);

    public void Dispose()
    {
        _pool.AssertNoLeaks();
        _pool.Dispose();
    }

    [Fact]
    public void A_slab_lives_until_its_last_reference_is_released()
    {
        Slab slab = _pool.Rent(100);
        Assert.True(slab.IsAlive);
        Assert.True(slab.IsExclusive);
        Assert.Same(slab, slab.Retain());
        Assert.False(slab.IsExclusive);
        slab.Release();
        Assert.True(slab.IsAlive);
        Assert.True(slab.IsExclusive);
        slab.GetSpan()[0] = 1;
        slab.Release();
        Assert.False(slab.IsAlive);
        Assert.Equal(0, _pool.Budget.UsedBytes);
    }

    [Fact]
    public void Memory_of_a_released_slab_throws_instead_of_showing_what_others_write()
    {
        Slab slab = _pool.Rent(100);
        Memory<byte> whole = slab.Memory;
        ReadOnlyMemory<byte> part = slab.ReadOnly(10);
        Assert.Equal(10, part.Length);
        slab.Release();
        Assert.Throws<ObjectDisposedException>(() => slab.GetSpan());
        Assert.Throws<ObjectDisposedException>(() => whole.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => part.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => part.Pin());
    }

    [Fact]
    public void Releasing_twice_throws_and_charges_nothing_back()
    {
        Slab slab = _pool.Rent(100);
        Slab other = _pool.Rent(100);
        slab.Release();
        long used = _pool.Budget.UsedBytes;
        Assert.Throws<ObjectDisposedException>(slab.Release);
        Assert.Throws<ObjectDisposedException>(slab.Release);
        Assert.Equal(used, _pool.Budget.UsedBytes);
        Assert.Equal(1, _pool.LiveSlabs);
        other.Release();
    }

    [Fact]
    public void A_dead_slab_cannot_be_retained_however_often_it_is_tried()
    {
        Slab slab = _pool.Rent(100);
        slab.Release();
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<ObjectDisposedException>(() => slab.Retain());
            Assert.False(slab.IsAlive);
        }
    }

    [Fact]
    public async Task A_dead_slab_cannot_be_retained_by_two_threads_at_once()
    {
        Slab slab = _pool.Rent(100);
        slab.Release();
        int revived = 0;
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 3_000; i++)
            {
                try
                {
                    slab.Retain();
                    Interlocked.Increment(ref revived);
                }
                catch (ObjectDisposedException)
                {
                    // Expected each time.
                }
            }
        })));

        Assert.Equal(0, revived);
        Assert.False(slab.IsAlive);
    }

    [Fact]
    public void A_pinned_slab_stays_alive_until_it_is_unpinned()
    {
        Slab slab = _pool.Rent(100);
        slab.GetSpan()[5] = 42;
        MemoryHandle handle = slab.ReadOnly(10)[5..].Pin();
        slab.Release();
        Assert.True(slab.IsAlive);
        unsafe
        {
            Assert.Equal(42, *(byte*)handle.Pointer);
        }

        handle.Dispose();
        Assert.False(slab.IsAlive);
        Assert.Equal(0, _pool.Budget.UsedBytes);
    }

    [Fact]
    public void Pinning_behind_the_end_is_refused_and_takes_no_reference()
    {
        Slab slab = _pool.Rent(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => slab.Pin(slab.CapacityBytes + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => slab.Pin(-1));
        Assert.True(slab.IsExclusive);
        slab.Release();
    }

    [Fact]
    public void Disposing_the_memory_owner_frees_nothing()
    {
        Slab slab = _pool.Rent(100);
        ((IDisposable)slab).Dispose();
        slab.GetSpan()[0] = 1;
        Assert.True(slab.IsAlive);
        slab.Release();
    }
}
