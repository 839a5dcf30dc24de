using Rotel.Arrow.Otlp.Editing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline;

/// <summary>In which form requests are batched (<c>--pdata</c>).</summary>
public enum PdataMode : byte
{
    /// <summary>OTLP bytes, unless an exporter of the signal prefers tables.</summary>
    Auto = 0,

    /// <summary>Always decoded into columns, every table of them, before any node sees the batch.</summary>
    Columns = 1,
}

/// <summary>When receivers answer (<c>--ack</c>).</summary>
public enum AckMode : byte
{
    /// <summary>Once the request is in the pipeline, within the byte budget. What is in memory is lost in a crash.</summary>
    Admitted = 0,

    /// <summary>Once every destination has it, or one of them failed for good.</summary>
    Delivered = 1,
}

/// <summary>Settings of the pipeline. Immutable; validated as a whole by <see cref="PipelineBuilder"/>.</summary>
public sealed record PipelineOptions
{
    /// <summary>Form of open batches. Default <see cref="PdataMode.Auto"/>.</summary>
    public PdataMode Pdata { get; init; } = PdataMode.Auto;

    /// <summary>When receivers answer. Default <see cref="AckMode.Admitted"/>.</summary>
    public AckMode Ack { get; init; } = AckMode.Admitted;

    /// <summary>Attributes set on every resource of what is submitted, before anything else sees it. Default: none.</summary>
    public OtlpResourceAttributes? ResourceAttributes { get; init; }

    /// <summary>Batching of every signal that has no settings of its own.</summary>
    public BatchOptions Batch { get; init; } = new();

    /// <summary>Batching of traces instead of <see cref="Batch"/>.</summary>
    public BatchOptions? TracesBatch { get; init; }

    /// <summary>Batching of logs instead of <see cref="Batch"/>.</summary>
    public BatchOptions? LogsBatch { get; init; }

    /// <summary>Batching of metrics instead of <see cref="Batch"/>.</summary>
    public BatchOptions? MetricsBatch { get; init; }

    /// <summary>Retries of every destination that has no settings of its own.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>Time for one attempt at a destination. Above zero, at most a day. Default 5 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sealed batches that may wait for one destination before new requests are refused; the byte budget may be
    /// reached first. At least 1. Default 1000.
    /// </summary>
    public int QueueBatches { get; init; } = 1000;

    /// <summary>
    /// What refused senders are told to wait (RetryInfo, Retry-After). Above zero, at most an hour. Default 1 s:
    /// the smallest Retry-After above none, and five times the time in which an open batch is sealed.
    /// </summary>
    public TimeSpan RefusalRetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long delivery goes on after the stop before the rest is given up (<c>--shutdown-timeout</c>). Zero or
    /// more, at most a day. Default 30 s.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Open batches of a signal that can be appended to at the same time, from 1 to 64. Default: one a processor, at
    /// most 8. More than one is only used while others are busy, so light load still fills one batch.
    /// </summary>
    public int Shards { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Batching of one signal.</summary>
    public BatchOptions BatchOf(Signal signal) => signal switch
    {
        Signal.Traces => TracesBatch ?? Batch,
        Signal.Logs => LogsBatch ?? Batch,
        _ => MetricsBatch ?? Batch,
    };

    internal void Validate(List<string> errors)
    {
        Batch.Validate(nameof(Batch), errors);
        TracesBatch?.Validate(nameof(TracesBatch), errors);
        LogsBatch?.Validate(nameof(LogsBatch), errors);
        MetricsBatch?.Validate(nameof(MetricsBatch), errors);
        Retry.Validate(nameof(Retry), errors);
        ValidateTimeout(nameof(RequestTimeout), RequestTimeout, errors);
        if (Pdata is not (PdataMode.Auto or PdataMode.Columns))
        {
            errors.Add($"{nameof(Pdata)} is {(int)Pdata}; it must be Auto or Columns.");
        }

        if (Ack is not (AckMode.Admitted or AckMode.Delivered))
        {
            errors.Add($"{nameof(Ack)} is {(int)Ack}; it must be Admitted or Delivered.");
        }

        if (QueueBatches < 1)
        {
            errors.Add($"{nameof(QueueBatches)} is {QueueBatches}; it must be at least 1.");
        }

        if (RefusalRetryAfter <= TimeSpan.Zero || RefusalRetryAfter > TimeSpan.FromHours(1))
        {
            errors.Add($"{nameof(RefusalRetryAfter)} is {RefusalRetryAfter}; it must be above zero and at most an hour.");
        }

        if (ShutdownTimeout < TimeSpan.Zero || ShutdownTimeout > TimeSpan.FromDays(1))
        {
            errors.Add($"{nameof(ShutdownTimeout)} is {ShutdownTimeout}; it must be from zero to a day.");
        }

        if (Shards is < 1 or > 64)
        {
            errors.Add($"{nameof(Shards)} is {Shards}; it must be from 1 to 64.");
        }
    }

    internal static void ValidateTimeout(string path, TimeSpan value, List<string> errors)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
        {
            errors.Add($"{path} is {value}; it must be above zero and at most a day.");
        }
    }
}
