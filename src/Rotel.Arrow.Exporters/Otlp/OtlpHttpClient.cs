using System.Net;
using System.Net.Http.Headers;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// OTLP/HTTP with protobuf or JSON bodies. http addresses are spoken to in HTTP/1.1, which moves more bytes a CPU
/// second than HTTP/2 and which every OTLP server takes; https addresses in whichever of the two the peer prefers.
/// </summary>
internal sealed class OtlpHttpClient(OtlpDestination destination, OtlpClientContext context) : OtlpClient(destination, context)
{
    /// <summary>
    /// Larger requests ask first (Expect: 100-continue): a peer that refuses by Content-Length then answers 413
    /// instead of closing the connection under the body, where its answer would be lost.
    /// </summary>
    private const long AskFirstBytes = 1 << 20;

    private const string ProtobufType = "application/x-protobuf";
    private const string JsonType = "application/json";

    private readonly OtlpAnswerReader _reader = new(destination, context);

    protected override HttpRequestMessage CreateMessage(OtlpRequest request, TimeSpan remaining)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, Destination.Target.Address)
        {
            Version = Destination.Target.IsSecure ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new RequestBodyContent(request.Body.Retain(), BodyFraming.None, Context.Pool),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(
            Destination.Options.Protocol == OtlpProtocol.HttpJson ? JsonType : ProtobufType);
        if (request.IsCompressed)
        {
            message.Content.Headers.ContentEncoding.Add(Destination.EncodingName!);
        }

        if (request.Body.LengthBytes > AskFirstBytes)
        {
            message.Headers.ExpectContinue = true;
        }

        Destination.AddHeaders(message);
        return message;
    }

    protected override async ValueTask<OtlpAnswer> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
        {
            return await ReadErrorAsync(response, cancellation).ConfigureAwait(false);
        }

        int limitBytes = Context.Limits.MaxResponseBytes;
        using BoundedResponse body = await BoundedResponse.ReadAsync(response, limitBytes, cancellation).ConfigureAwait(false);
        if (body.IsTooLarge)
        {
            return OtlpRetryPolicy.FromOversizeAnswer(Destination, limitBytes);
        }

        // The encoding of the answer should be the request's; what its own Content-Type says counts.
        string? contentType = response.Content.Headers.Find("Content-Type");
        bool isJson = OtlpResponseReader.IsType(contentType, JsonType);
        if (body.Bytes.IsEmpty)
        {
            return new OtlpAnswer(OtlpAnswerKind.Accepted);
        }

        return isJson || OtlpResponseReader.IsType(contentType, ProtobufType)
            ? _reader.Read(body.Bytes, ContentEncodings.FromHttp(response.Content.Headers.Find("Content-Encoding")), isJson)
            : _reader.Unreadable("its Content-Type is neither protobuf nor JSON");
    }

    private async ValueTask<OtlpAnswer> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using BoundedResponse body = await ReadErrorBodyAsync(response, cancellation).ConfigureAwait(false);
        TimeSpan? retryInfo = null;
        string? text = response.Content.Headers.Find("Content-Encoding") is null
            ? OtlpResponseReader.ReadError(body.Bytes.Span, response.Content.Headers.Find("Content-Type"), out retryInfo)
            : null;
        TimeSpan? wait = FindRetryAfter(response) ?? (retryInfo is { } delay ? RetryAfterHeader.Clamp(delay) : null);
        return OtlpRetryPolicy.FromHttp(Destination, (int)response.StatusCode, text, wait);
    }
}
