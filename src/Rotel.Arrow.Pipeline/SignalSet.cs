using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline;

/// <summary>The signals that a destination takes.</summary>
[Flags]
public enum SignalSet : byte
{
    /// <summary>No signal.</summary>
    None = 0,

    /// <summary>Traces.</summary>
    Traces = 1 << (int)Signal.Traces,

    /// <summary>Logs.</summary>
    Logs = 1 << (int)Signal.Logs,

    /// <summary>Metrics.</summary>
    Metrics = 1 << (int)Signal.Metrics,

    /// <summary>Every signal.</summary>
    All = Traces | Logs | Metrics,
}

/// <summary>Membership of one signal in a set.</summary>
public static class SignalSets
{
    /// <summary>The set with just this signal.</summary>
    public static SignalSet ToSet(this Signal signal) => (SignalSet)(1 << (int)signal);

    /// <summary>True when the set has the signal.</summary>
    public static bool Contains(this SignalSet set, Signal signal) => (set & signal.ToSet()) != 0;
}
