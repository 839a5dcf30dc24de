using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Rotel.Arrow.Transport.Compression;

namespace Rotel.Arrow.Transport.Grpc;

/// <summary>
/// The HTTP/2 side of one gRPC call for handlers that read and write messages themselves: what the request headers say,
/// and how an answer is written.
/// </summary>
/// <remarks>Source: "gRPC over HTTP2". Nothing here reads the body.</remarks>
public static class GrpcServerCall
{
    private const string ContentType = "application/grpc";

    private static readonly StringValues s_ok = new("0");
    private static readonly string[] s_codes = [.. Enumerable.Range(0, 17).Select(code => code.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>
    /// True for HTTP/2 with a content type of gRPC (<c>application/grpc</c>, <c>+proto</c>, parameters). Otherwise the
    /// answer was set: 426 for HTTP/1, 415 for another content type.
    /// </summary>
    public static bool TryAccept(HttpContext context)
    {
        if (!IsMultiplexed(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "HTTP/2";
            return false;
        }

        if (!IsGrpc(context.Request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        return true;
    }

    /// <summary>True for HTTP/2 with a content type of gRPC.</summary>
    public static bool IsGrpc(HttpRequest request) => IsMultiplexed(request) && IsGrpc(request.ContentType);

    /// <summary>How messages with the compressed flag are encoded; Identity when the header is absent.</summary>
    public static ContentEncoding Encoding(HttpContext context) =>
        ContentEncodings.FromGrpc(context.Request.Headers.GrpcEncoding.ToString());

    /// <summary>
    /// The time the client grants, from <c>grpc-timeout</c>: at most eight digits and a unit (H, M, S, m, u, n). Null
    /// without one, or when it is malformed.
    /// </summary>
    public static TimeSpan? Timeout(HttpContext context)
    {
        string text = context.Request.Headers.GrpcTimeout.ToString();
        const int MaxDigits = 8;
        if (text.Length is < 2 or > MaxDigits + 1
            || !uint.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.NumberStyles.None, null, out uint amount))
        {
            return null;
        }

        return text[^1] switch
        {
            'H' => TimeSpan.FromHours(amount),
            'M' => TimeSpan.FromMinutes(amount),
            'S' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMilliseconds(amount),
            'u' => TimeSpan.FromMicroseconds(amount),
            'n' => TimeSpan.FromTicks(amount / 100),
            _ => null,
        };
    }

    /// <summary>
    /// Answers with one message and status OK: headers, frame, trailers. Nothing is flushed; the server sends all of it
    /// when the handler returns.
    /// </summary>
    public static void WriteMessage(HttpContext context, ReadOnlySpan<byte> message)
    {
        HttpResponse response = context.Response;
        response.ContentType = ContentType;
        int length = GrpcFramePrefix.LengthBytes + message.Length;
        Span<byte> target = response.BodyWriter.GetSpan(length);
        GrpcFramePrefix.Write(target, compressed: false, (uint)message.Length);
        message.CopyTo(target[GrpcFramePrefix.LengthBytes..]);
        response.BodyWriter.Advance(length);
        response.AppendTrailer("grpc-status", s_ok);
    }

    /// <summary>
    /// Answers with a status and no message. Everything stands in the headers ("Trailers-Only"), which every client
    /// understands and which needs one frame.
    /// </summary>
    /// <param name="context">The call; nothing of its response was written yet.</param>
    /// <param name="code">Not OK.</param>
    /// <param name="message">For people; cut to <see cref="RpcStatusWriter.MaxMessageChars"/>.</param>
    /// <param name="retryDelay">Becomes a google.rpc.RetryInfo; null for none.</param>
    /// <param name="violation">Becomes a google.rpc.BadRequest; null for none.</param>
    public static void WriteStatus(
        HttpContext context, GrpcStatusCode code, string message, TimeSpan? retryDelay = null, string? violation = null)
    {
        HttpResponse response = context.Response;
        response.ContentType = ContentType;
        IHeaderDictionary headers = response.Headers;
        headers.GrpcStatus = s_codes[(int)code];
        string text = RpcStatusWriter.Shorten(message);
        headers.GrpcMessage = GrpcMessageText.Encode(text);
        if (retryDelay is not null || violation is not null)
        {
            var status = new RpcStatus((int)code, text, retryDelay);
            headers["grpc-status-details-bin"] = RpcStatusWriter.ToHeader(status, violation);
        }

        if (code == GrpcStatusCode.Unimplemented)
        {
            headers.GrpcAcceptEncoding = ContentEncodings.AcceptedByGrpc;
        }
    }

    private static bool IsMultiplexed(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol);

    private static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ');
}
