namespace Rotel.Arrow.Gateway;

/// <summary>What the host itself tells. Event ids are never reused.</summary>
internal sealed partial class GatewayLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Information, "rotel-arrow {Version} starting, process {ProcessId}")]
    public partial void Starting(string version, int processId);

    [LoggerMessage(2, LogLevel.Information, "memory for telemetry in flight: {Telemetry} of a limit of {Limit}, {Reason}")]
    public partial void Memory(string telemetry, string limit, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Signal} go to {Exporters}")]
    public partial void Route(string signal, string exporters);

    [LoggerMessage(4, LogLevel.Warning, "{Warning}")]
    public partial void ConfigWarning(string warning);

    [LoggerMessage(5, LogLevel.Error, "cannot start: {Reason}")]
    public partial void CannotStart(string reason);

    [LoggerMessage(6, LogLevel.Debug, "what stopped the start")]
    public partial void CannotStartDetails(Exception exception);

    [LoggerMessage(7, LogLevel.Information, "{Signal}: no new requests are admitted, delivery goes on for at most {Timeout}; again: give up at once")]
    public partial void Stopping(string signal, string timeout);

    [LoggerMessage(8, LogLevel.Warning, "{Signal} again: giving up what is not delivered")]
    public partial void Aborting(string signal);

    [LoggerMessage(9, LogLevel.Information, "SIGUSR1: everything was delivered and flushed")]
    public partial void Flushed();

    [LoggerMessage(10, LogLevel.Warning, "SIGUSR1: not everything could be delivered and flushed within {Timeout}; delivery goes on")]
    public partial void FlushIncomplete(string timeout);

    [LoggerMessage(11, LogLevel.Information, "accepted {Items} {ItemName} in {Requests} requests; refused {Refused} requests, {Malformed} were malformed, {Rejected} items were invalid")]
    public partial void Accepted(long items, string itemName, long requests, long refused, long malformed, long rejected);

    [LoggerMessage(12, LogLevel.Information, "{Exporter} delivered {Delivered} {ItemName}, dropped {Dropped}")]
    public partial void Delivered(string exporter, long delivered, string itemName, long dropped);

    [LoggerMessage(13, LogLevel.Error, "{Exporter} delivered {Delivered} {ItemName}, dropped {Dropped}, and {Undelivered} in {Batches} batches were lost by this stop")]
    public partial void DeliveredInPart(string exporter, long delivered, string itemName, long dropped, long undelivered, long batches);

    [LoggerMessage(14, LogLevel.Information, "stopped after {Uptime}")]
    public partial void Stopped(string uptime);

    [LoggerMessage(15, LogLevel.Critical, "unhandled exception, the process ends: this is a defect, please report it")]
    public partial void Unhandled(Exception? exception);

    [LoggerMessage(16, LogLevel.Error, "a background task failed unnoticed: this is a defect, please report it")]
    public partial void Unobserved(Exception exception);

    [LoggerMessage(17, LogLevel.Debug, "idle: gave {Bytes} of unused memory back")]
    public partial void Trimmed(string bytes);

    [LoggerMessage(19, LogLevel.Information, "Parquet files appear below {Directory} at most {RollInterval} after what they hold; query them: duckdb -c \"SELECT service_name, name, count(*) FROM '{Given}/traces/**/*.parquet' GROUP BY ALL\"")]
    public partial void ParquetQuery(string directory, string rollInterval, string given);

    [LoggerMessage(20, LogLevel.Information, "a summary of what arrives is printed on standard output; to send telemetry on instead: rotel-arrow start --otlp-exporter-endpoint URL")]
    public partial void SendOn();
}
