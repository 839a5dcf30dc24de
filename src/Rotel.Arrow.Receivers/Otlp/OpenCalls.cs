using Grpc.Core;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Lets go of streaming calls (health watches, reflection) when the receiver stops; the library's services would keep
/// them, and with them the shutdown, open for as long as the client likes.
/// </summary>
internal sealed class OpenCalls
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends all calls, and those that come later.</summary>
    internal void Stop() => _stopped.TrySetResult();

    /// <summary>Waits for the call, or fails it with UNAVAILABLE when the receiver stops first.</summary>
    internal async Task UntilStopAsync(Task call)
    {
        if (await Task.WhenAny(call, _stopped.Task).ConfigureAwait(false) != call)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the gateway is stopping"));
        }

        await call.ConfigureAwait(false);
    }
}
