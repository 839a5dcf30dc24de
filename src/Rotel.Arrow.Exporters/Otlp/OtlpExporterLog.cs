using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// Everything the exporter logs. What a peer can cause with every request is written at most once in ten seconds.
/// Failed attempts and lost items are the pipeline's to log.
/// </summary>
internal sealed partial class OtlpExporterLog(ILogger logger, TimeProvider time, string exporter)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private long _nextUnreadable;
    private long _nextRemark;
    private long _nextSplit;

    internal void NotVerified(OtlpDestination destination) => LogNotVerified(logger, exporter, destination.Display);

    internal void TlsWithoutHttps(OtlpDestination destination) => LogTlsWithoutHttps(logger, exporter, destination.Display);

    internal void PathIgnored(OtlpDestination destination) =>
        LogPathIgnored(logger, exporter, destination.Options.Endpoint.Display, destination.Display);

    internal void UnreadableAnswer(OtlpDestination destination, string reason)
    {
        if (IsDue(ref _nextUnreadable))
        {
            LogUnreadableAnswer(logger, exporter, destination.Display, reason);
        }
    }

    internal void Remark(OtlpDestination destination, string remark)
    {
        if (IsDue(ref _nextRemark))
        {
            LogRemark(logger, exporter, destination.Display, remark);
        }
    }

    internal void Split(OtlpDestination destination, long bytes, string reason)
    {
        if (IsDue(ref _nextSplit))
        {
            LogSplit(logger, exporter, destination.Display, bytes, reason);
        }
    }

    private bool IsDue(ref long next)
    {
        long now = time.GetTimestamp();
        long due = Volatile.Read(ref next);
        return (due == 0 || now >= due)
            && Interlocked.CompareExchange(ref next, now + (long)(s_quiet.TotalSeconds * time.TimestampFrequency), due) == due;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Exporter}: the certificate of {Destination} is not verified (tls-skip-verify): anyone on the way can read and change the data.")]
    private static partial void LogNotVerified(ILogger logger, string exporter, string destination);

    [LoggerMessage(2, LogLevel.Warning, "{Exporter}: TLS options are given but {Destination} is not encrypted; use an https:// address.")]
    private static partial void LogTlsWithoutHttps(ILogger logger, string exporter, string destination);

    [LoggerMessage(3, LogLevel.Warning, "{Exporter}: gRPC has no use for the path of {Endpoint}; sending to {Destination}.")]
    private static partial void LogPathIgnored(ILogger logger, string exporter, string endpoint, string destination);

    [LoggerMessage(4, LogLevel.Warning, "{Exporter}: {Destination} took a request, but its answer cannot be read: {Reason}.")]
    private static partial void LogUnreadableAnswer(ILogger logger, string exporter, string destination, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Exporter}: {Destination} took everything and remarks: {Remark}")]
    private static partial void LogRemark(ILogger logger, string exporter, string destination, string remark);

    [LoggerMessage(6, LogLevel.Warning, "{Exporter}: a request of {Bytes} bytes is too large for {Destination} and is sent in halves; smaller batches would save the extra requests: {Reason}")]
    private static partial void LogSplit(ILogger logger, string exporter, string destination, long bytes, string reason);
}
