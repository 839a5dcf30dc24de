using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>What came of one request.</summary>
internal enum ClickHouseAnswerKind : byte
{
    /// <summary>Done.</summary>
    Accepted = 0,

    /// <summary>Not done, but the same request may succeed later.</summary>
    Retry,

    /// <summary>Not done and never will be.</summary>
    Refused,
}

/// <summary>The answer to one request, or the reason why there is none.</summary>
/// <param name="Kind">What it means for the data.</param>
/// <param name="Cause">Why, unless accepted.</param>
/// <param name="Text">The answer to a query; the reason in words when there is none.</param>
/// <param name="Code">ClickHouse's error code; 0: none.</param>
/// <param name="Wait">The wait that was asked for.</param>
/// <param name="IsEndpointDown">Another endpoint is worth a try.</param>
internal sealed record ClickHouseAnswer(
    ClickHouseAnswerKind Kind, NackCause Cause, string Text, int Code = 0, TimeSpan? Wait = null, bool IsEndpointDown = false)
{
    public static ClickHouseAnswer Accepted(string text) => new(ClickHouseAnswerKind.Accepted, NackCause.None, text);

    /// <summary>The outcome of an insert.</summary>
    public Outcome ToOutcome() => Kind switch
    {
        ClickHouseAnswerKind.Accepted => Outcome.Ack,
        ClickHouseAnswerKind.Retry => Outcome.Retryable(Cause, Text, Wait),
        _ => Outcome.Permanent(Cause, Text),
    };
}
