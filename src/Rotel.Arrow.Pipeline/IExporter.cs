using Rotel.Arrow.Pdata;

namespace Rotel.Arrow.Pipeline;

/// <summary>
/// The last node of a pipeline: sends batches somewhere. Queueing, retry, the request timeout and acknowledgements
/// are the pipeline's; an exporter makes one attempt a call.
/// </summary>
/// <remarks>
/// Calls may overlap, up to <see cref="MaxConcurrency"/>. The batch is borrowed for the call: an exporter that keeps
/// it longer (a file that is flushed later) must <c>Retain</c> it and then release it. An exception is a defect; the
/// pipeline turns it into a retryable nack with <see cref="NackCause.ExporterFault"/>.
/// </remarks>
public interface IExporter : IAsyncDisposable
{
    /// <summary>Name for logs and metrics, unique in the process: the one the user configured.</summary>
    string Name { get; }

    /// <summary>Which form it wants to read; the pipeline converts only when a batch has the other one.</summary>
    PdataForm PreferredForm { get; }

    /// <summary>Most calls of <see cref="ExportAsync"/> at once, at least 1.</summary>
    int MaxConcurrency { get; }

    /// <summary>Opens what must be open before the first batch. A thrown exception stops the start with its message.</summary>
    ValueTask StartAsync(CancellationToken cancellation);

    /// <summary>One attempt. Cancelled when the request timeout or the shutdown deadline passes.</summary>
    ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation);

    /// <summary>Makes everything accepted so far durable (end of the process, SIGUSR1). Default: nothing to do.</summary>
    ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
