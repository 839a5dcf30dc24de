using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>grpc.reflection.v1.ServerReflection.</summary>
internal sealed class OtlpReflectionService(IEnumerable<ServiceDescriptor> services, OpenCalls calls) : ReflectionV1ServiceImpl(services)
{
    /// <inheritdoc/>
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<Grpc.Reflection.V1.ServerReflectionRequest> requestStream,
        IServerStreamWriter<Grpc.Reflection.V1.ServerReflectionResponse> responseStream,
        ServerCallContext context) =>
        calls.UntilStopAsync(base.ServerReflectionInfo(requestStream, responseStream, context));
}

/// <summary>grpc.reflection.v1alpha.ServerReflection, which older tools ask first.</summary>
internal sealed class OtlpReflectionAlphaService(IEnumerable<ServiceDescriptor> services, OpenCalls calls) : ReflectionServiceImpl(services)
{
    /// <inheritdoc/>
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<Grpc.Reflection.V1Alpha.ServerReflectionRequest> requestStream,
        IServerStreamWriter<Grpc.Reflection.V1Alpha.ServerReflectionResponse> responseStream,
        ServerCallContext context) =>
        calls.UntilStopAsync(base.ServerReflectionInfo(requestStream, responseStream, context));
}
