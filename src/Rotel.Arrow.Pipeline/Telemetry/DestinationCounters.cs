using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Telemetry;

/// <summary>
/// How the items that reached one destination ended. Counted once a batch; every item that entered is delivered,
/// dropped with a cause, or in flight.
/// </summary>
/// <remarks>Thread-safe. Exact whenever no batch is just being counted.</remarks>
internal sealed class DestinationCounters
{
    private readonly long[] _inFlight = new long[SignalNames.Count];
    private readonly long[] _inFlightBatches = new long[SignalNames.Count];
    private readonly long[] _delivered = new long[SignalNames.Count];
    private readonly long[] _dropped = new long[SignalNames.Count * NackCauseNames.Count];
    private readonly long[] _droppedBatches = new long[SignalNames.Count * NackCauseNames.Count];
    private readonly long[] _retries = new long[NackCauseNames.Count];

    /// <summary>A batch entered the queue.</summary>
    public void Entered(Signal signal, int items)
    {
        Interlocked.Add(ref _inFlight[(int)signal], items);
        Interlocked.Increment(ref _inFlightBatches[(int)signal]);
    }

    /// <summary>A batch ended, however.</summary>
    public void Left(Signal signal, int items)
    {
        Interlocked.Add(ref _inFlight[(int)signal], -items);
        Interlocked.Decrement(ref _inFlightBatches[(int)signal]);
    }

    /// <summary>Items that the destination has.</summary>
    public void Delivered(Signal signal, long items) => Interlocked.Add(ref _delivered[(int)signal], items);

    /// <summary>Items of one batch that the destination will not get.</summary>
    public void Dropped(Signal signal, NackCause cause, long items)
    {
        Interlocked.Add(ref _dropped[Slot(signal, cause)], items);
        Interlocked.Increment(ref _droppedBatches[Slot(signal, cause)]);
    }

    /// <summary>An attempt that failed and will be repeated.</summary>
    public void Retried(NackCause cause) => Interlocked.Increment(ref _retries[(int)cause]);

    /// <summary>Items in the queue or under way.</summary>
    public long InFlightItems(Signal signal) => Volatile.Read(ref _inFlight[(int)signal]);

    /// <summary>Batches in the queue or under way.</summary>
    public long InFlightBatches(Signal signal) => Volatile.Read(ref _inFlightBatches[(int)signal]);

    /// <summary>Items delivered.</summary>
    public long DeliveredItems(Signal signal) => Volatile.Read(ref _delivered[(int)signal]);

    /// <summary>Items dropped for one cause.</summary>
    public long DroppedItems(Signal signal, NackCause cause) => Volatile.Read(ref _dropped[Slot(signal, cause)]);

    /// <summary>Batches that lost items for one cause.</summary>
    public long DroppedBatches(Signal signal, NackCause cause) => Volatile.Read(ref _droppedBatches[Slot(signal, cause)]);

    /// <summary>Retries after failures of one cause.</summary>
    public long Retries(NackCause cause) => Volatile.Read(ref _retries[(int)cause]);

    private static int Slot(Signal signal, NackCause cause) => ((int)signal * NackCauseNames.Count) + (int)cause;
}
