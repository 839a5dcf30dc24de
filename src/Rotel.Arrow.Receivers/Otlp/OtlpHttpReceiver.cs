using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// The OTLP/HTTP resource of one signal, as a request delegate.
/// <list type="number">
/// <item>Method, media type, encoding, Content-Length, stop: what the headers decide is answered before the body.</item>
/// <item>The body, copied into admitted memory as it arrives; the limit holds for bodies of unknown length too.</item>
/// <item>Inflate, turn JSON into protobuf, submit; wait for delivery if the pipeline asks for it.</item>
/// <item>200 with the response message, or an error with a google.rpc.Status, in the request's own format.</item>
/// </list>
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class OtlpHttpReceiver(Signal signal, OtlpExport export, OtlpReceiverMetrics metrics, OtlpReceiverLog log)
{
    /// <summary>Answers one request. Never throws.</summary>
    internal async Task InvokeAsync(HttpContext context)
    {
        BodyFormat format = BodyFormats.FromContentType(context.Request.ContentType);
        ExportReply reply;
        try
        {
            reply = await ExportAsync(context, format).ConfigureAwait(false);
        }
        catch (Exception error) when (PeerFailure.IsGone(error))
        {
            metrics.Count(OtlpTransport.Http, signal, new ExportReply(ExportStatus.Aborted));
            return;
        }
        catch (BadHttpRequestException error)
        {
            // Too slow (408), broken chunks (400): the server closes the connection after the answer.
            reply = new ExportReply(ExportStatus.BadHttp, error.Message, HttpOverride: error.StatusCode);
        }
#pragma warning disable CA1031 // The boundary: a defect becomes a status of this request and nothing else.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.Fault(OtlpTransport.Http, signal, error);
            reply = new ExportReply(ExportStatus.Fault);
        }

        metrics.Count(OtlpTransport.Http, signal, reply);
        log.NotAccepted(OtlpTransport.Http, signal, reply);

        // 4.
        HttpAnswer.Write(context, format, signal, reply);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ExportReply> ExportAsync(HttpContext context, BodyFormat format)
    {
        // 1.
        if (!TryTake(context, format, out ContentEncoding encoding, out ExportReply refusal))
        {
            return refusal;
        }

        // 2.
        int declared = (int)(context.Request.ContentLength ?? -1);
        BodyRead body = await AdmittedBody
            .ReadAsync(context.Request.BodyReader, export.Ingress, signal, declared, export.MaxMessageBytes)
            .ConfigureAwait(false);
        if (body.State != BodyState.Complete)
        {
            return export.ReplyTo(body, ExportStatus.TooLarge);
        }

        // 3.
        DeliveryWait? wait = export.Ingress.WaitsForDelivery ? new DeliveryWait() : null;
        ExportReply reply = export.Submit(signal, encoding, format, body.Slab!, body.Length, wait);
        return wait is null || reply.AcceptedItems == 0
            ? reply
            : await export.AwaitDeliveryAsync(context, wait, reply, timeout: null).ConfigureAwait(false);
    }

    private bool TryTake(HttpContext context, BodyFormat format, out ContentEncoding encoding, out ExportReply refusal)
    {
        HttpRequest request = context.Request;
        encoding = ContentEncodings.FromHttp(request.Headers.ContentEncoding.ToString());
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            refusal = new ExportReply(ExportStatus.BadHttp, "OTLP is sent with POST", HttpOverride: StatusCodes.Status405MethodNotAllowed);
        }
        else if (format == BodyFormat.Unsupported)
        {
            refusal = new ExportReply(
                ExportStatus.BadHttp,
                $"the content type must be {BodyFormats.ProtobufType} or {BodyFormats.JsonType}",
                HttpOverride: StatusCodes.Status415UnsupportedMediaType);
        }
        else if (encoding == ContentEncoding.Unknown)
        {
            context.Response.Headers.AcceptEncoding = ContentEncodings.AcceptedByHttp;
            refusal = new ExportReply(
                ExportStatus.UnknownEncoding, $"unsupported content encoding; supported are {ContentEncodings.AcceptedByHttp}");
        }
        else if (request.ContentLength > export.MaxMessageBytes)
        {
            refusal = export.TooLarge(request.ContentLength.Value);
        }
        else
        {
            refusal = new ExportReply(export.IsStopping ? ExportStatus.Stopping : ExportStatus.Accepted);
        }

        return refusal.Status == ExportStatus.Accepted;
    }
}
