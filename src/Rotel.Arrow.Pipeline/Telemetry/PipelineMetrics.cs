using System.Diagnostics.Metrics;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Pipeline.Intake;
using Rotel.Arrow.Views;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Rotel.Arrow.Pipeline.Telemetry;

/// <summary>
/// The instruments of the pipeline. Counters are read from the counts it keeps anyway when somebody collects, so they
/// cost nothing on the way of a request and agree with <see cref="PipelineStatistics"/>; batch sizes are recorded
/// once a batch.
/// </summary>
internal sealed class PipelineMetrics : IDisposable
{
    private static readonly Signal[] AllSignals = [Signal.Traces, Signal.Logs, Signal.Metrics];
    private static readonly string[] ReasonNames = ["items", "bytes", "time", "flush", "rows", "request"];

    private readonly Histogram<long> _batchItems;
    private readonly Histogram<long> _batchBytes;
    private SignalIntake[] _intakes = [];
    private Destination[] _destinations = [];

    public PipelineMetrics()
    {
        _batchItems = Meter.CreateHistogram<long>("rotel_arrow_pipeline_batch_items", "{item}", "Items of sealed batches.");
        _batchBytes = Meter.CreateHistogram<long>("rotel_arrow_pipeline_batch_bytes", "By", "Bytes of sealed batches.");
    }

    /// <summary>The meter, one a pipeline.</summary>
    public Meter Meter { get; } = new(TelemetryPipeline.MeterName);

    /// <summary>Records a sealed batch.</summary>
    public void Sealed(Signal signal, int items, long bytes, SealReason reason)
    {
        if (_batchItems.Enabled || _batchBytes.Enabled)
        {
            Tag signalTag = new("signal", signal.Name());
            Tag reasonTag = new("reason", ReasonNames[(int)reason]);
            _batchItems.Record(items, signalTag, reasonTag);
            _batchBytes.Record(bytes, signalTag, reasonTag);
        }
    }

    /// <summary>Makes the counts observable. Called once.</summary>
    public void Observe(SignalIntake[] intakes, Destination[] destinations, RefusalCounters refusals, ByteBudget budget)
    {
        _intakes = intakes;
        _destinations = destinations;
        Counter("rotel_arrow_pipeline_accepted_items", "{item}", "Items accepted into the pipeline.", () => BySignal(intake => intake.Count().Items));
        Counter("rotel_arrow_pipeline_rejected_items", "{item}", "Invalid items left out of accepted requests.", () => BySignal(intake => intake.RejectedItems));
        Counter("rotel_arrow_pipeline_malformed_requests", "{request}", "Requests that were not well-formed.", () => BySignal(intake => intake.MalformedRequests));
        Counter("rotel_arrow_pipeline_refused_requests", "{request}", "Requests that were not admitted.", () => Refused(refusals));
        Counter("rotel_arrow_pipeline_delivered_items", "{item}", "Items that a destination has.", Delivered);
        Counter("rotel_arrow_pipeline_dropped_items", "{item}", "Items that a destination will not get.", Dropped);
        Counter("rotel_arrow_pipeline_retries", "{attempt}", "Failed attempts that were repeated.", Retries);
        Gauge("rotel_arrow_pipeline_open_items", "{item}", "Items in open batches.", () => BySignal(intake => intake.Count().OpenItems));
        Gauge("rotel_arrow_pipeline_queue_batches", "{batch}", "Batches that wait for a destination.", () => ByExporter(queue => queue.WaitingBatches));
        Gauge("rotel_arrow_pipeline_queue_active_batches", "{batch}", "Batches being sent, or between two attempts.", () => ByExporter(queue => queue.ActiveBatches));
        Gauge("rotel_arrow_pipeline_queue_capacity_batches", "{batch}", "Batches that may wait.", () => ByExporter(queue => queue.Capacity));
        Gauge("rotel_arrow_pipeline_queue_bytes", "By", "Bytes waiting or being sent.", () => ByExporter(queue => queue.Bytes));
        Meter.CreateObservableGauge("rotel_arrow_pipeline_budget_used_bytes", () => budget.UsedBytes, "By", "Bytes in flight.");
        Meter.CreateObservableGauge("rotel_arrow_pipeline_budget_limit_bytes", () => budget.LimitBytes, "By", "Bytes in flight above which nothing is admitted.");
    }

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private void Counter(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> observe) =>
        Meter.CreateObservableCounter(name, observe, unit, description);

    private void Gauge(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> observe) =>
        Meter.CreateObservableGauge(name, observe, unit, description);

    private IEnumerable<Measurement<long>> BySignal(Func<SignalIntake, long> value)
    {
        foreach (SignalIntake intake in _intakes)
        {
            yield return new Measurement<long>(value(intake), new Tag("signal", intake.Signal.Name()));
        }
    }

    private IEnumerable<Measurement<long>> ByExporter(Func<DestinationQueue, long> value)
    {
        foreach (Destination destination in _destinations)
        {
            yield return new Measurement<long>(value(destination.Queue), new Tag("exporter", destination.Name));
        }
    }

    private static IEnumerable<Measurement<long>> Refused(RefusalCounters refusals)
    {
        foreach (Signal signal in AllSignals)
        {
            for (int reason = 0; reason < RefusalCounters.ReasonCount; reason++)
            {
                yield return new Measurement<long>(
                    refusals.Requests(signal, (RefusalReason)reason),
                    new Tag("signal", signal.Name()),
                    new Tag("reason", RefusalCounters.Name((RefusalReason)reason)));
            }
        }
    }

    private IEnumerable<Measurement<long>> Delivered()
    {
        foreach (Destination destination in _destinations)
        {
            foreach (Signal signal in AllSignals)
            {
                if (destination.Signals.Contains(signal))
                {
                    yield return new Measurement<long>(
                        destination.Counters.DeliveredItems(signal),
                        new Tag("exporter", destination.Name),
                        new Tag("signal", signal.Name()));
                }
            }
        }
    }

    /// <summary>Only causes that occurred: most never do.</summary>
    private IEnumerable<Measurement<long>> Dropped()
    {
        foreach (Destination destination in _destinations)
        {
            foreach (Signal signal in AllSignals)
            {
                for (int cause = 0; cause < NackCauseNames.Count; cause++)
                {
                    long items = destination.Counters.DroppedItems(signal, (NackCause)cause);
                    if (items > 0)
                    {
                        yield return new Measurement<long>(
                            items,
                            new Tag("exporter", destination.Name),
                            new Tag("signal", signal.Name()),
                            new Tag("cause", ((NackCause)cause).Name()));
                    }
                }
            }
        }
    }

    private IEnumerable<Measurement<long>> Retries()
    {
        foreach (Destination destination in _destinations)
        {
            for (int cause = 0; cause < NackCauseNames.Count; cause++)
            {
                long retries = destination.Counters.Retries((NackCause)cause);
                if (retries > 0)
                {
                    yield return new Measurement<long>(
                        retries, new Tag("exporter", destination.Name), new Tag("cause", ((NackCause)cause).Name()));
                }
            }
        }
    }
}
