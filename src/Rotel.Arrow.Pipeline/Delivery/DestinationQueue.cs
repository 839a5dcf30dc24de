namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>A batch in the queue of one destination, and the flush that would wait for it.</summary>
internal readonly record struct QueuedBatch(BatchDelivery Delivery, FlushEpoch Epoch);

/// <summary>
/// The batches that wait for one destination, and its workers. A worker exists as long as there is work: an idle
/// destination has no task, and one batch wakes one worker.
/// </summary>
/// <remarks>
/// Thread-safe. The bound acts at the door: <see cref="HasRoom"/> is asked before a request is admitted, and what was
/// admitted always fits, so the queue may exceed its capacity by the batches of requests that were under way.
/// </remarks>
internal sealed class DestinationQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<QueuedBatch> _waiting = new();
    private readonly Stack<DestinationWorker> _idle = new();
    private readonly Func<DestinationWorker> _createWorker;
    private readonly int _maxWorkers;
    private FlushEpoch _epoch = new();
    private Task _flushed = Task.CompletedTask;
    private int _workers;
    private int _waitingCount;
    private int _activeCount;
    private long _bytes;

    /// <param name="capacity">Batches that may wait before <see cref="HasRoom"/> is false.</param>
    /// <param name="maxWorkers">Most batches under way at once.</param>
    /// <param name="createWorker">Makes a worker when all others are busy.</param>
    public DestinationQueue(int capacity, int maxWorkers, Func<DestinationWorker> createWorker)
    {
        Capacity = capacity;
        _maxWorkers = maxWorkers;
        _createWorker = createWorker;
    }

    /// <summary>Batches that may wait.</summary>
    public int Capacity { get; }

    /// <summary>Batches that wait for a worker.</summary>
    public int WaitingBatches => Volatile.Read(ref _waitingCount);

    /// <summary>Batches that a worker has: being sent, or asleep between two attempts.</summary>
    public int ActiveBatches => Volatile.Read(ref _activeCount);

    /// <summary>Bytes of both, as the batches were made (a form converted to is not counted).</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>False while as many batches wait as may.</summary>
    public bool HasRoom => WaitingBatches < Capacity;

    /// <summary>Takes a batch in and starts a worker with it if one is free.</summary>
    public void Add(BatchDelivery delivery)
    {
        DestinationWorker? worker = null;
        QueuedBatch queued;
        lock (_gate)
        {
            queued = new QueuedBatch(delivery, _epoch);
            _epoch.Enter();
            _bytes += delivery.Batch.SizeBytes;
            if (!_idle.TryPop(out worker) && _workers < _maxWorkers)
            {
                worker = _createWorker();
                _workers++;
            }

            if (worker is null)
            {
                _waiting.Enqueue(queued);
                _waitingCount++;
            }
            else
            {
                _activeCount++;
            }
        }

        worker?.Start(queued);
    }

    /// <summary>
    /// Called by a worker when <paramref name="ended"/> is done, with the size its batch had: the next batch, or
    /// false when the worker is to return because there is none.
    /// </summary>
    public bool TryNext(DestinationWorker worker, FlushEpoch ended, long endedBytes, out QueuedBatch next)
    {
        bool found;
        lock (_gate)
        {
            _bytes -= endedBytes;
            found = _waiting.TryDequeue(out next);
            if (found)
            {
                _waitingCount--;
            }
            else
            {
                _activeCount--;
                _idle.Push(worker);
            }
        }

        ended.Leave();
        return found;
    }

    /// <summary>A task that completes when every batch that is in the queue now has ended.</summary>
    public Task MarkFlush()
    {
        lock (_gate)
        {
            FlushEpoch closed = _epoch;
            _epoch = new FlushEpoch();
            Task ended = closed.Close();

            // Earlier epochs may still be under way: wait for them too, but keep no chain of finished ones.
            if (!ended.IsCompleted)
            {
                _flushed = _flushed.IsCompleted ? ended : Task.WhenAll(_flushed, ended);
            }

            return _flushed;
        }
    }

    /// <summary>Frees what idle workers hold. Nothing may be under way.</summary>
    public void DisposeIdleWorkers()
    {
        lock (_gate)
        {
            while (_idle.TryPop(out DestinationWorker? worker))
            {
                worker.Dispose();
                _workers--;
            }
        }
    }
}
