using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters;

/// <summary>Log messages of <see cref="FileExporter"/>. Ids are never reused.</summary>
internal static partial class FileExporterLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Exporter {Exporter} writes OTLP JSON Lines to {Directory}")]
    public static partial void Started(ILogger logger, string exporter, string directory);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "Exporter {Exporter} cut {Bytes} bytes from the end of {Path}: the last line was torn by a crash and was never acknowledged")]
    public static partial void Repaired(ILogger logger, string exporter, string path, long bytes);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning,
        Message = "Exporter {Exporter} cannot write and tries again: {Reason}")]
    public static partial void Failing(ILogger logger, string exporter, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information,
        Message = "Exporter {Exporter} writes to {Path} again")]
    public static partial void Recovered(ILogger logger, string exporter, string path);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning,
        Message = "Exporter {Exporter}: {Path} was deleted, replaced or truncated by somebody; writing goes on in the file of that name")]
    public static partial void Reopened(ILogger logger, string exporter, string path);

    [LoggerMessage(EventId = 6, Level = LogLevel.Error,
        Message = "Exporter {Exporter}: fsync failed, and data that was acknowledged may be lost: {Reason}")]
    public static partial void SyncFailed(ILogger logger, string exporter, string reason);
}
