namespace Rotel.Arrow.Config;

/// <summary>Everything the gateway needs to know to start, checked. Immutable; its text form shows no secret.</summary>
public sealed record GatewayConfig
{
    /// <summary>The gateway's own log.</summary>
    public required LoggingConfig Logging { get; init; }

    /// <summary>Name of the deployment environment.</summary>
    public required string Environment { get; init; }

    /// <summary>OTLP coming in.</summary>
    public required OtlpReceiverConfig OtlpReceiver { get; init; }

    /// <summary>Attributes set on every resource that arrives, in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> ResourceAttributes { get; init; }

    /// <summary>The exporters, each with a name of its own.</summary>
    public required IReadOnlyList<ExporterConfig> Exporters { get; init; }

    /// <summary>Names of the exporters that get each signal; none: the signal is not accepted.</summary>
    public required PerSignal<IReadOnlyList<string>> Routes { get; init; }

    /// <summary>When a batch is sealed.</summary>
    public required PerSignal<BatchConfig> Batch { get; init; }

    /// <summary>Representation inside.</summary>
    public required PdataMode Pdata { get; init; }

    /// <summary>When senders are answered.</summary>
    public required AckLevel Ack { get; init; }

    /// <summary>The byte budget.</summary>
    public required MemoryConfig Memory { get; init; }

    /// <summary>How long a stop lets deliveries go on; at most an hour.</summary>
    public required TimeSpan ShutdownTimeout { get; init; }
}

/// <summary>The gateway's own log on standard error.</summary>
/// <param name="Json">JSON lines instead of text.</param>
/// <param name="Level">Least severe lines that are logged.</param>
public sealed record LoggingConfig(bool Json, LogThreshold Level);

/// <summary>Severity of log lines.</summary>
public enum LogThreshold : byte
{
    /// <summary>Everything.</summary>
    Trace,

    /// <summary>For those who look for a defect.</summary>
    Debug,

    /// <summary>What an operator wants to see.</summary>
    Info,

    /// <summary>Recovered, nothing lost.</summary>
    Warn,

    /// <summary>Data lost or an operator needed.</summary>
    Error,

    /// <summary>Nothing.</summary>
    Off,
}

/// <summary>When a batch of one signal is sealed: at the first bound it reaches.</summary>
/// <param name="Enabled">False: every request is a batch.</param>
/// <param name="MaxItems">Items, 1 to a million.</param>
/// <param name="MaxBytes">Bytes as OTLP protobuf.</param>
/// <param name="Timeout">Age.</param>
public sealed record BatchConfig(bool Enabled, int MaxItems, int MaxBytes, TimeSpan Timeout);

/// <summary>Representation of telemetry inside.</summary>
public enum PdataMode : byte
{
    /// <summary>Bytes or columns, whichever the next node reads.</summary>
    Auto,

    /// <summary>Always columns.</summary>
    Columns,
}

/// <summary>When senders are answered.</summary>
public enum AckLevel : byte
{
    /// <summary>Once the request is in memory, within the budget.</summary>
    Admitted,

    /// <summary>Once every destination has it, or gave it up.</summary>
    Delivered,
}

/// <summary>How much memory a gateway that is offered too much may take.</summary>
/// <param name="LimitBytes">What the user says, and what resident memory keeps to within a tenth from 256 MiB on.</param>
/// <param name="Reason">Where the number comes from, for the log.</param>
public sealed record MemoryConfig(long LimitBytes, string Reason)
{
    private const long MostOwnBytes = 32 << 20;

    /// <summary>
    /// The byte budget of telemetry in flight, above which nothing is admitted: the limit without an eighth, at most
    /// 32 MiB, for the runtime and the buffers of connections.
    /// </summary>
    public long TelemetryBytes => LimitBytes - Math.Min(LimitBytes / 8, MostOwnBytes);
}
