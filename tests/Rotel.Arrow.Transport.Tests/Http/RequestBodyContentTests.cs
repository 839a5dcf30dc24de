using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Http;

/// <summary>
/// Scenario: a body in slabs is written to a connection, which may end early. Guarantee: exact bytes in few writes, and
/// the body lives as long as somebody reads it.
/// </summary>
public sealed class RequestBodyContentTests : IDisposable
{
    private const int FullWrite = 16 << 10;

    private readonly SlabPool _pool = new(new ByteBudget(1L << 30), track: true);

    public void Dispose() => _pool.AssertNoLeaks();

    [Fact]
    public async Task Small_pieces_are_gathered_and_large_ones_go_straight()
    {
        byte[][] pieces = [.. Enumerable.Range(1, 200).Select(static i => Filled(i, (byte)i)), Filled(100_000, 9), Filled(7, 8)];
        using var content = new RequestBodyContent(new ArrayBody(_pool, pieces), BodyFraming.Grpc, _pool);
        using var target = new RecordingStream();

        await content.CopyToAsync(target, TestContext.Current.CancellationToken);

        byte[] all = [.. pieces.SelectMany(static piece => piece)];
        Assert.True(GrpcFramePrefix.TryRead(target.ToArray(), out bool isCompressed, out uint length));
        Assert.False(isCompressed);
        Assert.Equal((uint)all.Length, length);
        Assert.Equal(all, target.ToArray()[GrpcFramePrefix.LengthBytes..]);
        Assert.Equal(content.ContentBytes, target.Length);
        Assert.Equal(content.ContentBytes, content.Headers.ContentLength);

        // 20,100 bytes of small pieces fill one write and begin another, which the large piece completes.
        Assert.Equal([FullWrite, FullWrite, 100_000 - (FullWrite - (20_105 - FullWrite)), 7], target.Writes);
    }

    [Fact]
    public async Task One_piece_without_a_prefix_is_one_write_and_may_be_written_again()
    {
        using var content = new RequestBodyContent(new ArrayBody(_pool, [Filled(100, 1)]), BodyFraming.None, _pool);
        using var target = new RecordingStream();

        await content.CopyToAsync(target, TestContext.Current.CancellationToken);
        await content.CopyToAsync(target, TestContext.Current.CancellationToken);

        Assert.Equal([100, 100], target.Writes);
    }

    [Fact]
    public async Task A_body_outlives_its_call_while_a_write_is_under_way()
    {
        var body = new ArrayBody(_pool, [Filled(100_000, 1), Filled(100_000, 2)]);
        var content = new RequestBodyContent(body, BodyFraming.GrpcCompressed, _pool);
        using var target = new GatedStream();
        Task writing = content.CopyToAsync(target, TestContext.Current.CancellationToken);
        await target.Entered;

        content.Dispose();
        Assert.True(body.TryRetain());
        body.Release();
        target.Open();
        await writing;

        Assert.False(body.TryRetain());
        Assert.Equal(200_005, target.Length);
    }

    [Fact]
    public async Task A_write_that_fails_or_begins_too_late_gives_everything_back()
    {
        var content = new RequestBodyContent(new ArrayBody(_pool, [Filled(10, 1), Filled(10, 2)]), BodyFraming.Grpc, _pool);
        using var broken = new GatedStream(new IOException("gone"));
        broken.Open();
        await Assert.ThrowsAsync<HttpRequestException>(() => content.CopyToAsync(broken, TestContext.Current.CancellationToken));
        content.Dispose();
        content.Dispose();

        using var target = new MemoryStream();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => content.CopyToAsync(target, TestContext.Current.CancellationToken));
    }

    private static byte[] Filled(int length, byte value)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    /// <summary>Pieces in slabs of their own.</summary>
    private sealed class ArrayBody(SlabPool pool, byte[][] pieces) : RequestBody
    {
        private readonly Slab[] _slabs = [.. pieces.Select(piece =>
        {
            Slab slab = pool.Rent(piece.Length);
            piece.CopyTo(slab.GetSpan());
            return slab;
        })];

        public override int PieceCount => pieces.Length;

        public override long LengthBytes => pieces.Sum(static piece => piece.Length);

        public override ReadOnlyMemory<byte> Piece(int index) => _slabs[index].ReadOnly(pieces[index].Length);

        protected override void Free() => Array.ForEach(_slabs, static slab => slab.Release());
    }

    private sealed class RecordingStream : MemoryStream
    {
        internal List<int> Writes { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }

    private sealed class GatedStream(Exception? failure = null) : MemoryStream
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Entered => _entered.Task;

        internal void Open() => _open.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _entered.TrySetResult();
            await _open.Task;
            if (failure is not null)
            {
                throw failure;
            }

            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
