using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests;

/// <summary>SIGUSR1: everything on its way, now.</summary>
public sealed class FlushTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Open_batches_are_delivered_and_exporters_flushed_while_traffic_goes_on(PdataMode mode)
    {
        var exporter = new TestExporter();
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions { Pdata = mode }, exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        harness.Send(Signal.Traces, Requests.With(Signal.Traces, 2));
        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(3)));
        Assert.Equal([1, 2], exporter.DeliveredIds.Order());
        Assert.Equal(["start", "flush"], exporter.Calls);

        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 3));
        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(3);
    }

    [Fact]
    public async Task Sleeping_retries_wake()
    {
        var exporter = new TestExporter
        {
            Answer = static (attempt, _) => new(attempt.Number == 1 ? Outcome.Retryable(NackCause.DestinationUnreachable, "down") : Outcome.Ack),
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        harness.PassBatchTimeout();
        Assert.Equal(5, (await harness.Time.NextTimerAsync()).TotalSeconds);
        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(3)));
        Assert.Equal([1], exporter.DeliveredIds);
    }

    [Fact]
    public async Task A_destination_that_hangs_ends_the_flush_at_its_deadline_and_not_the_delivery()
    {
        var gate = new Gate();
        var stuck = new TestExporter("stuck") { Answer = gate.PassAsync };
        var healthy = new TestExporter("healthy");
        var options = new PipelineOptions { RequestTimeout = TimeSpan.FromHours(1) };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, stuck, healthy);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        Task<bool> flush = harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(4));
        await healthy.DeliveredAsync(1);
        await Waiting.UntilAsync(() => healthy.Calls.Contains("flush"), "the healthy exporter is flushed");
        Assert.False(flush.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(await flush.WaitAsync(Waiting.Patience));
        Assert.Contains("flush", stuck.Calls);

        gate.Open();
        await stuck.DeliveredAsync(1);
        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public async Task A_flush_does_not_wait_for_what_comes_after_it()
    {
        var first = new Gate();
        var later = new Gate();
        var exporter = new TestExporter { MaxConcurrency = 4 };
        exporter.Answer = (attempt, cancellation) => (attempt.Number == 1 ? first : later).PassAsync(attempt, cancellation);
        var options = new PipelineOptions { Batch = new BatchOptions { Enabled = false } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        await exporter.AttemptedAsync(1);
        Task<bool> flush = harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(4));
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 2));
        await exporter.AttemptedAsync(2);
        first.Open();
        Assert.True(await flush.WaitAsync(Waiting.Patience));
        later.Open();
    }

    [Fact]
    public async Task Two_flushes_at_once_both_wait_for_everything_before_them()
    {
        var gate = new Gate();
        var exporter = new TestExporter { Answer = gate.PassAsync };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        Task<bool> one = harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(4));
        Task<bool> two = harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(4));
        await exporter.AttemptedAsync(1);
        Assert.False(one.IsCompleted);
        Assert.False(two.IsCompleted);
        gate.Open();
        Assert.True(await one.WaitAsync(Waiting.Patience));
        Assert.True(await two.WaitAsync(Waiting.Patience));
    }
}
