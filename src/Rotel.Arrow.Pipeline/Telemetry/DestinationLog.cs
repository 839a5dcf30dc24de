using Rotel.Arrow.Pdata;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Telemetry;

/// <summary>What is said about one destination, at most once in 10 s for each kind of event and cause.</summary>
internal sealed class DestinationLog
{
    private readonly string _exporter;
    private readonly PipelineLog _log;
    private readonly LogThrottle[] _dropped = new LogThrottle[NackCauseNames.Count];
    private readonly LogThrottle[] _retrying = new LogThrottle[NackCauseNames.Count];
    private readonly LogThrottle _rejected;
    private readonly LogThrottle _faults;

    public DestinationLog(string exporter, PipelineLog log, TimeProvider time)
    {
        _exporter = exporter;
        _log = log;
        _rejected = new LogThrottle(time);
        _faults = new LogThrottle(time);
        for (int i = 0; i < NackCauseNames.Count; i++)
        {
            _dropped[i] = new LogThrottle(time);
            _retrying[i] = new LogThrottle(time);
        }
    }

    /// <summary>ERROR: a batch, or what is left of it, is lost here.</summary>
    public void Dropped(PdataBatch batch, in Outcome outcome)
    {
        if (_dropped[(int)outcome.Cause].TryPass(out long suppressed))
        {
            _log.BatchDropped(
                _exporter, batch.ItemCount - outcome.DeliveredItems, batch.Signal.ItemName(), outcome.Cause.Name(),
                outcome.Message ?? "no message", suppressed);
        }
    }

    /// <summary>ERROR: the destination took a batch without some items.</summary>
    public void PartlyRejected(PdataBatch batch, in Outcome outcome)
    {
        if (_rejected.TryPass(out long suppressed))
        {
            _log.ItemsRejected(
                _exporter, outcome.RejectedItems, batch.ItemCount, batch.Signal.ItemName(), outcome.Message ?? "no message", suppressed);
        }
    }

    /// <summary>WARN: an attempt failed and will be repeated.</summary>
    public void Retrying(PdataBatch batch, in Outcome outcome, int failures, TimeSpan wait)
    {
        if (_retrying[(int)outcome.Cause].TryPass(out long suppressed))
        {
            _log.Retrying(
                _exporter, batch.ItemCount, batch.Signal.ItemName(), failures, wait.TotalSeconds, outcome.Cause.Name(), outcome.Message ?? "no message", suppressed);
        }
    }

    /// <summary>ERROR: an exporter threw.</summary>
    public void ExporterFault(PdataBatch batch, Exception fault)
    {
        if (_faults.TryPass(out long suppressed))
        {
            _log.ExporterFault(_exporter, batch.ItemCount, batch.Signal.ItemName(), suppressed, fault);
        }
    }

    /// <summary>ERROR: a batch could not be converted to the form the exporter reads.</summary>
    public void ConversionFault(PdataBatch batch, Exception fault)
    {
        if (_faults.TryPass(out long suppressed))
        {
            _log.ConversionFault(_exporter, batch.ItemCount, batch.Signal.ItemName(), suppressed, fault);
        }
    }
}
