using Microsoft.Extensions.Logging;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>What the receiver says; of each kind at most a line in ten seconds. Telemetry is never written.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class OtapReceiverLog(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private long _lastRefused, _lastBroken, _lastFault;

    /// <summary>A batch was refused, the stream goes on.</summary>
    internal void Refused(Signal signal, string reason)
    {
        if (TryTakeTurn(ref _lastRefused))
        {
            RefusedLine(signal.Name(), reason);
        }
    }

    /// <summary>A stream was ended because of what the peer sent.</summary>
    internal void Broken(Signal signal, string reason)
    {
        if (TryTakeTurn(ref _lastBroken))
        {
            BrokenLine(signal.Name(), reason);
        }
    }

    /// <summary>A defect.</summary>
    internal void Fault(Signal signal, Exception error)
    {
        if (TryTakeTurn(ref _lastFault))
        {
            FaultLine(signal.Name(), error);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A batch of {Signal} over OTAP was not accepted: {Reason}", EventName = "Refused")]
    private partial void RefusedLine(string signal, string reason);

    [LoggerMessage(2, LogLevel.Warning, "A stream of {Signal} over OTAP was ended: {Reason}", EventName = "Broken")]
    private partial void BrokenLine(string signal, string reason);

    [LoggerMessage(3, LogLevel.Error, "A stream of {Signal} over OTAP failed", EventName = "Fault")]
    private partial void FaultLine(string signal, Exception error);

    private bool TryTakeTurn(ref long last)
    {
        long now = time.GetTimestamp();
        long before = Volatile.Read(ref last);
        return (before == 0 || time.GetElapsedTime(before, now) >= s_quiet)
            && Interlocked.CompareExchange(ref last, now, before) == before;
    }
}
