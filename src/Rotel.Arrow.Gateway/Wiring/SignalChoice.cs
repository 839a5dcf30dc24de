using Rotel.Arrow.Config;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway.Wiring;

/// <summary>Between the configuration, which knows three signals by name, and the <see cref="Signal"/> of everything else.</summary>
internal static class SignalChoice
{
    /// <summary>Every signal, in the order people list them.</summary>
    public static readonly IReadOnlyList<Signal> All = [Signal.Traces, Signal.Metrics, Signal.Logs];

    /// <summary>The value of one signal.</summary>
    public static T Of<T>(this PerSignal<T> values, Signal signal) => signal switch
    {
        Signal.Traces => values.Traces,
        Signal.Metrics => values.Metrics,
        _ => values.Logs,
    };

    /// <summary>The signals whose value fits.</summary>
    public static SignalSet Where<T>(this PerSignal<T> values, Func<T, bool> fits)
    {
        SignalSet set = SignalSet.None;
        foreach (Signal signal in All)
        {
            set |= fits(values.Of(signal)) ? signal.ToSet() : SignalSet.None;
        }

        return set;
    }
}
