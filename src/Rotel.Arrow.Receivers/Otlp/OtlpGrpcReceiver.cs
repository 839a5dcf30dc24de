using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// The unary Export method of one signal, as a request delegate that reads the body as a pipe.
/// <list type="number">
/// <item>The headers: protocol, content type. What is no gRPC is refused before the body is touched.</item>
/// <item>The five bytes of the prefix: a length over the limit, an unknown encoding and a stop are answered at once.</item>
/// <item>The message, copied into admitted memory as it arrives, to the end of the stream.</item>
/// <item>Inflate and submit; wait for delivery if the pipeline asks for it.</item>
/// <item>An empty response with status OK, a partial success, or a status in the headers.</item>
/// </list>
/// </summary>
/// <remarks>Thread-safe. A plain request costs one object, the task of <see cref="InvokeAsync"/>.</remarks>
internal sealed class OtlpGrpcReceiver(Signal signal, OtlpExport export, OtlpReceiverMetrics metrics, OtlpReceiverLog log)
{
    /// <summary>Answers one call. Never throws.</summary>
    internal async Task InvokeAsync(HttpContext context)
    {
        // 1.
        if (!GrpcServerCall.TryAccept(context))
        {
            metrics.Count(OtlpTransport.Grpc, signal, new ExportReply(ExportStatus.BadHttp));
            return;
        }

        ExportReply reply;
        try
        {
            reply = await ExportAsync(context).ConfigureAwait(false);
        }
        catch (Exception error) when (PeerFailure.IsGone(error))
        {
            metrics.Count(OtlpTransport.Grpc, signal, new ExportReply(ExportStatus.Aborted));
            return;
        }
        catch (BadHttpRequestException error)
        {
            reply = new ExportReply(ExportStatus.BadHttp, error.Message);
        }
#pragma warning disable CA1031 // The boundary: a defect becomes a status of this request and nothing else.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.Fault(OtlpTransport.Grpc, signal, error);
            reply = new ExportReply(ExportStatus.Fault);
        }

        metrics.Count(OtlpTransport.Grpc, signal, reply);
        log.NotAccepted(OtlpTransport.Grpc, signal, reply);
        Answer(context, reply);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ExportReply> ExportAsync(HttpContext context)
    {
        // 2.
        if (export.IsStopping)
        {
            return new ExportReply(ExportStatus.Stopping);
        }

        GrpcPrefix prefix = await GrpcPrefixReader.ReadAsync(context.Request.BodyReader).ConfigureAwait(false);
        if (!TryTake(context, prefix, out ContentEncoding encoding, out ExportReply refusal))
        {
            return refusal;
        }

        // 3.
        int length = (int)prefix.MessageBytes;
        BodyRead body = await AdmittedBody
            .ReadAsync(context.Request.BodyReader, export.Ingress, signal, length, export.MaxMessageBytes)
            .ConfigureAwait(false);
        if (body.State != BodyState.Complete)
        {
            return export.ReplyTo(body, ExportStatus.BadFraming);
        }

        // 4.
        DeliveryWait? wait = export.Ingress.WaitsForDelivery ? new DeliveryWait() : null;
        ExportReply reply = export.Submit(signal, encoding, BodyFormat.Protobuf, body.Slab!, body.Length, wait);
        return wait is null || reply.AcceptedItems == 0
            ? reply
            : await export.AwaitDeliveryAsync(context, wait, reply, GrpcServerCall.Timeout(context)).ConfigureAwait(false);
    }

    /// <summary>Judges the prefix. The encoding counts only for a message whose compressed flag is set.</summary>
    private bool TryTake(HttpContext context, GrpcPrefix prefix, out ContentEncoding encoding, out ExportReply refusal)
    {
        encoding = ContentEncoding.Identity;
        refusal = default;
        if (prefix.State != GrpcPrefixState.Message)
        {
            refusal = new ExportReply(ExportStatus.BadFraming, prefix.State == GrpcPrefixState.End
                ? "a unary call without a message"
                : "the message has no valid prefix");
            return false;
        }

        if (prefix.Compressed)
        {
            encoding = GrpcServerCall.Encoding(context);
            if (encoding == ContentEncoding.Unknown)
            {
                refusal = new ExportReply(
                    ExportStatus.UnknownEncoding, $"unsupported grpc-encoding; supported are {ContentEncodings.AcceptedByGrpc}");
                return false;
            }

            if (encoding == ContentEncoding.Identity)
            {
                refusal = new ExportReply(ExportStatus.BadFraming, "a compressed message without grpc-encoding");
                return false;
            }
        }

        if (prefix.MessageBytes > (uint)export.MaxMessageBytes)
        {
            refusal = export.TooLarge(prefix.MessageBytes);
            return false;
        }

        return true;
    }

    // 5.
    private void Answer(HttpContext context, in ExportReply reply)
    {
        if (reply.Status == ExportStatus.Accepted)
        {
            GrpcServerCall.WriteMessage(context, ExportResponse.ToBytes(BodyFormat.Protobuf, signal, reply));
        }
        else
        {
            GrpcServerCall.WriteStatus(context, reply.GrpcCode, reply.Text, reply.RetryDelay, reply.Violation);
        }
    }
}
