using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Pipeline.Telemetry;

/// <summary>Messages of the pipeline. WARN: recovered, nothing lost. ERROR: data lost, or a person is needed. Ids are never reused.</summary>
internal sealed partial class PipelineLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Error, "Exporter '{Exporter}' dropped {Items} {ItemName} ({Cause}): {Reason} [{Suppressed} similar messages suppressed]")]
    public partial void BatchDropped(string exporter, long items, string itemName, string cause, string reason, long suppressed);

    [LoggerMessage(2, LogLevel.Error, "The destination of exporter '{Exporter}' rejected {Rejected} of {Items} {ItemName}: {Reason} [{Suppressed} similar messages suppressed]")]
    public partial void ItemsRejected(string exporter, long rejected, int items, string itemName, string reason, long suppressed);

    [LoggerMessage(3, LogLevel.Warning, "Exporter '{Exporter}' retries {Items} {ItemName} after attempt {Attempt} in {Seconds:0.0} s ({Cause}): {Reason} [{Suppressed} similar messages suppressed]")]
    public partial void Retrying(string exporter, int items, string itemName, int attempt, double seconds, string cause, string reason, long suppressed);

    [LoggerMessage(4, LogLevel.Error, "Exporter '{Exporter}' failed unexpectedly with {Items} {ItemName}; the batch is retried [{Suppressed} similar messages suppressed]")]
    public partial void ExporterFault(string exporter, int items, string itemName, long suppressed, Exception fault);

    [LoggerMessage(5, LogLevel.Error, "A batch of {Items} {ItemName} could not be converted for exporter '{Exporter}' [{Suppressed} similar messages suppressed]")]
    public partial void ConversionFault(string exporter, int items, string itemName, long suppressed, Exception fault);

    [LoggerMessage(6, LogLevel.Error, "An open batch of {Items} items of {Signal} could not be built and is dropped")]
    public partial void BatchFault(string signal, int items, Exception fault);

    [LoggerMessage(7, LogLevel.Error, "A request that waited for delivery could not be told")]
    public partial void ListenerFault(Exception fault);

    [LoggerMessage(11, LogLevel.Error, "An exporter released a batch more often than it retained it")]
    public partial void ReleaseFault(Exception fault);

    [LoggerMessage(8, LogLevel.Error, "Exporter '{Exporter}' could not {Action}")]
    public partial void ExporterActionFault(string exporter, string action, Exception fault);

    [LoggerMessage(9, LogLevel.Information, "The pipeline stopped: everything accepted was delivered or had already been reported")]
    public partial void StoppedClean();

    [LoggerMessage(10, LogLevel.Error, "The pipeline stopped: exporter '{Exporter}' could not deliver {Items} {ItemName} in {Batches} batches before the shutdown timeout")]
    public partial void Undelivered(string exporter, long items, string itemName, long batches);
}
