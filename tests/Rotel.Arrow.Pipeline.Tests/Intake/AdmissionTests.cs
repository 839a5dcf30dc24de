using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Intake;

/// <summary>The door: what is let in, and what the others are told.</summary>
public sealed class AdmissionTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    private static readonly PipelineOptions Unbatched = new() { Batch = new BatchOptions { Enabled = false } };

    [Fact]
    public async Task Only_signals_that_some_exporter_takes_are_accepted()
    {
        (IExporter, DestinationOptions)[] destinations =
            [(new TestExporter(), new DestinationOptions { Signals = SignalSet.Traces | SignalSet.Metrics })];
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, 1 << 24, destinations);

        Assert.True(harness.Ingress.Accepts(Signal.Traces));
        Assert.True(harness.Ingress.Accepts(Signal.Metrics));
        Assert.False(harness.Ingress.Accepts(Signal.Logs));
        Admission admission = harness.Ingress.TryAdmit(Signal.Logs, 100);
        Assert.Null(admission.Slab);
        Assert.Contains("logs", admission.Message);

        SubmitResult result = harness.Ingress.Submit(Signal.Logs, harness.Pool.Rent(10), 10, null);
        Assert.Equal(SubmitStatus.Malformed, result.Status);
    }

    [Fact]
    public async Task A_length_beyond_the_slab_is_a_mistake_of_the_caller_and_leaks_nothing()
    {
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, new TestExporter());
        Slab slab = harness.Pool.Rent(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => harness.Ingress.Submit(Signal.Logs, slab, slab.CapacityBytes + 1, null));
        slab = harness.Pool.Rent(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => harness.Ingress.Submit(Signal.Logs, slab, -1, null));
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_full_queue_refuses_with_a_hint_and_lets_in_again_once_it_drains(PdataMode mode)
    {
        var gate = new Gate();
        var exporter = new TestExporter { Answer = gate.PassAsync };
        var options = Unbatched with { Pdata = mode, QueueBatches = 3, RefusalRetryAfter = TimeSpan.FromSeconds(7) };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        // One batch is being sent, three wait.
        for (int i = 0; i < 4; i++)
        {
            harness.Send(Signal.Logs, Requests.With(Signal.Logs, i));
        }

        Admission refused = harness.Ingress.TryAdmit(Signal.Logs, 100);
        Assert.Null(refused.Slab);
        Assert.Equal(TimeSpan.FromSeconds(7), refused.RetryAfter);
        Assert.Contains("'test'", refused.Message);
        Assert.Equal(1, harness.Signal(Signal.Logs).RefusedRequests);
        Assert.Equal((3, 1), (harness.Queue("test").WaitingBatches, harness.Queue("test").ActiveBatches));

        gate.Open();
        await exporter.DeliveredAsync(4);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 4));
        await exporter.DeliveredAsync(5);
        Assert.Equal([0, 1, 2, 3, 4], exporter.DeliveredIds);
    }

    [Fact]
    public async Task The_full_queue_of_one_destination_refuses_its_signals_only()
    {
        var stuck = new TestExporter("stuck") { Answer = new Gate().PassAsync };
        var healthy = new TestExporter("healthy");
        (IExporter, DestinationOptions)[] destinations =
        [
            (stuck, new DestinationOptions { Signals = SignalSet.Logs, QueueBatches = 1 }),
            (healthy, new DestinationOptions()),
        ];
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, 1 << 24, destinations);
        harness.ExpectsErrors = true;

        Assert.True(harness.TrySend(Signal.Logs, Requests.With(Signal.Logs, 1), out _));
        Assert.True(harness.TrySend(Signal.Logs, Requests.With(Signal.Logs, 2), out _));
        Assert.False(harness.TrySend(Signal.Logs, Requests.With(Signal.Logs, 3), out _));
        Assert.True(harness.TrySend(Signal.Traces, Requests.With(Signal.Traces, 4), out _));
        await healthy.DeliveredAsync(3);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_used_up_budget_refuses_and_lets_in_again_once_memory_is_free(PdataMode mode)
    {
        var gate = new Gate();
        var exporter = new TestExporter { Answer = gate.PassAsync };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(
            Unbatched with { Pdata = mode }, 2 << 20, [(exporter, new DestinationOptions())]);

        byte[] request = Requests.LogsOfSize(items: 100, bodyBytes: 1000);
        int sent = 0;
        Admission admission;
        while (harness.TrySend(Signal.Logs, request, out admission))
        {
            sent++;
            Assert.True(sent < 100);
        }

        Assert.Contains("memory budget", admission.Message);
        Assert.Equal(TimeSpan.FromSeconds(1), admission.RetryAfter);
        gate.Open();
        await exporter.DeliveredAsync(sent);
        await Waiting.UntilAsync(() => harness.Pool.Budget.UsedBytes < (1 << 20), "memory given back");
        Assert.True(harness.TrySend(Signal.Logs, request, out _));
    }

    [Fact]
    public async Task A_request_larger_than_the_whole_budget_is_told_so()
    {
        await using PipelineHarness harness = await PipelineHarness.StartAsync(
            Unbatched, 1 << 20, [(new TestExporter(), new DestinationOptions())]);
        Admission admission = harness.Ingress.TryAdmit(Signal.Logs, 2 << 20);
        Assert.Null(admission.Slab);
        Assert.Contains("2097152 bytes is more than the memory budget", admission.Message);
    }

    [Fact]
    public async Task An_admitted_slab_that_is_never_submitted_is_just_released()
    {
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, new TestExporter());
        Admission admission = harness.Ingress.TryAdmit(Signal.Logs, 5000);
        Assert.True(admission.Slab!.CapacityBytes >= 5000);
        admission.Slab.Release();
    }

    [Fact]
    public async Task Before_the_start_and_after_the_stop_of_admission_nothing_is_let_in()
    {
        using var pool = new SlabPool(new ByteBudget(1 << 24), track: true);
        var exporter = new TestExporter();
        TelemetryPipeline pipeline = new PipelineBuilder(Unbatched, pool).Add(exporter).Build();
        Assert.Null(pipeline.Ingress.TryAdmit(Signal.Logs, 100).Slab);

        await pipeline.StartAsync(CancellationToken.None);
        Admission early = pipeline.Ingress.TryAdmit(Signal.Logs, 100);
        Assert.NotNull(early.Slab);

        pipeline.StopAdmission();
        Admission late = pipeline.Ingress.TryAdmit(Signal.Logs, 100);
        Assert.Null(late.Slab);
        Assert.NotNull(late.Message);

        // What was admitted before may still come in.
        byte[] request = Requests.With(Signal.Logs, 1);
        request.CopyTo(early.Slab.GetSpan());
        Assert.Equal(1, pipeline.Ingress.Submit(Signal.Logs, early.Slab, request.Length, null).AcceptedItems);
        await exporter.DeliveredAsync(1);
        await pipeline.StopAsync();
        pool.AssertNoLeaks();
    }
}
