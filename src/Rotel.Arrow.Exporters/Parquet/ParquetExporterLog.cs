using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>Log messages of <see cref="ParquetExporter"/>. Ids are never reused.</summary>
internal static partial class ParquetExporterLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Exporter {Exporter} writes Parquet files below {Directory}")]
    public static partial void Started(ILogger logger, string exporter, string directory);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "Exporter {Exporter} removed {Files} unfinished files of {Bytes} bytes that a crash left below {Directory}: without a footer nothing can read them")]
    public static partial void LeftoversRemoved(ILogger logger, string exporter, int files, long bytes, string directory);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning,
        Message = "Exporter {Exporter} cannot write and tries again: {Reason}")]
    public static partial void Failing(ILogger logger, string exporter, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Exporter {Exporter} writes again")]
    public static partial void Recovered(ILogger logger, string exporter);

    [LoggerMessage(EventId = 5, Level = LogLevel.Error,
        Message = "Exporter {Exporter} lost {Items} {ItemName} that were acknowledged before their file was finished (use --ack delivered where that must not happen): {Reason}")]
    public static partial void Lost(ILogger logger, string exporter, long items, string itemName, string reason);

    [LoggerMessage(EventId = 6, Level = LogLevel.Debug, Message = "Exporter {Exporter} finished {Path}: {Rows} rows, {Bytes} bytes")]
    public static partial void Finished(ILogger logger, string exporter, string path, long rows, long bytes);

    [LoggerMessage(EventId = 7, Level = LogLevel.Information,
        Message = "Exporter {Exporter} found {Files} whole files below {Directory} that an earlier process could not store; they go to {Store} now")]
    public static partial void LeftoversUploaded(ILogger logger, string exporter, int files, string directory, string store);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning,
        Message = "Exporter {Exporter} could not store {Files} files in {Store} before the stop; they stay on the local disk, and the next start stores them")]
    public static partial void UploadsRemain(ILogger logger, string exporter, int files, string store);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error,
        Message = "Exporter {Exporter}: {Path} was deleted before it was stored; what it held is lost")]
    public static partial void FileGone(ILogger logger, string exporter, string path);

    [LoggerMessage(EventId = 10, Level = LogLevel.Warning,
        Message = "Exporter {Exporter} cannot delete {Path}, which is stored or given up: {Reason}")]
    public static partial void CannotDelete(ILogger logger, string exporter, string path, string reason);
}
