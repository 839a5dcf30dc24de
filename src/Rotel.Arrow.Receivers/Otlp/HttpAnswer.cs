using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>Writes OTLP/HTTP answers. Nothing is flushed; the server sends all of it when the handler returns.</summary>
internal static class HttpAnswer
{
    /// <summary>Bodies from here on are worth compressing; nearly all are shorter.</summary>
    private const int MinCompressedBytes = 1024;

    /// <summary>A reply in the request's own format.</summary>
    internal static void Write(HttpContext context, BodyFormat format, Signal signal, in ExportReply reply)
    {
        HttpResponse response = context.Response;
        response.StatusCode = reply.HttpStatus;
        if (reply.Status == ExportStatus.Accepted)
        {
            WriteBody(context, format, ExportResponse.ToBytes(format, signal, reply));
            return;
        }

        if (reply.RetryDelay is { } delay)
        {
            long seconds = Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (reply.Status == ExportStatus.Stopping)
        {
            // HTTP/1.1; on HTTP/2 the server takes the header away and sends GOAWAY when it stops.
            response.Headers.Connection = "close";
        }

        WriteStatus(context, format, new RpcStatus((int)reply.GrpcCode, reply.Text, reply.RetryDelay), reply.Violation);
    }

    /// <summary>The body of an error; the HTTP status was set.</summary>
    internal static void WriteStatus(HttpContext context, BodyFormat format, in RpcStatus status, string? violation) =>
        WriteBody(context, format, format == BodyFormat.Protobuf
            ? RpcStatusWriter.ToProtobuf(status, violation)
            : RpcStatusWriter.ToJson(status, violation));

    private static void WriteBody(HttpContext context, BodyFormat format, ReadOnlySpan<byte> body)
    {
        HttpResponse response = context.Response;
        response.ContentType = format.ResponseType();
        if (body.Length >= MinCompressedBytes && AcceptsGzip(context.Request.Headers.AcceptEncoding.ToString()))
        {
            var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(body);
            }

            response.Headers.ContentEncoding = "gzip";
            body = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            response.BodyWriter.Write(body);
        }
    }

    /// <summary>True when the list names gzip without the weight zero.</summary>
    private static bool AcceptsGzip(ReadOnlySpan<char> list)
    {
        foreach (Range range in list.Split(','))
        {
            ReadOnlySpan<char> entry = list[range].Trim();
            int parameters = entry.IndexOf(';');
            ReadOnlySpan<char> name = (parameters < 0 ? entry : entry[..parameters]).TrimEnd();
            if (name.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                ReadOnlySpan<char> weight = parameters < 0 ? default : entry[(parameters + 1)..].Trim();
                return weight is not ("q=0" or "q=0.0" or "q=0.00" or "q=0.000");
            }
        }

        return false;
    }
}
