namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>
/// The batches that entered a queue between two flushes. A flush closes the epoch and waits until all of them have
/// ended, in whatever order; batches that come later do not make it wait longer.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FlushEpoch
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Batches under way, plus one while the epoch is open.</summary>
    private int _pending = 1;

    /// <summary>A batch entered.</summary>
    public void Enter() => Interlocked.Increment(ref _pending);

    /// <summary>A batch ended.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Closes the epoch, once. The task completes when its last batch has ended.</summary>
    public Task Close()
    {
        Leave();
        return _ended.Task;
    }
}
