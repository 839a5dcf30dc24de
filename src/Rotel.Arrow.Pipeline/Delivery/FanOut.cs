using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Telemetry;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>
/// All destinations of one signal. Each gets its own reference to the one immutable batch and goes at its own speed;
/// publishing never waits.
/// </summary>
internal sealed class FanOut(Signal signal, Destination[] destinations, PipelineMetrics metrics, PipelineLog log)
{
    /// <summary>The signal.</summary>
    public Signal Signal => signal;

    /// <summary>The destinations, at least one.</summary>
    public ReadOnlySpan<Destination> Destinations => destinations;

    /// <summary>A destination whose queue has no room for more, or null.</summary>
    public Destination? FindFull()
    {
        foreach (Destination destination in destinations)
        {
            if (!destination.Queue.HasRoom)
            {
                return destination;
            }
        }

        return null;
    }

    /// <summary>Sends a sealed batch to every destination. Takes over the caller's reference.</summary>
    public void Publish(PdataBatch batch, RequestPart[] parts, SealReason reason)
    {
        metrics.Sealed(signal, batch.ItemCount, batch.SizeBytes, reason);
        var delivery = new BatchDelivery(batch, parts, destinations.Length, log);
        foreach (Destination destination in destinations)
        {
            destination.Enqueue(delivery);
        }
    }

    /// <summary>
    /// Gives up a batch that could not be built: its items are counted as dropped everywhere, and the requests that
    /// wait for them are told to send them again.
    /// </summary>
    public void Abandon(int items, RequestPart[] parts, Exception fault)
    {
        log.BatchFault(signal.Name(), items, fault);
        foreach (Destination destination in destinations)
        {
            destination.CountUnbuilt(signal, items);
        }

        BatchDelivery.CompleteAll(
            parts, Outcome.Retryable(NackCause.PipelineFault, $"The batch could not be built: {fault.Message}"), log);
    }
}
