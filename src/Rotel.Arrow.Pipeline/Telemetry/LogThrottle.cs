namespace Rotel.Arrow.Pipeline.Telemetry;

/// <summary>Lets one event through each interval and counts the others, so that an outage is a line and not a flood.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _last;
    private bool _any;
    private long _suppressed;

    /// <summary>True when the event may be logged; then <paramref name="suppressed"/> were not since the last one.</summary>
    public bool TryPass(out long suppressed)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (_any && time.GetElapsedTime(_last, now) < Interval)
            {
                _suppressed++;
                suppressed = 0;
                return false;
            }

            _any = true;
            _last = now;
            suppressed = _suppressed;
            _suppressed = 0;
            return true;
        }
    }
}
