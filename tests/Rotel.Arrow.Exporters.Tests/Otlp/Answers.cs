using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Answers as servers write them.</summary>
internal static class Answers
{
    /// <summary>gRPC success with a response message (default: empty), framed.</summary>
    internal static Task GrpcOkAsync(HttpContext context, IMessage? message = null) =>
        GrpcOkAsync(context, message?.ToByteArray() ?? [], encoding: null);

    internal static async Task GrpcOkAsync(HttpContext context, byte[] message, string? encoding)
    {
        context.Response.ContentType = "application/grpc";
        if (encoding is not null)
        {
            context.Response.Headers["grpc-encoding"] = encoding;
        }

        byte[] frame = new byte[GrpcFramePrefix.LengthBytes + message.Length];
        GrpcFramePrefix.Write(frame, encoding is not null, (uint)message.Length);
        message.CopyTo(frame, GrpcFramePrefix.LengthBytes);
        await context.Response.Body.WriteAsync(frame);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>A gRPC error in headers alone.</summary>
    internal static Task GrpcError(HttpContext context, GrpcStatusCode code, string message = "", byte[]? details = null)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = GrpcMessageText.Encode(message);
        if (details is not null)
        {
            context.Response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(details).TrimEnd('=');
        }

        return Task.CompletedTask;
    }

    /// <summary>A gRPC error in trailers, after headers that promised nothing.</summary>
    internal static async Task GrpcErrorInTrailersAsync(HttpContext context, GrpcStatusCode code, string message, byte[]? details = null)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        context.Response.AppendTrailer("grpc-status", ((int)code).ToString(CultureInfo.InvariantCulture));
        context.Response.AppendTrailer("grpc-message", GrpcMessageText.Encode(message));
        if (details is not null)
        {
            context.Response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details));
        }
    }

    /// <summary>An HTTP answer.</summary>
    internal static async Task HttpAsync(HttpContext context, int status, string contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(body);
    }

    /// <summary>HTTP success with a protobuf response message.</summary>
    internal static Task HttpOkAsync(HttpContext context, IMessage? message = null) =>
        HttpAsync(context, 200, "application/x-protobuf", message?.ToByteArray() ?? []);

    /// <summary>RST_STREAM with an HTTP/2 error code.</summary>
    internal static void Reset(HttpContext context, int errorCode) =>
        context.Features.Get<IHttpResetFeature>()!.Reset(errorCode);
}
