using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Telemetry;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>One exporter with its own queue, workers and patience: what it does concerns no other destination.</summary>
internal sealed class Destination
{
    private readonly RetryLoop _retries;
    private readonly DestinationLog _log;

    /// <param name="exporter">The exporter; whoever built the pipeline disposes it at the end.</param>
    /// <param name="own">Settings of this destination.</param>
    /// <param name="common">Settings where it has none.</param>
    /// <param name="lifetime">Phases of the whole pipeline.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where failures are reported.</param>
    /// <param name="chance">Jitter; thread-safe.</param>
    public Destination(
        IExporter exporter, DestinationOptions own, PipelineOptions common, DeliveryLifetime lifetime, TimeProvider time, PipelineLog log, Random chance)
    {
        Exporter = exporter;
        Name = exporter.Name;
        Signals = own.Signals;
        QueueFullMessage = $"The queue of exporter '{Name}' is full; retry later.";
        _log = new DestinationLog(Name, log, time);
        _retries = new RetryLoop(
            exporter, new RetryPolicy(own.Retry ?? common.Retry), own.RequestTimeout ?? common.RequestTimeout, lifetime, Counters, _log, time, chance);
        Queue = new DestinationQueue(
            own.QueueBatches ?? common.QueueBatches, exporter.MaxConcurrency, () => new DestinationWorker(this));
    }

    /// <summary>The exporter.</summary>
    public IExporter Exporter { get; }

    /// <summary>The name the user gave the exporter.</summary>
    public string Name { get; }

    /// <summary>The signals it takes.</summary>
    public SignalSet Signals { get; }

    /// <summary>What refused senders are told when its queue is full.</summary>
    public string QueueFullMessage { get; }

    /// <summary>Batches that wait or are under way.</summary>
    public DestinationQueue Queue { get; }

    /// <summary>How items ended here.</summary>
    public DestinationCounters Counters { get; } = new();

    /// <summary>Takes over one reference to the batch, and answers with <see cref="BatchDelivery.Complete"/>.</summary>
    public void Enqueue(BatchDelivery delivery)
    {
        Counters.Entered(delivery.Batch.Signal, delivery.Batch.ItemCount);
        Queue.Add(delivery);
    }

    /// <summary>Delivers one batch or gives it up, counts how it ended, and tells the batch.</summary>
    public async ValueTask DeliverAsync(BatchDelivery delivery, AttemptTimeout timeout)
    {
        PdataBatch batch = delivery.Batch;
        Outcome outcome = await _retries.DeliverAsync(batch, timeout).ConfigureAwait(false);
        ConversionLoss loss = Exporter.PreferredForm == PdataForm.OtapTables ? batch.OtapLoss : default;
        Count(batch, outcome, loss);
        if (outcome.Kind == OutcomeKind.Ack && loss.Items > 0)
        {
            outcome = outcome with { RejectedItems = outcome.RejectedItems + loss.Items, Message = outcome.Message ?? loss.Message };
            _log.PartlyRejected(batch, outcome);
        }

        delivery.Complete(outcome);
    }

    /// <summary>A batch that could not be built: counted as if it had been sent here and failed.</summary>
    public void CountUnbuilt(Signal signal, int items)
    {
        Counters.Entered(signal, items);
        Counters.Dropped(signal, NackCause.PipelineFault, items);
        Counters.Left(signal, items);
    }

    /// <summary>A timeout for the attempts of one worker.</summary>
    public AttemptTimeout CreateTimeout() => _retries.CreateTimeout();

    private void Count(PdataBatch batch, in Outcome outcome, in ConversionLoss loss)
    {
        int items = batch.ItemCount;
        if (outcome.Kind == OutcomeKind.Ack)
        {
            long rejected = Math.Min(outcome.RejectedItems, items - loss.Items);
            Counters.Delivered(batch.Signal, items - loss.Items - rejected);
            if (loss.Items > 0)
            {
                Counters.Dropped(batch.Signal, NackCause.PipelineFault, loss.Items);
            }

            if (rejected > 0)
            {
                Counters.Dropped(batch.Signal, NackCause.DestinationRejected, rejected);
                _log.PartlyRejected(batch, outcome);
            }
        }
        else
        {
            if (outcome.DeliveredItems > 0)
            {
                Counters.Delivered(batch.Signal, outcome.DeliveredItems);
            }

            Counters.Dropped(batch.Signal, outcome.Cause, items - outcome.DeliveredItems);
            _log.Dropped(batch, outcome);
        }

        Counters.Left(batch.Signal, items);
    }
}
