using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests;

/// <summary>The same with real timers, which fire early, late and together as they like.</summary>
public sealed class SystemClockTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Batches_are_sealed_attempts_time_out_and_retries_follow_without_anybody_pushing_the_clock(PdataMode mode)
    {
        using var pool = new SlabPool(new ByteBudget(64 << 20), track: true);
        var exporter = new TestExporter { MaxConcurrency = 2 };
        exporter.Answer = async (attempt, cancellation) =>
        {
            if (attempt.Number % 3 == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }

            return attempt.Number % 3 == 2 ? Outcome.Retryable(NackCause.DestinationUnreachable, "down") : Outcome.Ack;
        };
        var options = new PipelineOptions
        {
            Pdata = mode,
            Batch = new BatchOptions { Timeout = TimeSpan.FromMilliseconds(3) },
            RequestTimeout = TimeSpan.FromMilliseconds(20),
            Retry = new RetryOptions { InitialBackoff = TimeSpan.FromMilliseconds(2), MaxBackoff = TimeSpan.FromMilliseconds(10) },
        };
        TelemetryPipeline pipeline = new PipelineBuilder(options, pool).Add(exporter).Build();
        await pipeline.StartAsync(CancellationToken.None);
        for (int id = 0; id < 60; id++)
        {
            byte[] request = Requests.With(Signal.Traces, id);
            Slab slab = pipeline.Ingress.TryAdmit(Signal.Traces, request.Length).Slab!;
            request.CopyTo(slab.GetSpan());
            Assert.Equal(SubmitStatus.Accepted, pipeline.Ingress.Submit(Signal.Traces, slab, request.Length, null).Status);
            await Task.Delay(id % 5);
        }

        await Waiting.UntilAsync(() => exporter.DeliveredIds.Count() == 60, "everything delivered");
        Assert.Equal(Enumerable.Range(0, 60), exporter.DeliveredIds.Order());
        Assert.True((await pipeline.StopAsync().WaitAsync(Waiting.Patience)).IsClean);
        pool.AssertNoLeaks();
    }
}
