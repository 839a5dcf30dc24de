using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// What both transports do with a body once it has arrived: inflate, hand to the pipeline, wait for delivery if the
/// pipeline asks for it.
/// </summary>
/// <remarks>Thread-safe; nothing is allocated for a plain request.</remarks>
internal sealed class OtlpExport(IIngress ingress, SlabPool pool, int maxMessageBytes, AdmissionGate gate, TimeProvider time)
{
    private readonly BoundedInflater _inflater = new(pool, maxMessageBytes);

    /// <summary>Longest body, before and after decompression.</summary>
    internal int MaxMessageBytes => maxMessageBytes;

    /// <summary>True when new requests are refused.</summary>
    internal bool IsStopping => gate.IsClosed;

    internal IIngress Ingress => ingress;

    /// <summary>The reply to a body that could not be read whole; <paramref name="body"/> is not complete.</summary>
    internal ExportReply ReplyTo(in BodyRead body, ExportStatus whenTooLong) => (body.State switch
    {
        BodyState.TooLong when whenTooLong == ExportStatus.TooLarge => TooLarge(null),
        BodyState.TooLong => new ExportReply(whenTooLong, "more than one message in a unary call"),
        BodyState.TooShort => new ExportReply(ExportStatus.BadFraming, "the body ends before its declared length"),
        _ => new ExportReply(
            IsStopping ? ExportStatus.Stopping : ExportStatus.Overloaded, body.Admission.Message, body.Admission.RetryAfter),
    }) with
    {
        WireBytes = body.Length,
    };

    /// <summary>The reply to a body over the limit.</summary>
    /// <param name="declaredBytes">What it declared; null when it was only found while reading.</param>
    internal ExportReply TooLarge(long? declaredBytes) => new(ExportStatus.TooLarge, declaredBytes is null
        ? $"the request is longer than the limit of {maxMessageBytes} bytes"
        : $"the request of {declaredBytes} bytes is longer than the limit of {maxMessageBytes} bytes");

    /// <summary>
    /// Puts a complete body into the pipeline. Takes over the slab. On Accepted with a <paramref name="wait"/> the
    /// items are under way, and <see cref="AwaitDeliveryAsync"/> has the last word, unless nothing was accepted.
    /// </summary>
    internal ExportReply Submit(Signal signal, ContentEncoding encoding, BodyFormat format, Slab body, int length, DeliveryWait? wait)
    {
        int wireBytes = length;
        if (encoding != ContentEncoding.Identity)
        {
            InflateResult inflated;
            try
            {
                inflated = _inflater.Inflate(encoding, body.ReadOnly(length));
            }
            finally
            {
                body.Release();
            }

            if (inflated.Status != InflateStatus.Ok)
            {
                return new ExportReply(StatusOf(inflated.Status), inflated.Message, WireBytes: wireBytes);
            }

            body = inflated.Slab!;
            length = inflated.Length;
        }

        if (format == BodyFormat.Json)
        {
            OtlpJsonReadResult read;
            try
            {
                read = OtlpJsonReader.Read(signal, body.GetSpan()[..length], pool, maxMessageBytes);
            }
            finally
            {
                body.Release();
            }

            if (read.Status != OtlpJsonStatus.Ok)
            {
                ExportStatus status = read.Status == OtlpJsonStatus.TooLarge ? ExportStatus.TooLarge : ExportStatus.Malformed;
                return new ExportReply(status, read.Message, WireBytes: wireBytes);
            }

            body = read.Slab!;
            length = read.LengthBytes;
        }

        SubmitResult result = ingress.Submit(signal, body, length, wait);
        return (result.Status switch
        {
            SubmitStatus.Accepted => new ExportReply(
                ExportStatus.Accepted, result.Message, AcceptedItems: result.AcceptedItems, RejectedItems: result.RejectedItems),
            SubmitStatus.Malformed => new ExportReply(ExportStatus.Malformed, result.Message),
            _ => new ExportReply(IsStopping ? ExportStatus.Stopping : ExportStatus.Overloaded, result.Message, result.RetryAfter),
        }) with
        {
            WireBytes = wireBytes,
        };
    }

    /// <summary>
    /// Waits until the accepted items were delivered or given up, the client's deadline passes, or the client is gone
    /// (<see cref="OperationCanceledException"/>). The items stay in the pipeline in any case.
    /// </summary>
    internal async Task<ExportReply> AwaitDeliveryAsync(HttpContext context, DeliveryWait wait, ExportReply submitted, TimeSpan? timeout)
    {
        try
        {
            Outcome outcome = await wait.Completed
                .WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, time, context.RequestAborted)
                .ConfigureAwait(false);
            return DeliveryWait.ReplyTo(outcome, submitted) with { WireBytes = submitted.WireBytes };
        }
        catch (TimeoutException)
        {
            return new ExportReply(ExportStatus.DeadlineExceeded, WireBytes: submitted.WireBytes);
        }
    }

    private static ExportStatus StatusOf(InflateStatus status) => status switch
    {
        InflateStatus.TooLarge => ExportStatus.TooLarge,
        InflateStatus.OverBudget => ExportStatus.Overloaded,
        InflateStatus.UnknownEncoding => ExportStatus.UnknownEncoding,
        _ => ExportStatus.Malformed,
    };
}
