using Rotel.Arrow.Memory;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>
/// A pipeline on a clock that stands still, with memory that is watched. Disposing it stops the pipeline and fails the
/// test when a slab was not given back, the counts do not balance, or an error was logged that the test did not expect.
/// </summary>
internal sealed class PipelineHarness : IAsyncDisposable
{
    private PipelineHarness(TelemetryPipeline pipeline, SlabPool pool, SignallingTimeProvider time, RecordingLoggerFactory log)
    {
        Pipeline = pipeline;
        Pool = pool;
        Time = time;
        Log = log;
    }

    public TelemetryPipeline Pipeline { get; }

    public SlabPool Pool { get; }

    public SignallingTimeProvider Time { get; }

    public RecordingLoggerFactory Log { get; }

    /// <summary>Set by tests in which data is lost on purpose.</summary>
    public bool ExpectsErrors { get; set; }

    public IIngress Ingress => Pipeline.Ingress;

    public static Task<PipelineHarness> StartAsync(PipelineOptions options, params IExporter[] exporters) =>
        StartAsync(options, 256 << 20, [.. exporters.Select(static exporter => (exporter, new DestinationOptions()))]);

    public static async Task<PipelineHarness> StartAsync(
        PipelineOptions options, long budgetBytes, (IExporter Exporter, DestinationOptions Options)[] destinations, bool track = true)
    {
        var pool = new SlabPool(new ByteBudget(budgetBytes), track: track);
        var time = new SignallingTimeProvider();
        var log = new RecordingLoggerFactory();
        var builder = new PipelineBuilder(options, pool) { Time = time, LoggerFactory = log, Chance = new Middle() };
        foreach ((IExporter exporter, DestinationOptions own) in destinations)
        {
            builder.Add(exporter, own);
        }

        TelemetryPipeline pipeline = builder.Build();
        await pipeline.StartAsync(CancellationToken.None);
        return new PipelineHarness(pipeline, pool, time, log);
    }

    /// <summary>Admits and submits a request, as a receiver does.</summary>
    public SubmitResult Send(Signal signal, byte[] request, DeliveryListener? listener = null)
    {
        Admission admission = Ingress.TryAdmit(signal, request.Length);
        Assert.NotNull(admission.Slab);
        return Submit(signal, request, admission.Slab, listener);
    }

    /// <summary>Admits and submits; false when refused at the door.</summary>
    public bool TrySend(Signal signal, byte[] request, out Admission admission)
    {
        admission = Ingress.TryAdmit(signal, request.Length);
        return admission.Slab is not null
            && Submit(signal, request, admission.Slab, null).Status == SubmitStatus.Accepted;
    }

    public SubmitResult Submit(Signal signal, byte[] request, Slab slab, DeliveryListener? listener)
    {
        request.CopyTo(slab.GetSpan());
        return Ingress.Submit(signal, slab, request.Length, listener);
    }

    /// <summary>Seals what is open by letting the batch timeout pass.</summary>
    public void PassBatchTimeout() => Time.AdvanceMilliseconds(200);

    /// <summary>The way of one signal to one exporter.</summary>
    public FlowStatistics Flow(string exporter, Signal signal) =>
        Pipeline.ReadStatistics().Flows.Single(flow => flow.Exporter == exporter && flow.Signal == signal);

    public QueueStatistics Queue(string exporter) =>
        Pipeline.ReadStatistics().Queues.Single(queue => queue.Exporter == exporter);

    public SignalStatistics Signal(Signal signal) =>
        Pipeline.ReadStatistics().Signals.Single(entry => entry.Signal == signal);

    /// <summary>accepted = delivered + dropped + in flight, for every exporter and signal.</summary>
    public void AssertBalanced()
    {
        foreach (FlowStatistics flow in Pipeline.ReadStatistics().Flows)
        {
            Assert.True(
                flow.AcceptedItems == flow.DeliveredItems + flow.DroppedItems + flow.InFlightItems,
                $"{flow.AcceptedItems} accepted, {flow.DeliveredItems} delivered, {flow.DroppedItems} dropped, {flow.InFlightItems} in flight: {flow}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task stop = Pipeline.StopAsync(new CancellationToken(canceled: ExpectsErrors));
        await stop.WaitAsync(Waiting.Patience);
        AssertBalanced();
        Pool.AssertNoLeaks();
        Assert.Equal(0, Pool.Budget.UsedBytes);
        if (!ExpectsErrors)
        {
            Assert.Empty(Log.Errors);
        }
    }

    /// <summary>Chance that always falls in the middle: jitter of zero.</summary>
    private sealed class Middle : Random
    {
        public override double NextDouble() => 0.5;
    }
}
