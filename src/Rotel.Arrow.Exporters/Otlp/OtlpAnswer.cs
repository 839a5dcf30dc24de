using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>What to do after one request.</summary>
internal enum OtlpAnswerKind : byte
{
    /// <summary>Taken, perhaps without some items.</summary>
    Accepted = 0,

    /// <summary>The same request may succeed later.</summary>
    Retry,

    /// <summary>It never will.</summary>
    Refused,

    /// <summary>It never will as a whole; in smaller parts it may.</summary>
    TooLarge,
}

/// <summary>How one request ended.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Cause">Why, unless accepted.</param>
/// <param name="Message">For people: destination, code, the peer's own words. On acceptance the peer's remark, or null.</param>
/// <param name="RetryAfter">The wait that the peer asked for.</param>
/// <param name="RejectedItems">Items that it was accepted without, as the peer counts them.</param>
/// <param name="IsAboutSize">
/// For TooLarge: the peer said that the size is the reason. Otherwise it is RESOURCE_EXHAUSTED, which can be a quota.
/// </param>
internal readonly record struct OtlpAnswer(
    OtlpAnswerKind Kind,
    NackCause Cause = NackCause.None,
    string? Message = null,
    TimeSpan? RetryAfter = null,
    long RejectedItems = 0,
    bool IsAboutSize = false)
{
    internal static OtlpAnswer Retry(NackCause cause, string message, TimeSpan? retryAfter = null) =>
        new(OtlpAnswerKind.Retry, cause, message, retryAfter);

    internal static OtlpAnswer Refused(NackCause cause, string message) => new(OtlpAnswerKind.Refused, cause, message);

    internal static OtlpAnswer TooLarge(string message, bool isAboutSize) =>
        new(
            OtlpAnswerKind.TooLarge,
            isAboutSize ? NackCause.TooLarge : NackCause.DestinationRejected,
            message,
            IsAboutSize: isAboutSize);
}
