namespace Rotel.Arrow.Transport.Grpc;

/// <summary>
/// How a server that speaks both transports says the same thing over HTTP: the table of the OpenTelemetry Collector
/// (v0.159, receiver/otlpreceiver), so that senders see what they know.
/// </summary>
public static class GrpcHttpStatus
{
    /// <summary>The HTTP status of an answer whose gRPC status is <paramref name="code"/>.</summary>
    public static int Of(GrpcStatusCode code) => code switch
    {
        GrpcStatusCode.Ok => 200,
        GrpcStatusCode.InvalidArgument => 400,
        GrpcStatusCode.Unauthenticated => 401,
        GrpcStatusCode.PermissionDenied => 403,
        GrpcStatusCode.Unimplemented => 404,
        GrpcStatusCode.ResourceExhausted => 429,
        GrpcStatusCode.Cancelled or GrpcStatusCode.DeadlineExceeded or GrpcStatusCode.Aborted
            or GrpcStatusCode.OutOfRange or GrpcStatusCode.Unavailable or GrpcStatusCode.DataLoss => 503,
        _ => 500,
    };
}
