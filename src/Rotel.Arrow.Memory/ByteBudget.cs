namespace Rotel.Arrow.Memory;

/// <summary>
/// The one process-wide count of bytes in flight: request bodies, open batches, sealed batches, queues.
/// Admission asks with <see cref="TryReserve"/> before a byte is read; work that was admitted and grows
/// (a column that doubles) charges without asking, so that a request never fails half way. The overshoot is
/// therefore bounded by what admitted requests can expand to, and new requests wait until it is paid back.
/// </summary>
/// <remarks>Thread-safe. All figures are bytes.</remarks>
public sealed class ByteBudget
{
    private long _used;
    private long _peak;

    /// <param name="limitBytes">Upper bound for admission, at least 1.</param>
    public ByteBudget(long limitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limitBytes, 1);
        LimitBytes = limitBytes;
    }

    /// <summary>Bytes above which nothing more is admitted.</summary>
    public long LimitBytes { get; }

    /// <summary>Bytes charged now.</summary>
    public long UsedBytes => Volatile.Read(ref _used);

    /// <summary>Highest value of <see cref="UsedBytes"/> so far.</summary>
    public long PeakBytes => Volatile.Read(ref _peak);

    /// <summary>True while <paramref name="bytes"/> more would still fit. A hint: nothing is reserved.</summary>
    public bool HasRoomFor(long bytes) => bytes <= LimitBytes - UsedBytes;

    /// <summary>Charges <paramref name="bytes"/> if they fit under the limit; false and no change otherwise.</summary>
    public bool TryReserve(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long used = Volatile.Read(ref _used);
        while (true)
        {
            // Not used + bytes > limit, which could overflow.
            if (bytes > LimitBytes - used)
            {
                return false;
            }

            long next = used + bytes;
            long seen = Interlocked.CompareExchange(ref _used, next, used);
            if (seen == used)
            {
                NotePeak(next);
                return true;
            }

            used = seen;
        }
    }

    /// <summary>Charges <paramref name="bytes"/> whatever the limit says: growth of work already admitted.</summary>
    public void Charge(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        NotePeak(Interlocked.Add(ref _used, bytes));
    }

    /// <summary>Gives back what <see cref="TryReserve"/> or <see cref="Charge"/> took.</summary>
    public void Release(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _used, -bytes);
    }

    private void NotePeak(long value)
    {
        long peak = Volatile.Read(ref _peak);
        while (value > peak)
        {
            long seen = Interlocked.CompareExchange(ref _peak, value, peak);
            if (seen == peak)
            {
                return;
            }

            peak = seen;
        }
    }
}
