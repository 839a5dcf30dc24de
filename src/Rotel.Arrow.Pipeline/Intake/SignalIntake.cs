using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>
/// What one signal has between the door and the queues: its shards, and how a request gets into one. The form of the
/// open batches is the business of the two subclasses.
/// </summary>
/// <remarks>
/// Thread-safe. A thread takes the first shard whose lock is free, so one busy thread fills one batch, and with more
/// of them each finds a batch of its own instead of waiting.
/// </remarks>
internal abstract class SignalIntake
{
    private readonly Shard[] _shards;
    private long _emptyRequests;
    private long _rejectedItems;
    private long _malformedRequests;

    protected SignalIntake(FanOut fanOut, BatchOptions limits, TimeSpan retryAfter, Shard[] shards)
    {
        FanOut = fanOut;
        Limits = limits;
        _shards = shards;
        Closed = new SubmitResult(SubmitStatus.Overloaded, Message: "The gateway is shutting down.", RetryAfter: retryAfter);
        OutOfMemory = new SubmitResult(SubmitStatus.Overloaded, Message: "The gateway has no memory for the request.", RetryAfter: retryAfter);
    }

    /// <summary>Where sealed batches go.</summary>
    public FanOut FanOut { get; }

    /// <summary>The signal.</summary>
    public Signal Signal => FanOut.Signal;

    /// <summary>Requests that were not well-formed.</summary>
    public long MalformedRequests => Volatile.Read(ref _malformedRequests);

    /// <summary>Items left out of accepted requests.</summary>
    public long RejectedItems => Volatile.Read(ref _rejectedItems);

    /// <summary>When a batch is sealed.</summary>
    protected BatchOptions Limits { get; }

    /// <summary>The answer after <see cref="Close"/>.</summary>
    protected SubmitResult Closed { get; }

    /// <summary>The answer when the operating system has no memory.</summary>
    protected SubmitResult OutOfMemory { get; }

    /// <summary>See <see cref="IIngress.Submit"/>.</summary>
    public abstract SubmitResult Submit(Slab body, int length, DeliveryListener? delivery);

    /// <summary>Seals all open batches.</summary>
    public void Seal()
    {
        foreach (Shard shard in _shards)
        {
            lock (shard.Gate)
            {
                shard.Seal(SealReason.Flush);
            }
        }
    }

    /// <summary>Seals the open batches that are due. Returns when the next one is; long.MaxValue if none is open.</summary>
    public long SealDue(long now)
    {
        long next = long.MaxValue;
        foreach (Shard shard in _shards)
        {
            lock (shard.Gate)
            {
                next = Math.Min(next, shard.SealIfDue(now));
            }
        }

        return next;
    }

    /// <summary>Seals all open batches and refuses what is submitted afterwards.</summary>
    public void Close()
    {
        foreach (Shard shard in _shards)
        {
            lock (shard.Gate)
            {
                shard.Close();
            }
        }
    }

    /// <summary>Requests and items accepted so far, and what of them is in open batches, each shard at one instant.</summary>
    public IntakeCount Count()
    {
        var count = new IntakeCount(Volatile.Read(ref _emptyRequests), 0, 0, 0);
        foreach (Shard shard in _shards)
        {
            lock (shard.Gate)
            {
                count = new IntakeCount(
                    count.Requests + shard.AcceptedRequests,
                    count.Items + shard.AcceptedItems,
                    count.OpenItems + shard.OpenItems,
                    count.SealedBatches + shard.SealedBatches);
            }
        }

        return count;
    }

    /// <summary>Enters the lock of a shard; the caller leaves it.</summary>
    protected Shard EnterShard()
    {
        foreach (Shard candidate in _shards)
        {
            if (candidate.Gate.TryEnter())
            {
                return candidate;
            }
        }

        Shard shard = _shards[(uint)Thread.GetCurrentProcessorId() % (uint)_shards.Length];
        shard.Gate.Enter();
        return shard;
    }

    /// <summary>A request without any valid item: success, and nothing goes on.</summary>
    protected SubmitResult AcceptEmpty(int rejectedItems = 0, string? message = null)
    {
        Interlocked.Increment(ref _emptyRequests);
        return Accept(0, rejectedItems, message);
    }

    /// <summary>Success, perhaps without some items.</summary>
    protected SubmitResult Accept(int items, int rejectedItems, string? message)
    {
        if (rejectedItems > 0)
        {
            Interlocked.Add(ref _rejectedItems, rejectedItems);
        }

        return new SubmitResult(SubmitStatus.Accepted, items, rejectedItems, message);
    }

    /// <summary>Not a request of this signal.</summary>
    protected SubmitResult Refuse(string? message)
    {
        Interlocked.Increment(ref _malformedRequests);
        return new SubmitResult(SubmitStatus.Malformed, Message: message);
    }
}

/// <summary>What a signal has accepted.</summary>
/// <param name="Requests">Requests, those without items included.</param>
/// <param name="Items">Items of all accepted requests.</param>
/// <param name="OpenItems">Items of them that are in open batches.</param>
/// <param name="SealedBatches">Batches sealed.</param>
internal readonly record struct IntakeCount(long Requests, long Items, long OpenItems, long SealedBatches);
