namespace Rotel.Arrow.Pipeline;

/// <summary>Told once how the accepted items of a request ended. Opaque to the pipeline.</summary>
/// <remarks>
/// Thread-safe. A request that was split over batches has a part in each; the whole takes the worst outcome of its
/// parts, and the sum of their rejected items.
/// </remarks>
public abstract class DeliveryListener
{
    private readonly Lock _lock = new();
    private int _pending;
    private Outcome _worst;

    /// <summary>Adds a part of the request that must complete before the whole does (it was split over batches).</summary>
    public void AddPart() => Interlocked.Increment(ref _pending);

    /// <summary>One part has ended. The last one calls <see cref="OnCompleted"/> with the worst outcome of all.</summary>
    public void CompletePart(in Outcome outcome)
    {
        lock (_lock)
        {
            long rejected = _worst.RejectedItems + outcome.RejectedItems;
            _worst = Outcome.Worst(_worst, outcome) with { RejectedItems = rejected };
        }

        if (Interlocked.Decrement(ref _pending) == 0)
        {
            OnCompleted(_worst);
        }
    }

    /// <summary>Runs once, on a pipeline thread: hand over and return.</summary>
    protected abstract void OnCompleted(in Outcome outcome);
}
