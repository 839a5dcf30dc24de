using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>The answer to one batch: BatchStatus { int64 batch_id = 1; StatusCode status_code = 2; string status_message = 3 }.</summary>
/// <param name="BatchId">Of the batch.</param>
/// <param name="Code">
/// OK; UNAVAILABLE for everything that may be sent again; INVALID_ARGUMENT for what never succeeds. No other: the Go
/// exporter drops a batch for good on any other code, and most of them cost it the stream (otap.md 1.8).
/// </param>
/// <param name="Message">For people; empty on OK.</param>
internal readonly record struct OtapBatchStatus(long BatchId, GrpcStatusCode Code, string Message = "")
{
    private const int MaxMessageChars = 1024;

    /// <summary>The answer for what became of the items of a batch.</summary>
    internal static OtapBatchStatus Of(long batchId, in Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Ack => new OtapBatchStatus(batchId, GrpcStatusCode.Ok),
        OutcomeKind.RetryableNack => new OtapBatchStatus(batchId, GrpcStatusCode.Unavailable, outcome.Message ?? "not delivered"),
        _ => new OtapBatchStatus(batchId, GrpcStatusCode.InvalidArgument, outcome.Message ?? "refused by the destination"),
    };

    /// <summary>Bytes of a message below this.</summary>
    internal const int MaxBytes = (3 * ProtoReader.MaxVarintBytes) + 8 + (3 * MaxMessageChars);

    /// <summary>Writes the message; gives its length.</summary>
    internal int Write(Span<byte> target)
    {
        int length = 0;
        if (BatchId != 0)
        {
            target[length++] = 0x08;
            length += Varint(target[length..], (ulong)BatchId);
        }

        if (Code != GrpcStatusCode.Ok)
        {
            target[length++] = 0x10;
            length += Varint(target[length..], (ulong)Code);
            string text = Message.Length > MaxMessageChars ? Message[..MaxMessageChars] : Message;
            int bytes = System.Text.Encoding.UTF8.GetByteCount(text);
            target[length++] = 0x1A;
            length += Varint(target[length..], (ulong)bytes);
            length += System.Text.Encoding.UTF8.GetBytes(text, target[length..]);
        }

        return length;
    }

    private static int Varint(Span<byte> target, ulong value)
    {
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[length++] = (byte)(value | 0x80);
        }

        target[length] = (byte)value;
        return length + 1;
    }
}
