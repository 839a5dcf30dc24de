using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>What came in over one transport for one signal, since the start.</summary>
/// <param name="Transport">gRPC or HTTP.</param>
/// <param name="Signal">The signal.</param>
/// <param name="AcceptedRequests">Answered with success, partial success included.</param>
/// <param name="RefusedRequests">Answered with an error, or given up because the peer was gone; their items are not known.</param>
/// <param name="AcceptedItems">Items that went into the pipeline (or were delivered, where receivers wait for that).</param>
/// <param name="RejectedItems">Items left out of accepted requests.</param>
/// <param name="ReceivedBytes">Bytes of bodies as they were sent.</param>
public readonly record struct OtlpReceiverStatistics(
    OtlpTransport Transport,
    Signal Signal,
    long AcceptedRequests,
    long RefusedRequests,
    long AcceptedItems,
    long RejectedItems,
    long ReceivedBytes);
