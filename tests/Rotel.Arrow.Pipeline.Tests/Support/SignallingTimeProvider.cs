using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>A clock that stands still until a test advances it, and tells which one-shot timers were set on it.</summary>
internal sealed class SignallingTimeProvider : TimeProvider
{
    private readonly FakeTimeProvider _inner = new();
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => _inner.LocalTimeZone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = _inner.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _timers.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    public void Advance(TimeSpan by) => _inner.Advance(by);

    public void AdvanceMilliseconds(double by) => Advance(TimeSpan.FromMilliseconds(by));

    /// <summary>The due time of the next timer that was created running: a delay between two attempts, a deadline.</summary>
    public async Task<TimeSpan> NextTimerAsync() =>
        await _timers.Reader.ReadAsync().AsTask().WaitAsync(Waiting.Patience);

    /// <summary>Waits until the sleep between two attempts has begun, lets it pass, and returns how long it was.</summary>
    public async Task<TimeSpan> PassNextSleepAsync()
    {
        TimeSpan sleep = await NextTimerAsync();
        Advance(sleep);
        return sleep;
    }
}
