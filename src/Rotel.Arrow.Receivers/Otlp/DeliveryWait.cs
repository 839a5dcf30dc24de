using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// One request that waits for the delivery of its items. Made a request, not pooled: a client that hangs up leaves it to
/// the pipeline, which completes it whenever it does.
/// </summary>
internal sealed class DeliveryWait : DeliveryListener
{
    // The continuation writes the answer to the peer; that is not work for the pipeline's thread.
    private readonly TaskCompletionSource<Outcome> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when all parts have, with the worst outcome.</summary>
    internal Task<Outcome> Completed => _completed.Task;

    /// <summary>The reply for an outcome of a request of which <paramref name="submitted"/> says what was accepted.</summary>
    internal static ExportReply ReplyTo(in Outcome outcome, in ExportReply submitted) => outcome.Kind switch
    {
        OutcomeKind.Ack => submitted with
        {
            AcceptedItems = Math.Max(0, submitted.AcceptedItems - outcome.RejectedItems),
            RejectedItems = submitted.RejectedItems + outcome.RejectedItems,
            Message = submitted.Message ?? outcome.Message,
        },
        OutcomeKind.RetryableNack => new ExportReply(
            outcome.Cause == NackCause.ShuttingDown ? ExportStatus.Stopping : ExportStatus.NotDelivered,
            outcome.Message,
            outcome.RetryAfter ?? default),
        _ => new ExportReply(
            outcome.Cause is NackCause.DestinationRejected or NackCause.TooLarge ? ExportStatus.Refused : ExportStatus.DeliveryFailed,
            outcome.Message),
    };

    /// <inheritdoc/>
    protected override void OnCompleted(in Outcome outcome) => _completed.TrySetResult(outcome);
}
