using Rotel.Arrow.Memory;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline;

/// <summary>
/// The door of the pipeline, as receivers see it. A receiver first asks for memory (<see cref="TryAdmit"/>), fills it
/// with one OTLP protobuf request, and submits it. Both calls are synchronous: the work of a submit (validation, or
/// decoding into the open batch) runs on the calling thread.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public interface IIngress
{
    /// <summary>True when some exporter takes this signal. Receivers answer UNIMPLEMENTED or 404 otherwise.</summary>
    bool Accepts(Signal signal);

    /// <summary>True when receivers must wait for delivery before they answer (<c>--ack delivered</c>).</summary>
    bool WaitsForDelivery { get; }

    /// <summary>
    /// How long a receiver should wait before it asks for admission; zero while delivery keeps up. A short wait slows
    /// senders that wait for their answers down to the rate of the destination, long before anybody is refused.
    /// </summary>
    TimeSpan Pace => TimeSpan.Zero;

    /// <summary>
    /// A slab of at least <paramref name="bytes"/> for a request body, or a refusal when the byte budget or a queue
    /// is full or the process is stopping. The caller owns the slab.
    /// </summary>
    Admission TryAdmit(Signal signal, int bytes);

    /// <summary>
    /// Takes over one reference to <paramref name="body"/>, whatever the result, and puts the request in its first
    /// <paramref name="length"/> bytes into the pipeline. <paramref name="delivery"/>, if given, is completed exactly
    /// once when the accepted items were delivered or given up; it is not completed when nothing was accepted.
    /// </summary>
    SubmitResult Submit(Signal signal, Slab body, int length, DeliveryListener? delivery);
}

/// <summary>The answer to <see cref="IIngress.TryAdmit"/>: a slab, or why not.</summary>
/// <param name="Slab">Memory for the body; null when refused.</param>
/// <param name="RetryAfter">When to come back, if refused.</param>
/// <param name="Message">Why, for the peer, if refused.</param>
public readonly record struct Admission(Slab? Slab, TimeSpan RetryAfter = default, string? Message = null);

/// <summary>What became of a submitted request.</summary>
public enum SubmitStatus : byte
{
    /// <summary>In the pipeline: <see cref="SubmitResult.AcceptedItems"/>, perhaps without some rejected items.</summary>
    Accepted = 0,

    /// <summary>Not a well-formed request: INVALID_ARGUMENT, 400. Nothing was accepted.</summary>
    Malformed,

    /// <summary>No room: UNAVAILABLE with RetryInfo, 503 with Retry-After. Nothing was accepted.</summary>
    Overloaded,
}

/// <summary>The answer to <see cref="IIngress.Submit"/>.</summary>
/// <param name="Status">Accepted, malformed or overloaded.</param>
/// <param name="AcceptedItems">Items now in the pipeline.</param>
/// <param name="RejectedItems">Items left out because they are invalid (partial success).</param>
/// <param name="Message">Why items were rejected, or the request was.</param>
/// <param name="RetryAfter">When to come back, if overloaded.</param>
public readonly record struct SubmitResult(
    SubmitStatus Status, int AcceptedItems = 0, int RejectedItems = 0, string? Message = null, TimeSpan RetryAfter = default);
