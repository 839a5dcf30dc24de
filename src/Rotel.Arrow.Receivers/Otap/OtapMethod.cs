using System.Diagnostics.CodeAnalysis;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>The name under which the library knows the service of traces.</summary>
internal sealed class OtapTracesService;

/// <summary>The name under which the library knows the service of metrics.</summary>
internal sealed class OtapMetricsService;

/// <summary>The name under which the library knows the service of logs.</summary>
internal sealed class OtapLogsService;

/// <summary>Registers the bidirectional method of one service, which a delegate of ours serves.</summary>
internal sealed class OtapMethod<[DynamicallyAccessedMembers(OtapServices.Members)] TService>(Signal signal, RequestDelegate serve)
    : IServiceMethodProvider<TService>
    where TService : class
{
    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        // The marshallers describe the method; the delegate reads and writes messages itself.
        Marshaller<byte[]> bytes = Marshallers.Create(static value => value, static value => value);
        string name = OtapServices.NameOf(signal);
        var method = new Method<byte[], byte[]>(
            MethodType.DuplexStreaming, $"{OtapServices.Package}.{name}Service", name, bytes, bytes);
        context.AddMethod(method, RoutePatternFactory.Parse(method.FullName), [], serve);
    }
}

/// <summary>The services of OTAP (otap.md 1.1).</summary>
internal static class OtapServices
{
    internal const string Package = "opentelemetry.proto.experimental.arrow.v1";

    /// <summary>What the library asks to be kept of a type that names a service.</summary>
    internal const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    /// <summary>Name of the method of a signal; its service is called the same with "Service" behind.</summary>
    internal static string NameOf(Signal signal) => signal switch
    {
        Signal.Traces => "ArrowTraces",
        Signal.Metrics => "ArrowMetrics",
        _ => "ArrowLogs",
    };
}
