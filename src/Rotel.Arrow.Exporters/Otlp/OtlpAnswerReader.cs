using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// Reads the response message of a request that the peer took. What cannot be read does not undo the success: the
/// request was accepted, and sending it again would duplicate it. Only an answer over the limit counts as a failure,
/// because the specification says so.
/// </summary>
internal sealed class OtlpAnswerReader(OtlpDestination destination, OtlpClientContext context)
{
    /// <summary>The answer in a whole response body.</summary>
    internal OtlpAnswer Read(ReadOnlyMemory<byte> body, ContentEncoding encoding, bool isJson)
    {
        if (encoding == ContentEncoding.Identity || body.IsEmpty)
        {
            return Parse(body.Span, isJson);
        }

        int limitBytes = context.Limits.MaxResponseBytes;
        InflateResult inflated = new BoundedInflater(context.Pool, limitBytes).Inflate(encoding, body);
        try
        {
            return inflated.Status switch
            {
                InflateStatus.Ok => Parse(inflated.Slab is { } slab ? slab.GetSpan()[..inflated.Length] : default, isJson),
                InflateStatus.TooLarge => OtlpRetryPolicy.FromOversizeAnswer(destination, limitBytes),
                _ => Unreadable(inflated.Message ?? "it cannot be decompressed"),
            };
        }
        finally
        {
            inflated.Slab?.Release();
        }
    }

    /// <summary>Accepted; the reason why the answer could not be read goes to the log.</summary>
    internal OtlpAnswer Unreadable(string reason)
    {
        context.Log.UnreadableAnswer(destination, reason);
        return new OtlpAnswer(OtlpAnswerKind.Accepted);
    }

    private OtlpAnswer Parse(ReadOnlySpan<byte> message, bool isJson)
    {
        bool isReadable = isJson
            ? OtlpResponseReader.TryReadJson(message, out long rejected, out string? remark)
            : OtlpResponseReader.TryReadProtobuf(message, out rejected, out remark);
        if (!isReadable)
        {
            return Unreadable("it is not an OTLP response");
        }

        string? words = remark is null ? null : PrintableText.Shorten(remark, OtlpRetryPolicy.MaxPeerChars);
        return new OtlpAnswer(OtlpAnswerKind.Accepted, Message: words, RejectedItems: Math.Max(0, rejected));
    }
}
