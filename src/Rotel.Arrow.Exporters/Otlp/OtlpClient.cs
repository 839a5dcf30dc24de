using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>What the clients of one exporter share.</summary>
/// <param name="Http">The connection pool.</param>
/// <param name="Pool">Where memory comes from.</param>
/// <param name="Limits">Limits and policies.</param>
/// <param name="Time">The clock, for dates in Retry-After.</param>
/// <param name="Log">Where oddities are told.</param>
internal sealed record OtlpClientContext(
    HttpMessageInvoker Http, SlabPool Pool, OtlpExporterOptions Limits, TimeProvider Time, OtlpExporterLog Log);

/// <summary>Sends requests of one signal to one destination: a request, its answer, or the reason why there is none.</summary>
/// <remarks>Thread-safe.</remarks>
internal abstract class OtlpClient(OtlpDestination destination, OtlpClientContext context)
{
    /// <summary>grpc-timeout is cut to whole milliseconds, and timers are not exact.</summary>
    private static readonly TimeSpan s_peerIsEarlier = TimeSpan.FromMilliseconds(5);

    /// <summary>Where it sends to.</summary>
    protected OtlpDestination Destination { get; } = destination;

    protected OtlpClientContext Context { get; } = context;

    /// <summary>
    /// One request and its answer. The request is borrowed. Does not throw for what a network or a peer does; when
    /// <paramref name="cancellation"/> fires, the answer is a retryable timeout.
    /// </summary>
    /// <param name="request">What to send.</param>
    /// <param name="remaining">Time left, above zero: told to peers that want to know.</param>
    /// <param name="cancellation">Fires when the time is over.</param>
    internal async ValueTask<OtlpAnswer> SendAsync(OtlpRequest request, TimeSpan remaining, CancellationToken cancellation)
    {
        long start = Context.Time.GetTimestamp();
        try
        {
            using HttpRequestMessage message = CreateMessage(request, remaining);
            using HttpResponseMessage response = await Context.Http.SendAsync(message, cancellation).ConfigureAwait(false);
            return await ReadAnswerAsync(response, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (TransportFailure.TryFrom(e, out TransportFailure failure))
        {
            // A request that is cancelled ends in whatever its step makes of it, a reset stream among them. So does one
            // whose time is over by the clock of a peer that was told of it: its reset may come before our timer.
            return cancellation.IsCancellationRequested || Context.Time.GetElapsedTime(start) >= remaining - s_peerIsEarlier
                ? OtlpRetryPolicy.FromTimeout(Destination)
                : OtlpRetryPolicy.FromFailure(Destination, failure);
        }
    }

    /// <summary>The request of the protocol; its content holds a reference to the body of its own.</summary>
    protected abstract HttpRequestMessage CreateMessage(OtlpRequest request, TimeSpan remaining);

    /// <summary>Reads as much of the answer as it takes to judge it.</summary>
    protected abstract ValueTask<OtlpAnswer> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellation);

    /// <summary>The wait that a Retry-After header asks for, or null.</summary>
    protected TimeSpan? FindRetryAfter(HttpResponseMessage response) =>
        response.Headers.Find("Retry-After") is { } value
        && RetryAfterHeader.TryParse(value, Context.Time.GetUtcNow(), out TimeSpan wait)
            ? wait
            : null;

    /// <summary>
    /// The beginning of an error body, empty if it cannot be read: the status line has said what matters, and a
    /// connection that breaks after it must not turn a refusal into something to retry.
    /// </summary>
    protected static async ValueTask<BoundedResponse> ReadErrorBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        const int limitBytes = 16 << 10;
        try
        {
            return await BoundedResponse.ReadAsync(response, limitBytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (TransportFailure.TryFrom(e, out _))
        {
            return default;
        }
    }
}
