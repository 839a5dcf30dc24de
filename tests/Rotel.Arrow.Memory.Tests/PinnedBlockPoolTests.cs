using System.Buffers;

namespace Rotel.Arrow.Memory.Tests;

/// <summary>Blocks for pipes and sockets.</summary>
public sealed class PinnedBlockPoolTests
{
    [Fact]
    public void A_rent_of_any_size_is_a_whole_block_and_more_than_a_block_is_refused()
    {
        using var pool = new PinnedBlockPool(8192, 1 << 20);
        Assert.Equal(8192, pool.MaxBufferSize);
        foreach (int size in (int[])[-1, 0, 1, 4096, 8192])
        {
            using IMemoryOwner<byte> block = pool.Rent(size);
            Assert.Equal(8192, block.Memory.Length);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(8193));
    }

    [Fact]
    public void Returned_blocks_are_rented_again_up_to_the_bound_and_the_rest_is_left_to_the_collector()
    {
        using var pool = new PinnedBlockPool(4096, 3 * 4096);
        IMemoryOwner<byte>[] blocks = [.. Enumerable.Range(0, 5).Select(_ => pool.Rent())];
        Assert.All(blocks, static block => block.Dispose());
        Assert.Equal(3, pool.IdleBlocks);
        using IMemoryOwner<byte> again = pool.Rent();
        Assert.Contains(again, blocks);
        Assert.Equal(2, pool.IdleBlocks);
    }

    [Fact]
    public void Trimming_drops_idle_blocks_and_leaves_those_in_use()
    {
        using var pool = new PinnedBlockPool(4096, 1 << 20);
        IMemoryOwner<byte> used = pool.Rent();
        pool.Rent().Dispose();
        pool.Trim();
        Assert.Equal(0, pool.IdleBlocks);
        used.Memory.Span.Fill(1);
        used.Dispose();
        Assert.Equal(1, pool.IdleBlocks);
    }

    [Fact]
    public void A_block_that_is_returned_twice_is_kept_once()
    {
        using var pool = new PinnedBlockPool(4096, 1 << 20);
        IMemoryOwner<byte> block = pool.Rent();
        block.Dispose();
        block.Dispose();
        Assert.Equal(1, pool.IdleBlocks);
        Assert.NotSame(pool.Rent(), pool.Rent());
    }

    [Fact]
    public void Renting_and_returning_from_many_threads_never_gives_one_block_to_two()
    {
        using var pool = new PinnedBlockPool(64, 1 << 12);
        Parallel.For(0, 8, worker =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                using IMemoryOwner<byte> block = pool.Rent();
                block.Memory.Span.Fill((byte)worker);
                if (block.Memory.Span.ContainsAnyExcept((byte)worker))
                {
                    throw new InvalidOperationException("shared");
                }
            }
        });
        Assert.InRange(pool.IdleBlocks, 1, 64);
    }
}
