namespace Rotel.Arrow.Pipeline;

/// <summary>What differs for one destination; null means as in <see cref="PipelineOptions"/>.</summary>
public sealed record DestinationOptions
{
    /// <summary>The signals that are sent to it. Default: all.</summary>
    public SignalSet Signals { get; init; } = SignalSet.All;

    /// <summary>Retries of this destination.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>Time for one attempt. Above zero.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>Batches that may wait for this destination before new requests are refused. At least 1.</summary>
    public int? QueueBatches { get; init; }

    internal void Validate(string path, List<string> errors)
    {
        if ((Signals & SignalSet.All) == SignalSet.None || (Signals & ~SignalSet.All) != 0)
        {
            errors.Add($"{path}.{nameof(Signals)} must name at least one of traces, logs and metrics.");
        }

        Retry?.Validate($"{path}.{nameof(Retry)}", errors);
        if (RequestTimeout is { } timeout)
        {
            PipelineOptions.ValidateTimeout($"{path}.{nameof(RequestTimeout)}", timeout, errors);
        }

        if (QueueBatches < 1)
        {
            errors.Add($"{path}.{nameof(QueueBatches)} is {QueueBatches}; it must be at least 1.");
        }
    }
}
