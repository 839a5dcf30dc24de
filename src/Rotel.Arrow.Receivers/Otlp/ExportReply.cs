using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>What becomes of an export request; each has one gRPC and one HTTP status.</summary>
internal enum ExportStatus : byte
{
    /// <summary>In the pipeline, or delivered, perhaps without some rejected items.</summary>
    Accepted = 0,

    /// <summary>The body is not what it says it is.</summary>
    Malformed,

    /// <summary>The body is over the limit, as sent or decompressed.</summary>
    TooLarge,

    /// <summary>An encoding nobody here knows.</summary>
    UnknownEncoding,

    /// <summary>gRPC framing is broken: no message, a cut one, or more than one.</summary>
    BadFraming,

    /// <summary>No room now.</summary>
    Overloaded,

    /// <summary>The process is stopping.</summary>
    Stopping,

    /// <summary>Not delivered; the same data may succeed later.</summary>
    NotDelivered,

    /// <summary>A destination refused the data for good.</summary>
    Refused,

    /// <summary>A destination failed for good, for a reason that is not in the data.</summary>
    DeliveryFailed,

    /// <summary>The client's deadline passed while delivery was awaited.</summary>
    DeadlineExceeded,

    /// <summary>A defect of this program.</summary>
    Fault,

    /// <summary>The peer was gone before it could be answered.</summary>
    Aborted,

    /// <summary>HTTP only: wrong method, path or media type, or a request that HTTP itself refuses.</summary>
    BadHttp,
}

/// <summary>The answer to one export request, before a transport has put it into its own words.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Message">For people; null on success without a warning.</param>
/// <param name="RetryAfter">When to come back, on the statuses that ask for it.</param>
/// <param name="AcceptedItems">Items in the pipeline.</param>
/// <param name="RejectedItems">Items left out (partial success).</param>
/// <param name="WireBytes">Bytes of the body that were read, as they were sent.</param>
/// <param name="HttpOverride">The HTTP status when HTTP itself has one (405, 408, 415); 0 to take it from the status.</param>
internal readonly record struct ExportReply(
    ExportStatus Status,
    string? Message = null,
    TimeSpan RetryAfter = default,
    long AcceptedItems = 0,
    long RejectedItems = 0,
    long WireBytes = 0,
    int HttpOverride = 0)
{
    /// <summary>The wait that is asked for when the pipeline names none.</summary>
    private static readonly TimeSpan s_defaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>True when the peer may send the same request again later, and is told when.</summary>
    internal bool IsRetryable => Status is ExportStatus.Overloaded or ExportStatus.Stopping or ExportStatus.NotDelivered;

    /// <summary>The wait to ask for; null when resending makes no sense (so a size refusal carries no RetryInfo).</summary>
    internal TimeSpan? RetryDelay => !IsRetryable ? null : RetryAfter > TimeSpan.Zero ? RetryAfter : s_defaultRetryAfter;

    /// <summary>The message, or words for the status.</summary>
    internal string Text => Message ?? Status switch
    {
        ExportStatus.Malformed => "malformed request",
        ExportStatus.Overloaded => "the gateway is at its memory limit",
        ExportStatus.Stopping => "the gateway is stopping",
        ExportStatus.DeadlineExceeded => "not delivered before the deadline",
        ExportStatus.Fault => "internal error",
        _ => "not accepted",
    };

    /// <summary>The text of a BadRequest detail; null when the request is not at fault.</summary>
    internal string? Violation => Status == ExportStatus.Malformed ? Text : null;

    internal GrpcStatusCode GrpcCode => Status switch
    {
        ExportStatus.Accepted => GrpcStatusCode.Ok,
        ExportStatus.Malformed or ExportStatus.Refused or ExportStatus.BadHttp => GrpcStatusCode.InvalidArgument,
        ExportStatus.TooLarge => GrpcStatusCode.ResourceExhausted,
        ExportStatus.UnknownEncoding => GrpcStatusCode.Unimplemented,
        ExportStatus.Overloaded or ExportStatus.Stopping or ExportStatus.NotDelivered => GrpcStatusCode.Unavailable,
        ExportStatus.DeadlineExceeded => GrpcStatusCode.DeadlineExceeded,
        ExportStatus.Aborted => GrpcStatusCode.Cancelled,
        _ => GrpcStatusCode.Internal,
    };

    /// <summary>
    /// The Collector's table (<see cref="GrpcHttpStatus"/>) but for size and encoding, for which HTTP has better words
    /// (OTLP 1.11 demands 413).
    /// </summary>
    internal int HttpStatus => HttpOverride != 0 ? HttpOverride : Status switch
    {
        ExportStatus.TooLarge => 413,
        ExportStatus.UnknownEncoding => 415,
        _ => GrpcHttpStatus.Of(GrpcCode),
    };
}
