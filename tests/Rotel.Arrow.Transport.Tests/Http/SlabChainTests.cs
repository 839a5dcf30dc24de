using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Http;

/// <summary>Scenario: a body of unknown length is written. Guarantee: every byte once, in order, and all memory back.</summary>
public sealed class SlabChainTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 30), track: true);

    public void Dispose() => _pool.AssertNoLeaks();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_000)]
    public void Bytes_written_in_any_way_are_the_pieces_in_order(int count)
    {
        byte[] bytes = new byte[count];
        new Random(5).NextBytes(bytes);
        var chain = new SlabChain(_pool);
        using Stream stream = chain.AsWriteStream();
        int written = 0;
        for (int step = 1; written < count; step = (step * 3) + 1)
        {
            int length = Math.Min(step, count - written);
            ReadOnlySpan<byte> part = bytes.AsSpan(written, length);
            switch (step % 3)
            {
                case 0:
                    stream.Write(part);
                    break;
                case 1:
                    part.CopyTo(chain.GetSpan(length));
                    chain.Advance(length);
                    break;
                default:
                    part.CopyTo(chain.GetMemory(length).Span);
                    chain.Advance(length);
                    break;
            }

            written += length;
        }

        Assert.Equal(count, chain.LengthBytes);
        Assert.Equal(bytes, Enumerable.Range(0, chain.PieceCount).SelectMany(i => chain.Piece(i).ToArray()));
        chain.Release();
    }

    [Fact]
    public void A_limit_stops_the_writer_before_memory_is_taken()
    {
        var chain = new SlabChain(_pool, expectedBytes: 10, limitBytes: 100_000);
        Assert.Throws<BodyLimitException>(() => chain.Append(new byte[200_000]));
        Assert.InRange(chain.LengthBytes, 1, 200_000);
        Assert.InRange(_pool.Budget.PeakBytes, 1, 200_000);
        chain.Release();
    }

    [Fact]
    public void Advancing_past_the_room_is_refused()
    {
        var chain = new SlabChain(_pool);
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Advance(1));
        int room = chain.GetSpan().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Advance(room + 1));
        chain.Release();
    }

    [Fact]
    public void A_body_is_freed_by_its_last_reader_and_cannot_be_revived()
    {
        var chain = new SlabChain(_pool);
        chain.Append("abc"u8);
        Assert.True(chain.TryRetain());
        chain.Release();
        Assert.Equal("abc"u8.ToArray(), chain.Piece(0).ToArray());
        chain.Release();

        Assert.False(chain.TryRetain());
        Assert.Throws<ObjectDisposedException>(chain.Retain);
        Assert.Throws<ObjectDisposedException>(chain.Release);
    }
}
