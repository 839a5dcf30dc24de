using System.Runtime.CompilerServices;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// One attempt to send a batch of one signal:
/// <list type="number">
/// <item>the whole batch in one request, if it is within the request limit;</item>
/// <item>if it is not, or if the peer calls it too large: halves, and halves of halves, in order;</item>
/// <item>an item that is too large alone is lost and counted;</item>
/// <item>the first answer that asks for a retry ends the attempt; what was taken is remembered for the next one.</item>
/// </list>
/// </summary>
/// <remarks>Thread-safe for different batches.</remarks>
internal sealed class OtlpSignalSender(
    OtlpDestination destination,
    OtlpClient client,
    OtlpRequestBuilder builder,
    OtlpClientContext context,
    OtlpExporterMetrics metrics)
{
    /// <summary>
    /// RESOURCE_EXHAUSTED can mean a quota. After this many single items in a row were refused by it, none accepted
    /// and size never mentioned, it does; splitting on would send every item of the batch alone, for nothing.
    /// </summary>
    private const int QuotaEvidenceItems = 4;

    private readonly ConditionalWeakTable<PdataBatch, OtlpSendProgress> _progress = [];

    internal async ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation)
    {
        var body = new OtlpBatchBody(batch);
        try
        {
            using var deadline = new OtlpDeadline(context.Time, destination.Options.RequestTimeout, cancellation);
            if (body.LengthBytes == 0)
            {
                return Outcome.Ack;
            }

            if (!_progress.TryGetValue(batch, out OtlpSendProgress? progress))
            {
                OtlpAnswer answer = await SendAsync(body, deadline).ConfigureAwait(false);
                if (answer.Kind != OtlpAnswerKind.TooLarge || batch.ItemCount <= 1)
                {
                    return Conclude(answer, body);
                }

                progress = new OtlpSendProgress(answer, body.LengthBytes);
                NoteSplit(body, answer);
            }

            Outcome outcome = await SendInPartsAsync(batch, body.Bytes, progress, deadline).ConfigureAwait(false);
            if (outcome.Kind == OutcomeKind.RetryableNack)
            {
                _progress.AddOrUpdate(batch, progress);
            }
            else
            {
                _progress.Remove(batch);
            }

            return outcome;
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>Sends one part, however large, or says without sending that it is over our own limit.</summary>
    private async ValueTask<OtlpAnswer> SendAsync(OtlpBatchBody part, OtlpDeadline deadline)
    {
        if (part.LengthBytes > context.Limits.MaxRequestBytes)
        {
            return OverOwnLimit();
        }

        OtlpRequest request;
        try
        {
            request = builder.Build(part);
        }
        catch (BodyLimitException)
        {
            return OverOwnLimit();
        }

        try
        {
            if (deadline.Remaining <= TimeSpan.Zero)
            {
                return OtlpRetryPolicy.FromTimeout(destination);
            }

            long start = context.Time.GetTimestamp();
            OtlpAnswer answer = await client.SendAsync(request, deadline.Remaining, deadline.Token).ConfigureAwait(false);
            metrics.Requested(
                destination.Signal, answer.Kind, request.Body.LengthBytes, part.LengthBytes, context.Time.GetElapsedTime(start));
            if (answer.Kind == OtlpAnswerKind.Accepted)
            {
                answer = answer with { RejectedItems = Math.Min(answer.RejectedItems, part.Bytes.ItemCount) };
                Report(answer);
            }

            return answer;
        }
        finally
        {
            request.Body.Release();
        }
    }

    private async ValueTask<Outcome> SendInPartsAsync(
        PdataBatch batch, OtlpBytes bytes, OtlpSendProgress progress, OtlpDeadline deadline)
    {
        var parts = new Stack<OtlpBatchBody>();
        OtlpBatchBody? part = null;
        int passedItems = 0;
        try
        {
            if (!TryPushHalves(parts, bytes))
            {
                return ToOutcome(progress.LastRefusal);
            }

            while (parts.TryPop(out part))
            {
                int items = part.Bytes.ItemCount;
                bool isSettled = passedItems < progress.DoneItems && passedItems + items <= progress.DoneItems;
                if (!isSettled && !(MustSplit(part, passedItems, progress) && TryPushHalves(parts, part.Bytes)))
                {
                    OtlpAnswer answer = await SendAsync(part, deadline).ConfigureAwait(false);
                    if (answer.Kind == OtlpAnswerKind.Retry)
                    {
                        return ToOutcome(answer) with { DeliveredItems = progress.DeliveredItems };
                    }

                    isSettled = Settle(parts, part, answer, progress);
                }

                passedItems += isSettled ? items : 0;
                part.Release();
                part = null;
                if (progress.RefusedInARow >= QuotaEvidenceItems && !progress.HasAccepted)
                {
                    break;
                }
            }

            return Conclude(batch, progress);
        }
        finally
        {
            part?.Release();
            while (parts.TryPop(out OtlpBatchBody? left))
            {
                left.Release();
            }
        }
    }

    /// <summary>
    /// True for a part whose beginning was settled in an earlier attempt (halving is deterministic, so it was split
    /// then), and for one of a size that the peer has refused already.
    /// </summary>
    private static bool MustSplit(OtlpBatchBody part, int passedItems, OtlpSendProgress progress) =>
        passedItems < progress.DoneItems || part.LengthBytes >= progress.TooLargeBytes;

    /// <summary>Notes how a part ended; false when it goes on in halves.</summary>
    private bool Settle(Stack<OtlpBatchBody> parts, OtlpBatchBody part, in OtlpAnswer answer, OtlpSendProgress progress)
    {
        int items = part.Bytes.ItemCount;
        if (answer.Kind == OtlpAnswerKind.Accepted)
        {
            progress.NoteAccepted(items, answer);
            return true;
        }

        if (answer.Kind == OtlpAnswerKind.TooLarge)
        {
            if (TryPushHalves(parts, part.Bytes))
            {
                progress.NoteTooLarge(part.LengthBytes);
                NoteSplit(part, answer);
                return false;
            }

            NoteTooLarge(part, answer);
        }

        progress.NoteRefused(items, answer);
        return true;
    }

    /// <summary>
    /// Puts the halves of a message on top, the first one uppermost. False when it cannot be divided: one item, or
    /// items whose resource is so large that the splitter does not repeat it.
    /// </summary>
    private bool TryPushHalves(Stack<OtlpBatchBody> parts, OtlpBytes bytes)
    {
        if (bytes.ItemCount <= 1)
        {
            return false;
        }

        List<OtlpBytes> halves = OtlpSplitter.Split(
            bytes, new OtlpSplitLimits(MaxItems: (bytes.ItemCount + 1) / 2, MaxBytes: int.MaxValue), context.Pool);
        if (halves.Count < 2)
        {
            halves.ForEach(static half => half.Release());
            return false;
        }

        for (int i = halves.Count - 1; i >= 0; i--)
        {
            parts.Push(new OtlpBatchBody(halves[i]));
        }

        return true;
    }

    /// <summary>The outcome of a batch that went out whole.</summary>
    private Outcome Conclude(in OtlpAnswer answer, OtlpBatchBody body)
    {
        if (answer.Kind == OtlpAnswerKind.TooLarge)
        {
            NoteTooLarge(body, answer);
        }

        return ToOutcome(answer);
    }

    /// <summary>The outcome of a batch that went out in parts, all of which are settled.</summary>
    private static Outcome Conclude(PdataBatch batch, OtlpSendProgress progress)
    {
        if (!progress.HasAccepted)
        {
            return ToOutcome(progress.LastRefusal);
        }

        return progress.RejectedItems == 0
            ? Outcome.Ack
            : new Outcome(
                OutcomeKind.Ack, Message: progress.LastRefusal.Message, RejectedItems: Math.Min(progress.RejectedItems, batch.ItemCount));
    }

    private static Outcome ToOutcome(in OtlpAnswer answer) => answer.Kind switch
    {
        OtlpAnswerKind.Accepted => answer.RejectedItems > 0
            ? new Outcome(OutcomeKind.Ack, Message: answer.Message, RejectedItems: answer.RejectedItems)
            : Outcome.Ack,
        OtlpAnswerKind.Retry => Outcome.Retryable(answer.Cause, answer.Message!, answer.RetryAfter),
        _ => Outcome.Permanent(answer.Cause, answer.Message!),
    };

    private OtlpAnswer OverOwnLimit() => OtlpAnswer.TooLarge(
        $"{destination.Display} was not asked: the request is above our limit of {context.Limits.MaxRequestBytes} bytes",
        isAboutSize: true);

    private void NoteSplit(OtlpBatchBody part, in OtlpAnswer answer)
    {
        metrics.Split(destination.Signal);
        context.Log.Split(destination, part.LengthBytes, answer.Message!);
    }

    private void NoteTooLarge(OtlpBatchBody part, in OtlpAnswer answer)
    {
        if (answer.IsAboutSize)
        {
            metrics.TooLarge(destination.Signal, Math.Max(1, part.Bytes.ItemCount));
        }
    }

    /// <summary>Counts or logs what a peer says about a request that it took.</summary>
    private void Report(in OtlpAnswer answer)
    {
        if (answer.RejectedItems > 0)
        {
            metrics.Rejected(destination.Signal, answer.RejectedItems);
        }
        else if (answer.Message is { } remark)
        {
            context.Log.Remark(destination, remark);
        }
    }
}
