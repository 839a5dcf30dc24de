using Microsoft.Extensions.Logging.Abstractions;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Pipeline.Intake;
using Rotel.Arrow.Pipeline.Telemetry;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Intake;

/// <summary>What happens when an open batch cannot be built: it is lost, and everybody is told.</summary>
public sealed class ShardTests
{
    [Fact]
    public async Task A_batch_that_cannot_be_sealed_is_counted_as_dropped_and_its_requests_are_told_to_come_again()
    {
        var time = new SignallingTimeProvider();
        var log = new PipelineLog(NullLogger.Instance);
        var exporter = new TestExporter();
        var destination = new Destination(
            exporter, new DestinationOptions(), new PipelineOptions(), new DeliveryLifetime(time), time, log, Random.Shared);
        using var metrics = new PipelineMetrics();
        using var timer = new SealTimer(time, static _ => long.MaxValue);
        var batch = new BrokenBatch();
        var shard = new Shard(batch, new BatchOptions { MaxItems = 10 }, new FanOut(Signal.Logs, [destination], metrics, log), timer, time);

        var listener = new TestListener();
        lock (shard.Gate)
        {
            shard.Appended(4, 100, listener);
            shard.Appended(6, 100, null);
            Assert.Equal(0, shard.OpenItems);
        }

        Outcome outcome = await listener.OutcomeAsync();
        Assert.Equal((OutcomeKind.RetryableNack, NackCause.PipelineFault), (outcome.Kind, outcome.Cause));
        Assert.Equal(10, destination.Counters.DroppedItems(Signal.Logs, NackCause.PipelineFault));
        Assert.Equal(0, destination.Counters.InFlightItems(Signal.Logs));
        Assert.Equal(1, batch.Discards);
        Assert.Empty(exporter.Attempts);
    }

    private sealed class BrokenBatch : OpenBatch
    {
        public int Discards { get; private set; }

        public override PdataBatch Seal() => throw new OutOfMemoryException("no memory");

        public override void Discard() => Discards++;
    }
}
