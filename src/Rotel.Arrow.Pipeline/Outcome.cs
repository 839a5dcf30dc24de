namespace Rotel.Arrow.Pipeline;

/// <summary>How the journey of a batch, or of one request in it, ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>Delivered, or accepted by every destination that counts.</summary>
    Ack = 0,

    /// <summary>Not delivered; the same data may succeed later (gRPC UNAVAILABLE, HTTP 503).</summary>
    RetryableNack = 1,

    /// <summary>Not delivered and it never will be (gRPC INVALID_ARGUMENT or INTERNAL, HTTP 400 or 500).</summary>
    PermanentNack = 2,
}

/// <summary>Why an attempt or a batch failed: stage and side, the label of every drop counter.</summary>
public enum NackCause : byte
{
    /// <summary>No failure.</summary>
    None = 0,

    /// <summary>The destination could not be reached (connect, DNS, TLS).</summary>
    DestinationUnreachable,

    /// <summary>The connection broke while a request was under way.</summary>
    DestinationReset,

    /// <summary>No answer within the request timeout.</summary>
    DestinationTimeout,

    /// <summary>The destination asked to slow down (429, 503, UNAVAILABLE, RESOURCE_EXHAUSTED with RetryInfo).</summary>
    DestinationThrottled,

    /// <summary>The destination refused the data for good (400, INVALID_ARGUMENT, ...).</summary>
    DestinationRejected,

    /// <summary>The destination failed in a way that the protocol says not to retry (500, INTERNAL, UNKNOWN, ...).</summary>
    DestinationFailed,

    /// <summary>Credentials were refused (401, 403, UNAUTHENTICATED, PERMISSION_DENIED).</summary>
    DestinationUnauthorized,

    /// <summary>A message is larger than the destination takes.</summary>
    TooLarge,

    /// <summary>Retries used up the maximum elapsed time.</summary>
    RetriesExhausted,

    /// <summary>The byte budget or a queue was full.</summary>
    Overloaded,

    /// <summary>The process stopped before delivery.</summary>
    ShuttingDown,

    /// <summary>An exporter failed unexpectedly (a defect: the message says where).</summary>
    ExporterFault,

    /// <summary>The pipeline itself could not build or convert the batch (a defect, or no memory).</summary>
    PipelineFault,
}

/// <summary>The outcome of one attempt or of the whole delivery.</summary>
/// <param name="Kind">Ack, retryable or permanent.</param>
/// <param name="Cause">Why, when not an ack.</param>
/// <param name="Message">For people; null on an ack.</param>
/// <param name="RetryAfter">The wait the destination asked for, if it did.</param>
/// <param name="RejectedItems">Items the destination accepted the request without (partial success).</param>
/// <param name="DeliveredItems">On a nack: items of the batch that the destination has all the same, from parts it took.</param>
public readonly record struct Outcome(
    OutcomeKind Kind,
    NackCause Cause = NackCause.None,
    string? Message = null,
    TimeSpan? RetryAfter = null,
    long RejectedItems = 0,
    long DeliveredItems = 0)
{
    /// <summary>Full success.</summary>
    public static Outcome Ack => default;

    /// <summary>Worth another try.</summary>
    public static Outcome Retryable(NackCause cause, string message, TimeSpan? retryAfter = null) =>
        new(OutcomeKind.RetryableNack, cause, message, retryAfter);

    /// <summary>Never worth another try.</summary>
    public static Outcome Permanent(NackCause cause, string message) => new(OutcomeKind.PermanentNack, cause, message);

    /// <summary>
    /// The outcome of a batch with several destinations: a retryable nack before a permanent one before an ack (only
    /// if the sender may resend is nothing lost). Of two acks, the one with more rejected items: both destinations
    /// saw the same items, so their counts are not added.
    /// </summary>
    internal static Outcome Worst(in Outcome first, in Outcome second)
    {
        int difference = Rank(second.Kind) - Rank(first.Kind);
        return difference > 0 || (difference == 0 && second.RejectedItems > first.RejectedItems) ? second : first;
    }

    private static int Rank(OutcomeKind kind) => kind switch
    {
        OutcomeKind.RetryableNack => 2,
        OutcomeKind.PermanentNack => 1,
        _ => 0,
    };
}
