using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters;

/// <summary>Log messages of <see cref="BlackholeExporter"/>. Ids are never reused.</summary>
internal static partial class BlackholeExporterLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Exporter {Exporter} discards everything it is sent and acknowledges it")]
    public static partial void Started(ILogger logger, string exporter);
}
