namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>The end of one attempt: the signal's own request timeout, or the pipeline's token, whichever comes first.</summary>
internal sealed class OtlpDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly long _start;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;

    internal OtlpDeadline(TimeProvider time, TimeSpan timeout, CancellationToken outer)
    {
        _time = time;
        _timeout = timeout;
        _start = time.GetTimestamp();
        _timer = new CancellationTokenSource(timeout, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, outer);
    }

    /// <summary>Fires at the end.</summary>
    internal CancellationToken Token => _linked.Token;

    /// <summary>Time left; zero or less when it is over.</summary>
    internal TimeSpan Remaining => _linked.IsCancellationRequested ? TimeSpan.Zero : _timeout - _time.GetElapsedTime(_start);

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
