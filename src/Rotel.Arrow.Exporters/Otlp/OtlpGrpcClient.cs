using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// Unary Export calls with our own framing: HTTP/2 by prior knowledge for http addresses, by ALPN for https.
/// <code>
/// HEADERS  :method POST, :path /opentelemetry.proto.collector...Service/Export, te trailers,
///          content-type application/grpc, grpc-timeout, grpc-encoding, grpc-accept-encoding, user-agent
/// DATA     one frame prefix and one message
/// </code>
/// The status is read from the trailers, or from the headers of an answer without a body ("Trailers-Only").
/// </summary>
/// <remarks>Source: "gRPC over HTTP2".</remarks>
internal sealed class OtlpGrpcClient(OtlpDestination destination, OtlpClientContext context) : OtlpClient(destination, context)
{
    private readonly OtlpAnswerReader _reader = new(destination, context);

    /// <summary>A grpc-timeout value: at most eight digits and a unit, never zero.</summary>
    internal static string FormatTimeout(TimeSpan remaining)
    {
        const double mostDigits = 99_999_999;
        double milliseconds = Math.Max(1, Math.Floor(remaining.TotalMilliseconds));
        return milliseconds <= mostDigits
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F0}m")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(Math.Floor(remaining.TotalSeconds), mostDigits):F0}S");
    }

    protected override HttpRequestMessage CreateMessage(OtlpRequest request, TimeSpan remaining)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, Destination.Target.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new RequestBodyContent(
                request.Body.Retain(), request.IsCompressed ? BodyFraming.GrpcCompressed : BodyFraming.Grpc, Context.Pool),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        message.Headers.TryAddWithoutValidation("te", "trailers");
        message.Headers.TryAddWithoutValidation("grpc-timeout", FormatTimeout(remaining));
        message.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity,gzip,zstd");
        if (request.IsCompressed)
        {
            message.Headers.TryAddWithoutValidation("grpc-encoding", Destination.EncodingName);
        }

        Destination.AddHeaders(message);
        return message;
    }

    protected override async ValueTask<OtlpAnswer> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Headers.Find("grpc-status") is { } early)
        {
            return ReadStatus(early, response.Headers);
        }

        string? contentType = response.Content.Headers.Find("Content-Type");
        if (response.StatusCode != HttpStatusCode.OK || !OtlpResponseReader.IsType(contentType, "application/grpc"))
        {
            using BoundedResponse error = await ReadErrorBodyAsync(response, cancellation).ConfigureAwait(false);
            string? text = OtlpResponseReader.ReadError(error.Bytes.Span, contentType, out _);
            return OtlpRetryPolicy.FromHttpToGrpc(Destination, (int)response.StatusCode, text, FindRetryAfter(response));
        }

        int limitBytes = Context.Limits.MaxResponseBytes;
        using BoundedResponse body = await BoundedResponse.ReadAsync(
            response, limitBytes + GrpcFramePrefix.LengthBytes, cancellation).ConfigureAwait(false);
        if (body.IsTooLarge)
        {
            return OtlpRetryPolicy.FromOversizeAnswer(Destination, limitBytes);
        }

        if (response.TrailingHeaders.Find("grpc-status") is not { } status)
        {
            // The stream ended in good order but the call did not: whether the data was taken is not known, as when
            // a connection breaks, and so it is tried again.
            return OtlpRetryPolicy.FromFailure(
                Destination, new TransportFailure(TransportFailureKind.Reset, "the answer ended without a gRPC status"));
        }

        return GrpcStatusCodes.TryParse(status, out GrpcStatusCode code) && code == GrpcStatusCode.Ok
            ? ReadMessage(body.Bytes, response.Headers.Find("grpc-encoding"))
            : ReadStatus(status, response.TrailingHeaders);
    }

    private OtlpAnswer ReadStatus(string status, HttpHeaders headers)
    {
        if (!GrpcStatusCodes.TryParse(status, out GrpcStatusCode code))
        {
            code = GrpcStatusCode.Unknown;
        }

        if (code == GrpcStatusCode.Ok)
        {
            return new OtlpAnswer(OtlpAnswerKind.Accepted);
        }

        string? text = headers.Find("grpc-message") is { } encoded
            ? GrpcMessageText.Decode(encoded, OtlpRetryPolicy.MaxPeerChars)
            : null;
        RpcStatus details = default;
        if (headers.Find("grpc-status-details-bin") is { } base64)
        {
            RpcStatusReader.TryReadHeader(base64, OtlpRetryPolicy.MaxPeerChars, out details);
        }

        return OtlpRetryPolicy.FromGrpc(
            Destination, code, text ?? details.Message, details.RetryDelay, Context.Limits.RetryResourceExhausted);
    }

    /// <summary>The message of a call that succeeded.</summary>
    private OtlpAnswer ReadMessage(ReadOnlyMemory<byte> body, string? encoding)
    {
        if (body.IsEmpty)
        {
            return new OtlpAnswer(OtlpAnswerKind.Accepted);
        }

        if (!GrpcFramePrefix.TryRead(body.Span, out bool isCompressed, out uint length)
            || length != body.Length - GrpcFramePrefix.LengthBytes)
        {
            return _reader.Unreadable("its gRPC frame is malformed");
        }

        // Servers answer in the encoding of the request, whatever the client accepts (grpc-go does).
        return _reader.Read(
            body[GrpcFramePrefix.LengthBytes..],
            isCompressed ? ContentEncodings.FromGrpc(encoding) : ContentEncoding.Identity,
            isJson: false);
    }
}
