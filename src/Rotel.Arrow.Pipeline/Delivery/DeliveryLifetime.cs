namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>
/// The phases of delivery, common to all destinations: running, draining (the process stops; retries come quickly
/// until the deadline), given up.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DeliveryLifetime(TimeProvider time)
{
    private readonly CancellationTokenSource _giveUp = new();
    private CancellationTokenSource _wake = new();
    private volatile bool _draining;
    private long _drainStarted;
    private TimeSpan _drainTimeout;

    /// <summary>True from <see cref="BeginDrain"/> on.</summary>
    public bool IsDraining => _draining;

    /// <summary>True from <see cref="GiveUp"/> on: no attempt is started any more.</summary>
    public bool IsGivenUp => _giveUp.IsCancellationRequested;

    /// <summary>Cancelled by <see cref="GiveUp"/>.</summary>
    public CancellationToken GiveUpToken => _giveUp.Token;

    /// <summary>
    /// Cancelled when sleeping retries must wake. Fetch it before looking at <see cref="IsDraining"/>: then a stop
    /// that comes between the two is not slept through.
    /// </summary>
    public CancellationToken WakeToken => Volatile.Read(ref _wake).Token;

    /// <summary>Time until delivery is given up; meaningful while draining.</summary>
    public TimeSpan TimeLeft => _drainTimeout - time.GetElapsedTime(_drainStarted);

    /// <summary>Makes retries that sleep now try at once.</summary>
    public void WakeRetries() => _ = Interlocked.Exchange(ref _wake, new CancellationTokenSource()).CancelAsync();

    /// <summary>Shortens all waits from now on.</summary>
    public void BeginDrain(TimeSpan timeout)
    {
        _drainTimeout = timeout;
        _drainStarted = time.GetTimestamp();
        _draining = true;
        WakeRetries();
    }

    /// <summary>Cancels attempts and waits; what is left is dropped.</summary>
    public void GiveUp()
    {
        _ = _giveUp.CancelAsync();
        WakeRetries();
    }
}
