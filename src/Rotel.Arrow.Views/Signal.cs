namespace Rotel.Arrow.Views;

/// <summary>The kind of telemetry a batch holds. A batch has exactly one.</summary>
public enum Signal : byte
{
    /// <summary>Spans; items are spans.</summary>
    Traces = 0,

    /// <summary>Log records; items are log records.</summary>
    Logs = 1,

    /// <summary>Metrics; items are data points.</summary>
    Metrics = 2,
}

/// <summary>Names of signals as the specifications spell them.</summary>
public static class SignalNames
{
    /// <summary>Number of signals: the length of a table indexed by <see cref="Signal"/>.</summary>
    public const int Count = 3;

    /// <summary>"traces", "logs" or "metrics".</summary>
    public static string Name(this Signal signal) => signal switch
    {
        Signal.Traces => "traces",
        Signal.Logs => "logs",
        _ => "metrics",
    };

    /// <summary>"spans", "log records" or "data points".</summary>
    public static string ItemName(this Signal signal) => signal switch
    {
        Signal.Traces => "spans",
        Signal.Logs => "log records",
        _ => "data points",
    };
}
