using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>
/// Everything the exporter logs. What a server can cause with every request is written at most once in ten seconds.
/// Failed attempts and lost items are the pipeline's to log.
/// </summary>
internal sealed partial class ClickHouseExporterLog(ILogger logger, TimeProvider time, string exporter)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private long _nextFailure;
    private long _nextUntold;
    private long _nextOld;
    private long _nextRefused;

    internal void NotVerified(string endpoint) => LogNotVerified(logger, exporter, endpoint);

    internal void TlsWithoutHttps(string endpoint) => LogTlsWithoutHttps(logger, exporter, endpoint);

    internal void EndpointFailed(string reason)
    {
        if (IsDue(ref _nextFailure))
        {
            LogEndpointFailed(logger, exporter, reason);
        }
    }

    internal void TableNotTold(string table, string reason)
    {
        if (IsDue(ref _nextUntold))
        {
            LogTableNotTold(logger, exporter, table, reason);
        }
    }

    internal void VersionNotTold(string reason)
    {
        if (IsDue(ref _nextUntold))
        {
            LogVersionNotTold(logger, exporter, reason);
        }
    }

    internal void OldServer(string version)
    {
        if (IsDue(ref _nextOld))
        {
            LogOldServer(logger, exporter, version);
        }
    }

    internal void PartRefused(string table, int rows, string reason)
    {
        if (IsDue(ref _nextRefused))
        {
            LogPartRefused(logger, exporter, table, rows, reason);
        }
    }

    private bool IsDue(ref long next)
    {
        long now = time.GetTimestamp();
        long due = Volatile.Read(ref next);
        return (due == 0 || now >= due)
            && Interlocked.CompareExchange(ref next, now + (long)(s_quiet.TotalSeconds * time.TimestampFrequency), due) == due;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Exporter}: the certificate of {Endpoint} is not verified (tls-skip-verify): anyone on the way can read and change the data.")]
    private static partial void LogNotVerified(ILogger logger, string exporter, string endpoint);

    [LoggerMessage(2, LogLevel.Warning, "{Exporter}: TLS options are given but {Endpoint} is not encrypted; use an https:// address.")]
    private static partial void LogTlsWithoutHttps(ILogger logger, string exporter, string endpoint);

    [LoggerMessage(3, LogLevel.Warning, "{Exporter}: an endpoint failed, the next one is used: {Reason}")]
    private static partial void LogEndpointFailed(ILogger logger, string exporter, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Exporter}: the server does not tell what columns {Table} has; those of clickhouse-ddl create are assumed (grant SHOW COLUMNS to be sure): {Reason}")]
    private static partial void LogTableNotTold(ILogger logger, string exporter, string table, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Exporter}: the server does not tell its version; a current one is assumed: {Reason}")]
    private static partial void LogVersionNotTold(ILogger logger, string exporter, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{Exporter}: ClickHouse {Version} does not know the native layout of JSON columns; JSON is sent as text, which costs the server ten times as much.")]
    private static partial void LogOldServer(ILogger logger, string exporter, string version);

    [LoggerMessage(7, LogLevel.Error, "{Exporter}: {Rows} rows for {Table} are lost, the other tables took theirs: {Reason}")]
    private static partial void LogPartRefused(ILogger logger, string exporter, string table, int rows, string reason);
}
