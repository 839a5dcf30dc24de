namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>
/// The cancellation of one attempt: fires after the request timeout, or when delivery is given up. The source is
/// reset and used again unless it fired, so attempts that end in time allocate nothing.
/// </summary>
/// <remarks>One attempt at a time.</remarks>
internal sealed class AttemptTimeout : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly CancellationToken _giveUp;
    private CancellationTokenSource _source;
    private CancellationTokenRegistration _link;

    /// <param name="timeout">Time for one attempt.</param>
    /// <param name="time">The clock.</param>
    /// <param name="giveUp">Cancelled when no attempt may go on.</param>
    public AttemptTimeout(TimeSpan timeout, TimeProvider time, CancellationToken giveUp)
    {
        _timeout = timeout;
        _time = time;
        _giveUp = giveUp;
        _source = Create();
    }

    /// <summary>Starts the clock of an attempt.</summary>
    public CancellationToken Begin()
    {
        _source.CancelAfter(_timeout);
        return _source.Token;
    }

    /// <summary>Ends the attempt. Callbacks that it left on the token are dropped.</summary>
    public void End()
    {
        if (!_source.TryReset())
        {
            Dispose();
            _source = Create();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _link.Unregister();
        _source.Dispose();
    }

    private CancellationTokenSource Create()
    {
        var source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        _link = _giveUp.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
        return source;
    }
}
