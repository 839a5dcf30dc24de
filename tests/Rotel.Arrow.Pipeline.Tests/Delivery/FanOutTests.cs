using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Delivery;

/// <summary>Several destinations of one signal.</summary>
public sealed class FanOutTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    private static readonly PipelineOptions Unbatched = new() { Batch = new BatchOptions { Enabled = false } };

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_destination_that_is_down_does_not_slow_another_and_shares_its_memory(PdataMode mode)
    {
        var down = new TestExporter("down") { Answer = new Gate().PassAsync, MaxConcurrency = 2 };
        var up = new TestExporter("up");
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched with { Pdata = mode }, down, up);
        harness.ExpectsErrors = true;

        for (int i = 0; i < 200; i++)
        {
            harness.Send(Signal.Logs, Requests.With(Signal.Logs, i));
        }

        await up.DeliveredAsync(200);
        Assert.Equal(Enumerable.Range(0, 200), up.DeliveredIds.Order());
        Assert.Equal(2, down.Attempts.Count);
        Assert.Empty(down.Delivered);
        Assert.Equal(200, harness.Flow("down", Signal.Logs).InFlightItems);
        Assert.Equal(198, harness.Queue("down").WaitingBatches);
        Assert.Equal(0, harness.Queue("up").WaitingBatches);
    }

    [Fact]
    public async Task Each_destination_gets_the_signals_it_takes()
    {
        var traces = new TestExporter("traces");
        var all = new TestExporter("all");
        (IExporter, DestinationOptions)[] destinations =
            [(traces, new DestinationOptions { Signals = SignalSet.Traces }), (all, new DestinationOptions())];
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, 1 << 24, destinations);
        harness.Send(Signal.Traces, Requests.With(Signal.Traces, 1));
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 2));
        harness.Send(Signal.Metrics, Requests.With(Signal.Metrics, 3));
        await all.DeliveredAsync(3);
        await traces.DeliveredAsync(1);
        Assert.Equal([1], traces.DeliveredIds);
    }

    [Fact]
    public async Task A_destination_sends_as_many_batches_at_once_as_it_may_and_no_more()
    {
        var gate = new Gate();
        var exporter = new TestExporter { Answer = gate.PassAsync, MaxConcurrency = 3 };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        for (int i = 0; i < 10; i++)
        {
            harness.Send(Signal.Logs, Requests.With(Signal.Logs, i));
        }

        await exporter.AttemptedAsync(3);
        Assert.Equal((3, 7), (harness.Queue("test").ActiveBatches, harness.Queue("test").WaitingBatches));
        gate.Open();
        await exporter.DeliveredAsync(10);
        Assert.Equal(3, exporter.PeakConcurrency);
    }

    [Fact]
    public async Task With_one_worker_batches_arrive_in_the_order_they_were_sealed()
    {
        var exporter = new TestExporter();
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        for (int i = 0; i < 500; i++)
        {
            harness.Send(Signal.Logs, Requests.With(Signal.Logs, i));
        }

        await exporter.DeliveredAsync(500);
        Assert.Equal(Enumerable.Range(0, 500), exporter.DeliveredIds);
    }
}
