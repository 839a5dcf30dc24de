using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Telemetry;

namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>One sealed batch on its way to all its destinations, and the requests that wait for the worst outcome.</summary>
/// <remarks>Thread-safe. Each destination holds one reference to the batch until it calls <see cref="Complete"/>.</remarks>
internal sealed class BatchDelivery
{
    private readonly RequestPart[] _parts;
    private readonly PipelineLog _log;
    private int _pending;
    private Outcome _worst;

    /// <param name="batch">The batch; the caller's reference goes to the first destination.</param>
    /// <param name="parts">Requests that wait; empty when nobody does.</param>
    /// <param name="destinations">How often <see cref="Complete"/> will be called, at least 1.</param>
    /// <param name="log">Where the fault of a listener goes.</param>
    public BatchDelivery(PdataBatch batch, RequestPart[] parts, int destinations, PipelineLog log)
    {
        Batch = batch;
        _parts = parts;
        _pending = destinations;
        _log = log;
        for (int i = 1; i < destinations; i++)
        {
            batch.Retain();
        }
    }

    /// <summary>The batch.</summary>
    public PdataBatch Batch { get; }

    /// <summary>One destination has ended. Gives its reference back; the last one tells the requests.</summary>
    public void Complete(in Outcome outcome)
    {
        try
        {
            Batch.Release();
        }
        catch (ObjectDisposedException fault)
        {
            // An exporter gave back a reference that was not its own; other batches must not suffer for it.
            _log.ReleaseFault(fault);
        }

        if (_parts.Length == 0)
        {
            return;
        }

        lock (_parts)
        {
            _worst = Outcome.Worst(_worst, outcome);
            if (--_pending > 0)
            {
                return;
            }
        }

        CompleteAll(_parts, _worst, _log);
    }

    /// <summary>Ends all parts. A listener that throws does not keep the others waiting.</summary>
    public static void CompleteAll(RequestPart[] parts, in Outcome outcome, PipelineLog log)
    {
        foreach (RequestPart part in parts)
        {
            try
            {
                part.Complete(outcome);
            }
            catch (Exception fault)
            {
                log.ListenerFault(fault);
            }
        }
    }
}
