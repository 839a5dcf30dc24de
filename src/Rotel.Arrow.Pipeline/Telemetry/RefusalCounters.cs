using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Telemetry;

/// <summary>Why a request was not admitted.</summary>
internal enum RefusalReason : byte
{
    /// <summary>The byte budget is used up.</summary>
    Memory = 0,

    /// <summary>The queue of a destination is full.</summary>
    Queue,

    /// <summary>The pipeline has not started, or stops, or nothing takes the signal.</summary>
    Stopped,
}

/// <summary>Requests that were not admitted. Their items are unknown: the bodies were not read.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RefusalCounters
{
    /// <summary>Number of reasons.</summary>
    public const int ReasonCount = (int)RefusalReason.Stopped + 1;

    private readonly long[] _requests = new long[SignalNames.Count * ReasonCount];

    /// <summary>Counts a refused request.</summary>
    public void Add(Signal signal, RefusalReason reason)
    {
        if ((uint)signal < SignalNames.Count)
        {
            Interlocked.Increment(ref _requests[Slot(signal, reason)]);
        }
    }

    /// <summary>Requests refused for one reason.</summary>
    public long Requests(Signal signal, RefusalReason reason) => Volatile.Read(ref _requests[Slot(signal, reason)]);

    /// <summary>"memory", "queue" or "stopped".</summary>
    public static string Name(RefusalReason reason) => reason switch
    {
        RefusalReason.Memory => "memory",
        RefusalReason.Queue => "queue",
        _ => "stopped",
    };

    private static int Slot(Signal signal, RefusalReason reason) => ((int)signal * ReasonCount) + (int)reason;
}
