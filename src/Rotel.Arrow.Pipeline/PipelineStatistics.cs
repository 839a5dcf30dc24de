using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline;

/// <summary>What the pipeline has counted so far. Taken at a moment when nothing moves, it balances exactly.</summary>
/// <param name="Signals">One entry for each signal that some exporter takes.</param>
/// <param name="Flows">One entry for each exporter and signal it takes.</param>
/// <param name="Queues">One entry for each exporter.</param>
/// <param name="BudgetUsedBytes">Bytes in flight.</param>
/// <param name="BudgetPeakBytes">Most bytes that were in flight.</param>
/// <param name="BudgetLimitBytes">Bytes above which nothing is admitted.</param>
public sealed record PipelineStatistics(
    IReadOnlyList<SignalStatistics> Signals,
    IReadOnlyList<FlowStatistics> Flows,
    IReadOnlyList<QueueStatistics> Queues,
    long BudgetUsedBytes,
    long BudgetPeakBytes,
    long BudgetLimitBytes);

/// <summary>The door, for one signal.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="AcceptedRequests">Requests in the pipeline, those without items included.</param>
/// <param name="AcceptedItems">Items in the pipeline.</param>
/// <param name="RejectedItems">Invalid items left out of accepted requests.</param>
/// <param name="MalformedRequests">Requests that were not well-formed.</param>
/// <param name="RefusedRequests">Requests that were not admitted.</param>
/// <param name="SealedBatches">Batches sealed.</param>
public sealed record SignalStatistics(
    Signal Signal,
    long AcceptedRequests,
    long AcceptedItems,
    long RejectedItems,
    long MalformedRequests,
    long RefusedRequests,
    long SealedBatches);

/// <summary>
/// The items of one signal on their way to one exporter: accepted = delivered + dropped + in flight.
/// </summary>
/// <param name="Exporter">Its name.</param>
/// <param name="Signal">The signal.</param>
/// <param name="AcceptedItems">Items that are to reach it.</param>
/// <param name="DeliveredItems">Items it delivered.</param>
/// <param name="DroppedByCause">Items it will not deliver, by cause; only causes that occurred.</param>
/// <param name="InFlightItems">Items in open batches, in its queue, or being sent.</param>
public sealed record FlowStatistics(
    string Exporter,
    Signal Signal,
    long AcceptedItems,
    long DeliveredItems,
    IReadOnlyDictionary<NackCause, long> DroppedByCause,
    long InFlightItems)
{
    /// <summary>Items it will not deliver, whatever the cause.</summary>
    public long DroppedItems => DroppedByCause.Values.Sum();
}

/// <summary>The queue of one exporter.</summary>
/// <param name="Exporter">Its name.</param>
/// <param name="WaitingBatches">Batches that wait for a worker.</param>
/// <param name="ActiveBatches">Batches being sent, or between two attempts.</param>
/// <param name="CapacityBatches">Batches that may wait before requests are refused.</param>
/// <param name="Bytes">Bytes of the waiting and active batches.</param>
/// <param name="Retries">Failed attempts that were repeated.</param>
public sealed record QueueStatistics(
    string Exporter, int WaitingBatches, int ActiveBatches, int CapacityBatches, long Bytes, long Retries);
