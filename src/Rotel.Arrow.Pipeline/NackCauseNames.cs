namespace Rotel.Arrow.Pipeline;

/// <summary>Causes as metric attribute values and in logs.</summary>
public static class NackCauseNames
{
    /// <summary>Number of causes: the length of a table indexed by <see cref="NackCause"/>.</summary>
    public const int Count = (int)NackCause.PipelineFault + 1;

    /// <summary>The cause in snake_case, as dashboards see it.</summary>
    public static string Name(this NackCause cause) => cause switch
    {
        NackCause.None => "none",
        NackCause.DestinationUnreachable => "destination_unreachable",
        NackCause.DestinationReset => "destination_reset",
        NackCause.DestinationTimeout => "destination_timeout",
        NackCause.DestinationThrottled => "destination_throttled",
        NackCause.DestinationRejected => "destination_rejected",
        NackCause.DestinationFailed => "destination_failed",
        NackCause.DestinationUnauthorized => "destination_unauthorized",
        NackCause.TooLarge => "too_large",
        NackCause.RetriesExhausted => "retries_exhausted",
        NackCause.Overloaded => "overloaded",
        NackCause.ShuttingDown => "shutting_down",
        NackCause.ExporterFault => "exporter_fault",
        NackCause.PipelineFault => "pipeline_fault",
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };
}
