using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// The answer for what nobody serves: UNIMPLEMENTED to gRPC (services of signals without an exporter, profiles, unknown
/// methods), 404 to HTTP.
/// </summary>
internal static class UnknownPath
{
    internal static Task AnswerAsync(HttpContext context)
    {
        if (GrpcServerCall.IsGrpc(context.Request))
        {
            GrpcServerCall.WriteStatus(context, GrpcStatusCode.Unimplemented, "no such service or method, or no exporter takes its signal");
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        BodyFormat format = BodyFormats.FromContentType(context.Request.ContentType);
        HttpAnswer.WriteStatus(context, format, new RpcStatus((int)GrpcStatusCode.NotFound, "nothing is served at this path", null), null);
        return Task.CompletedTask;
    }
}
