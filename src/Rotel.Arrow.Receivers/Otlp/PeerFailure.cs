using Microsoft.AspNetCore.Http;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>Tells exceptions that the peer or the network caused from defects.</summary>
internal static class PeerFailure
{
    /// <summary>
    /// True when nobody is there to be answered: the connection was closed or reset, the stream was cancelled, or the
    /// server aborted it (shutdown deadline).
    /// </summary>
    internal static bool IsGone(Exception error) =>
        error is OperationCanceledException || (error is IOException && error is not BadHttpRequestException);
}
