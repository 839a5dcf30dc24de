using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// grpc.health.v1.Health for the process ("") and each service. It is told of changes as they happen, so the polling of
/// the framework's health checks is not used. Watchers are let go when the receiver stops; the library's own service
/// would keep their calls, and with them the shutdown, open.
/// </summary>
internal sealed class OtlpHealthService : HealthServiceImpl
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <summary>Ends the calls of all watchers.</summary>
    internal void Stop() => _stopped.TrySetResult();

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        Task watch = base.Watch(request, responseStream, context);
        if (await Task.WhenAny(watch, _stopped.Task).ConfigureAwait(false) != watch)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the gateway is stopping"));
        }

        await watch.ConfigureAwait(false);
    }
}
