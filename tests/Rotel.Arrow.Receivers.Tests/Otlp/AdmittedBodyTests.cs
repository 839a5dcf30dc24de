using System.IO.Pipelines;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>Bodies from a pipe, in pieces of any size, into memory that is admitted in steps.</summary>
public sealed class AdmittedBodyTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 30), track: true);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5000, 7)]
    [InlineData(300_000, 16_384)]
    [InlineData(5_000_000, 16_384)]
    [InlineData(5_000_000, 1_000_001)]
    public async Task A_body_arrives_whole_with_and_without_a_declared_length(int length, int piece)
    {
        foreach (int declared in (int[])[length, -1])
        {
            byte[] content = new byte[length];
            new Random(length).NextBytes(content);
            BodyRead body = await ReadAsync(content, piece, declared, limit: 6_000_000);
            Assert.Equal((BodyState.Complete, length), (body.State, body.Length));
            Assert.True(content.AsSpan().SequenceEqual(body.Slab!.GetSpan()[..length]));
            body.Slab.Release();
        }
    }

    [Fact]
    public async Task Memory_follows_what_arrives_and_not_what_is_declared()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        Task<BodyRead> reading = AdmittedBody.ReadAsync(pipe.Reader, new FakeIngress(_pool), Signal.Traces, 64 << 20, 64 << 20).AsTask();
        byte[] piece = new byte[64 << 10];
        long arrived = 0;
        for (int i = 0; i < 64; i++)
        {
            // Holds whether the reader has kept up with the writer or not.
            await pipe.Writer.WriteAsync(piece, TestContext.Current.CancellationToken);
            arrived += piece.Length;
            Assert.InRange(_pool.Budget.UsedBytes, 1, Math.Max(AdmittedBody.FirstStepBytes, 4 * arrived) + (64 << 10));
        }

        await pipe.Writer.CompleteAsync();
        Assert.Equal(BodyState.TooShort, (await reading).State);
        Assert.Equal(0, _pool.Budget.UsedBytes);
    }

    [Theory]
    [InlineData(1000, 999, nameof(BodyState.TooShort))]
    [InlineData(1000, 1001, nameof(BodyState.TooLong))]
    [InlineData(0, 1, nameof(BodyState.TooLong))]
    public async Task Another_length_than_declared_is_told(int declared, int sent, string expected)
    {
        BodyRead body = await ReadAsync(new byte[sent], 100, declared, limit: 10_000);
        Assert.Equal(expected, body.State.ToString());
        Assert.Null(body.Slab);
    }

    [Theory]
    [InlineData(10_000, nameof(BodyState.Complete))]
    [InlineData(10_001, nameof(BodyState.TooLong))]
    public async Task A_body_of_unknown_length_stops_at_the_limit(int sent, string expected)
    {
        BodyRead body = await ReadAsync(new byte[sent], 4096, -1, limit: 10_000);
        Assert.Equal(expected, body.State.ToString());
        body.Slab?.Release();
    }

    [Fact]
    public async Task A_refusal_while_growing_gives_everything_back()
    {
        using var small = new SlabPool(new ByteBudget(500_000), track: true);
        BodyRead body = await ReadAsync(new byte[2_000_000], 16_384, 2_000_000, limit: 4_000_000, small);
        Assert.Equal((BodyState.NotAdmitted, "the byte budget is full"), (body.State, body.Admission.Message));
        small.AssertNoLeaks();
        Assert.Equal(0, small.Budget.UsedBytes);
    }

    [Fact]
    public async Task A_refusal_at_the_door_touches_nothing()
    {
        var pipe = new Pipe();
        var ingress = new FakeIngress(_pool) { Refusal = new Admission(null, TimeSpan.FromSeconds(3), "stopping") };
        BodyRead body = await AdmittedBody.ReadAsync(pipe.Reader, ingress, Signal.Logs, 100, 1000);
        Assert.Equal((BodyState.NotAdmitted, TimeSpan.FromSeconds(3)), (body.State, body.Admission.RetryAfter));
    }

    [Fact]
    public async Task A_failing_pipe_leaves_nothing_behind()
    {
        var pipe = new Pipe();
        Task<BodyRead> reading = AdmittedBody.ReadAsync(pipe.Reader, new FakeIngress(_pool), Signal.Logs, 100_000, 100_000).AsTask();
        await pipe.Writer.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync(new IOException("reset"));
        await Assert.ThrowsAsync<IOException>(() => reading);
    }

    public void Dispose()
    {
        _pool.AssertNoLeaks();
        Assert.Equal(0, _pool.Budget.UsedBytes);
        _pool.Dispose();
    }

    private async Task<BodyRead> ReadAsync(byte[] content, int piece, int declared, int limit, SlabPool? pool = null)
    {
        var pipe = new Pipe();
        Task<BodyRead> reading = AdmittedBody.ReadAsync(pipe.Reader, new FakeIngress(pool ?? _pool), Signal.Traces, declared, limit).AsTask();
        for (int at = 0; at < content.Length && !reading.IsCompleted; at += piece)
        {
            await pipe.Writer.WriteAsync(content.AsMemory(at, Math.Min(piece, content.Length - at)), TestContext.Current.CancellationToken);
        }

        await pipe.Writer.CompleteAsync();
        return await reading;
    }
}
