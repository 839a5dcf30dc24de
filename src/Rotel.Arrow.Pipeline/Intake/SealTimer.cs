namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>
/// The one timer behind all open batches: armed for the earliest time at which one is due, and not at all while
/// none is open, so that an idle process has nothing to wake for.
/// </summary>
/// <remarks>Thread-safe. May be armed under the lock of a shard; takes those locks only while it holds none.</remarks>
internal sealed class SealTimer : IDisposable
{
    private const long Never = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Func<long, long> _sealDue;
    private readonly ITimer _timer;
    private long _armedFor = Never;

    /// <param name="time">The clock; due times are its timestamps.</param>
    /// <param name="sealDue">Seals what is due at the given timestamp and returns when the next is, or long.MaxValue.</param>
    public SealTimer(TimeProvider time, Func<long, long> sealDue)
    {
        _time = time;
        _sealDue = sealDue;
        _timer = time.CreateTimer(static state => ((SealTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes sure that the timer fires at this timestamp or before.</summary>
    public void Arm(long due)
    {
        lock (_lock)
        {
            if (due < _armedFor)
            {
                _armedFor = due;
                _timer.Change(DelayUntil(due), Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        lock (_lock)
        {
            _armedFor = Never;
        }

        long next = _sealDue(_time.GetTimestamp());
        if (next != Never)
        {
            Arm(next);
        }
    }

    private TimeSpan DelayUntil(long due)
    {
        // Whole milliseconds, rounded up: timers have no finer ones, and one that fires early would fire twice.
        double seconds = Math.Max(0, due - _time.GetTimestamp()) / (double)_time.TimestampFrequency;
        return TimeSpan.FromMilliseconds(Math.Ceiling(seconds * 1000));
    }
}
