using System.Diagnostics.CodeAnalysis;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>The name under which the library knows the service of traces.</summary>
internal sealed class OtlpTraceService;

/// <summary>The name under which the library knows the service of metrics.</summary>
internal sealed class OtlpMetricsService;

/// <summary>The name under which the library knows the service of logs.</summary>
internal sealed class OtlpLogsService;

/// <summary>
/// Registers the Export method of one service with Grpc.AspNetCore, which routes to it and answers UNIMPLEMENTED for
/// everything else, while the request itself is handled by a delegate of ours.
/// </summary>
internal sealed class ExportMethod<[DynamicallyAccessedMembers(OtlpServices.Members)] TService>(Signal signal, RequestDelegate export)
    : IServiceMethodProvider<TService>
    where TService : class
{
    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        // The marshallers describe the method; the delegate reads and writes messages itself.
        Marshaller<byte[]> bytes = Marshallers.Create(static value => value, static value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, OtlpServices.NameOf(signal), "Export", bytes, bytes);
        context.AddMethod(method, RoutePatternFactory.Parse(method.FullName), [], export);
    }
}

/// <summary>The services of OTLP/gRPC.</summary>
internal static class OtlpServices
{
    /// <summary>What the library asks to be kept of a type that names a service; these have nothing but a constructor.</summary>
    internal const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    /// <summary>Full name of the service of a signal.</summary>
    internal static string NameOf(Signal signal) => signal switch
    {
        Signal.Traces => "opentelemetry.proto.collector.trace.v1.TraceService",
        Signal.Metrics => "opentelemetry.proto.collector.metrics.v1.MetricsService",
        _ => "opentelemetry.proto.collector.logs.v1.LogsService",
    };
}
