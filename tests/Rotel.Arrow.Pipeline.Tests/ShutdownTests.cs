using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests;

/// <summary>SIGTERM: nothing that was accepted is lost while there is time, and what is lost is named.</summary>
public sealed class ShutdownTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Open_batches_are_sealed_and_delivered_before_exporters_are_flushed_and_disposed(PdataMode mode)
    {
        var gate = new Gate();
        var exporter = new TestExporter { Answer = gate.PassAsync };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions { Pdata = mode }, exporter);
        foreach (Signal signal in new[] { Signal.Traces, Signal.Logs, Signal.Metrics })
        {
            harness.Send(signal, Requests.With(signal, (int)signal));
        }

        Task<ShutdownReport> stop = harness.Pipeline.StopAsync();
        await exporter.AttemptedAsync(1);
        Assert.Equal(["start"], exporter.Calls);
        gate.Open();
        ShutdownReport report = await stop.WaitAsync(Waiting.Patience);
        Assert.Equal([0, 1, 2], exporter.DeliveredIds.Order());
        Assert.Equal(["start", "flush", "dispose"], exporter.Calls);
        Assert.True(report.IsClean);
        Assert.All(report.Destinations, destination => Assert.Equal((1, 0, 0), (destination.DeliveredItems, destination.DroppedItems, destination.UndeliveredItems)));
        Assert.Contains(harness.Log.Lines, line => line.StartsWith("The pipeline stopped: everything", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Retries_wake_at_the_stop_and_follow_each_other_quickly()
    {
        var exporter = new TestExporter
        {
            Answer = static (attempt, _) => new(attempt.Number <= 4 ? Outcome.Retryable(NackCause.DestinationUnreachable, "down") : Outcome.Ack),
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        harness.PassBatchTimeout();
        Assert.Equal(5, (await harness.Time.NextTimerAsync()).TotalSeconds);

        Task<ShutdownReport> stop = harness.Pipeline.StopAsync();
        var sleeps = new List<double>();
        while (sleeps.Count < 3)
        {
            TimeSpan timer = await harness.Time.NextTimerAsync();
            if (timer != new PipelineOptions().ShutdownTimeout)
            {
                sleeps.Add(timer.TotalSeconds);
                harness.Time.Advance(timer);
            }
        }

        Assert.Equal([0.25, 0.5, 1], sleeps);
        Assert.True((await stop.WaitAsync(Waiting.Patience)).IsClean);
        Assert.Equal([1], exporter.DeliveredIds);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task What_is_undelivered_when_the_time_is_over_is_reported_by_destination(PdataMode mode)
    {
        var dead = new TestExporter("dead") { Answer = new Gate().PassAsync };
        var alive = new TestExporter("alive");
        var options = new PipelineOptions { Pdata = mode, RequestTimeout = TimeSpan.FromHours(1), Batch = new BatchOptions { Enabled = false } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, dead, alive);
        harness.ExpectsErrors = true;
        var listener = new TestListener();
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1, 2), listener);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 3));
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 4));
        await alive.DeliveredAsync(3);

        Task<ShutdownReport> stop = harness.Pipeline.StopAsync();
        Assert.Equal(30, (await harness.Time.NextTimerAsync()).TotalSeconds);
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        ShutdownReport report = await stop.WaitAsync(Waiting.Patience);

        Assert.False(report.IsClean);
        DestinationReport lost = report.Destinations.Single(entry => entry is { Exporter: "dead", Signal: Signal.Logs });
        Assert.Equal((4, 3), (lost.UndeliveredItems, lost.UndeliveredBatches));
        DestinationReport kept = report.Destinations.Single(entry => entry is { Exporter: "alive", Signal: Signal.Logs });
        Assert.Equal((4, 0), (kept.DeliveredItems, kept.UndeliveredItems));
        Outcome outcome = await listener.OutcomeAsync();
        Assert.Equal((OutcomeKind.RetryableNack, NackCause.ShuttingDown), (outcome.Kind, outcome.Cause));
        Assert.Contains(harness.Log.Errors, line => line.Contains("exporter 'dead' could not deliver 4 log records in 3 batches"));
        Assert.Contains("dispose", dead.Calls);
    }

    [Fact]
    public async Task A_second_signal_gives_up_at_once()
    {
        var exporter = new TestExporter { Answer = new Gate().PassAsync };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), exporter);
        harness.ExpectsErrors = true;
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        Task<ShutdownReport> first = harness.Pipeline.StopAsync();
        await exporter.AttemptedAsync(1);
        using var abort = new CancellationTokenSource();
        Task<ShutdownReport> second = harness.Pipeline.StopAsync(abort.Token);
        Assert.False(second.IsCompleted);
        abort.Cancel();
        ShutdownReport report = await first.WaitAsync(Waiting.Patience);
        Assert.Same(report, await second);
        Assert.Equal(1, report.Destinations.Sum(destination => destination.UndeliveredItems));
    }

    [Fact]
    public async Task An_exporter_that_ignores_its_cancellation_is_left_behind_and_reported()
    {
        var pool = new SlabPool(new ByteBudget(1 << 24));
        var time = new SignallingTimeProvider();
        var never = new TaskCompletionSource<Outcome>();
        var exporter = new TestExporter { Answer = (_, _) => new(never.Task) };
        var options = new PipelineOptions { ShutdownTimeout = TimeSpan.FromSeconds(1), Batch = new BatchOptions { Enabled = false } };
        TelemetryPipeline pipeline = new PipelineBuilder(options, pool) { Time = time }.Add(exporter).Build();
        await pipeline.StartAsync(CancellationToken.None);
        byte[] request = Requests.With(Signal.Logs, 1, 2, 3);
        Slab slab = pipeline.Ingress.TryAdmit(Signal.Logs, request.Length).Slab!;
        request.CopyTo(slab.GetSpan());
        pipeline.Ingress.Submit(Signal.Logs, slab, request.Length, null);
        await exporter.AttemptedAsync(1);

        Task<ShutdownReport> stop = pipeline.StopAsync();
        await time.PassNextSleepAsync();
        await time.PassNextSleepAsync();
        ShutdownReport report = await stop.WaitAsync(Waiting.Patience);
        Assert.Equal(3, report.Destinations.Sum(destination => destination.UndeliveredItems));

        // Once it does answer, its batch is freed like any other.
        never.SetResult(Outcome.Ack);
        await Waiting.UntilAsync(() => pool.LiveSlabs == 0, "memory given back");
    }

    [Fact]
    public async Task After_the_stop_requests_are_refused_as_overload_and_leak_nothing()
    {
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), new TestExporter());
        Admission admission = harness.Ingress.TryAdmit(Signal.Logs, 1000);
        await harness.Pipeline.StopAsync();
        SubmitResult late = harness.Submit(Signal.Logs, Requests.With(Signal.Logs, 1), admission.Slab!, new TestListener());
        Assert.Equal((SubmitStatus.Overloaded, TimeSpan.FromSeconds(1)), (late.Status, late.RetryAfter));
        Assert.Null(harness.Ingress.TryAdmit(Signal.Logs, 1000).Slab);
    }

    [Fact]
    public async Task Stopping_under_load_loses_nothing_that_was_accepted()
    {
        var exporter = new TestExporter { MaxConcurrency = 4 };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(
            new PipelineOptions { Batch = new BatchOptions { MaxItems = 50 } }, exporter);
        int next = 0;
        var accepted = new System.Collections.Concurrent.ConcurrentBag<int>();
        Task[] senders = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (true)
            {
                int id = Interlocked.Increment(ref next);
                if (!harness.TrySend(Signal.Logs, Requests.With(Signal.Logs, id), out Admission _))
                {
                    return;
                }

                accepted.Add(id);
            }
        }))];
        await exporter.DeliveredAsync(10);
        ShutdownReport report = await harness.Pipeline.StopAsync().WaitAsync(Waiting.Patience);
        await Task.WhenAll(senders).WaitAsync(Waiting.Patience);
        Assert.True(report.IsClean);
        Assert.Equal(accepted.Order(), exporter.DeliveredIds.Order());
    }

    [Fact]
    public async Task When_an_exporter_cannot_start_all_are_disposed_and_its_message_stops_the_start()
    {
        var pool = new SlabPool(new ByteBudget(1 << 24));
        var good = new TestExporter("good");
        var bad = new TestExporter("bad") { OnStart = static () => throw new InvalidOperationException("no such file") };
        TelemetryPipeline pipeline = new PipelineBuilder(new PipelineOptions(), pool).Add(good).Add(bad).Build();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.StartAsync(CancellationToken.None));
        Assert.Equal("no such file", fault.Message);
        Assert.Equal(["start", "dispose"], good.Calls);
        Assert.Equal(["start", "dispose"], bad.Calls);
        Assert.Null(pipeline.Ingress.TryAdmit(Signal.Logs, 100).Slab);
        await pipeline.DisposeAsync();
    }

    [Fact]
    public async Task A_flush_that_fails_at_the_end_is_logged_and_the_exporter_still_disposed()
    {
        var exporter = new TestExporter { OnFlush = static _ => throw new IOException("disk full") };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), exporter);
        harness.ExpectsErrors = true;
        await harness.Pipeline.StopAsync();
        Assert.Equal(["start", "flush", "dispose"], exporter.Calls);
        Assert.Contains("Exporter 'test' could not flush", harness.Log.Errors);
    }
}
