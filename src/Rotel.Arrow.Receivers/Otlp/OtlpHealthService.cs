using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// grpc.health.v1.Health for the process ("") and each service. It is told of changes as they happen, so the polling of
/// the framework's health checks is not used.
/// </summary>
internal sealed class OtlpHealthService(OpenCalls calls) : HealthServiceImpl
{
    /// <summary>Sets the state of the process and of the services of <paramref name="signals"/>; watchers hear of it.</summary>
    internal void Set(bool serving, IEnumerable<Signal> signals)
    {
        HealthCheckResponse.Types.ServingStatus status = serving
            ? HealthCheckResponse.Types.ServingStatus.Serving
            : HealthCheckResponse.Types.ServingStatus.NotServing;
        SetStatus("", status);
        foreach (Signal signal in signals)
        {
            SetStatus(OtlpServices.NameOf(signal), status);
        }
    }

    /// <inheritdoc/>
    public override Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context) =>
        calls.UntilStopAsync(base.Watch(request, responseStream, context));
}
