using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters;

/// <summary>Log messages of <see cref="DebugExporter"/>. Ids are never reused.</summary>
internal static partial class DebugExporterLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "Exporter {Exporter} cannot print: {Reason} Telemetry is delivered to the other exporters all the same; said once until it works again")]
    public static partial void OutputFailed(ILogger logger, string exporter, string reason);
}
