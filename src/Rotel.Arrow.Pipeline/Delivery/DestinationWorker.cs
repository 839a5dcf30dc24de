namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>Delivers batches of one destination, one after the other, on the thread pool, while there are any.</summary>
internal sealed class DestinationWorker(Destination destination) : IThreadPoolWorkItem, IDisposable
{
    private readonly AttemptTimeout _timeout = destination.CreateTimeout();
    private QueuedBatch _first;

    /// <summary>Begins with this batch. The worker must be idle.</summary>
    public void Start(in QueuedBatch first)
    {
        _first = first;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    public void Execute() => _ = RunAsync();

    /// <inheritdoc/>
    public void Dispose() => _timeout.Dispose();

    private async Task RunAsync()
    {
        QueuedBatch current = _first;
        _first = default;
        bool more;
        do
        {
            long bytes = current.Delivery.Batch.SizeBytes;
            await destination.DeliverAsync(current.Delivery, _timeout).ConfigureAwait(false);
            more = destination.Queue.TryNext(this, current.Epoch, bytes, out current);
        }
        while (more);
    }
}
