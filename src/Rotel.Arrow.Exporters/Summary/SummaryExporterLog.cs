using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters;

/// <summary>Log messages of <see cref="SummaryExporter"/>. Ids are never reused.</summary>
internal static partial class SummaryExporterLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "Exporter {Exporter} cannot print its summary: {Reason} Telemetry is still received and counted; said once until it works again")]
    public static partial void OutputFailed(ILogger logger, string exporter, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error,
        Message = "Exporter {Exporter} could not make a report. Telemetry is still received and counted")]
    public static partial void ReportFailed(ILogger logger, Exception exception, string exporter);
}
