using System.Globalization;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// Decides what an answer means for the data. The tables are those of the OTLP specification 1.11, "Failures" of
/// OTLP/gRPC and OTLP/HTTP; where it is silent, the choice that loses nothing is made and said beside it.
/// </summary>
internal static class OtlpRetryPolicy
{
    /// <summary>Longest text of a peer that is kept in a message.</summary>
    internal const int MaxPeerChars = 512;

    private static readonly string[] s_sizeWords =
        ["larger than", "too large", "exceeds", "max size", "maximum size", "message size", "size limit", "request size", "too big"];

    private static readonly string[] s_bodySizeWords = ["body too large", "body is too large"];

    private static readonly string[] s_encodingWords = ["encoding", "compress"];

    /// <summary>A gRPC status other than OK.</summary>
    /// <param name="destination">Who answered.</param>
    /// <param name="code">Its code.</param>
    /// <param name="text">Its words, decoded; may be empty.</param>
    /// <param name="retryDelay">RetryInfo, if it sent one.</param>
    /// <param name="retryResourceExhausted">See <see cref="OtlpExporterOptions.RetryResourceExhausted"/>.</param>
    internal static OtlpAnswer FromGrpc(
        OtlpDestination destination, GrpcStatusCode code, string? text, TimeSpan? retryDelay, bool retryResourceExhausted)
    {
        string message = Describe(destination, code.Name(), text);
        TimeSpan? wait = retryDelay is { } delay ? RetryAfterHeader.Clamp(delay) : null;
        switch (code)
        {
            case GrpcStatusCode.Unavailable:
                return OtlpAnswer.Retry(NackCause.DestinationThrottled, message, wait);
            case GrpcStatusCode.DeadlineExceeded:
                return OtlpAnswer.Retry(NackCause.DestinationTimeout, message, wait);
            case GrpcStatusCode.Cancelled:
                return OtlpAnswer.Retry(NackCause.DestinationReset, message, wait);
            case GrpcStatusCode.OutOfRange when Mentions(text, s_sizeWords):
                // tonic (and so Rotel) answers a message over its limit like this; a retry could only repeat it.
                return OtlpAnswer.TooLarge(message, isAboutSize: true);
            case GrpcStatusCode.Aborted or GrpcStatusCode.OutOfRange or GrpcStatusCode.DataLoss:
                return OtlpAnswer.Retry(NackCause.DestinationFailed, message, wait);
            case GrpcStatusCode.ResourceExhausted:
                bool isAboutSize = Mentions(text, s_sizeWords);
                return wait is not null || (retryResourceExhausted && !isAboutSize)
                    ? OtlpAnswer.Retry(NackCause.DestinationThrottled, message, wait)
                    : OtlpAnswer.TooLarge(message, isAboutSize);
            case GrpcStatusCode.Unauthenticated or GrpcStatusCode.PermissionDenied:
                return OtlpAnswer.Refused(NackCause.DestinationUnauthorized, message);
            case GrpcStatusCode.Unimplemented:
                return OtlpAnswer.Refused(NackCause.DestinationRejected, $"{message}: {ExplainUnimplemented(destination, text)}");
            case GrpcStatusCode.InvalidArgument or GrpcStatusCode.NotFound or GrpcStatusCode.AlreadyExists
                or GrpcStatusCode.FailedPrecondition:
                return OtlpAnswer.Refused(NackCause.DestinationRejected, message);
            default:
                return OtlpAnswer.Refused(NackCause.DestinationFailed, message);
        }
    }

    /// <summary>An HTTP status that came to a gRPC call without a gRPC status: from something on the way.</summary>
    internal static OtlpAnswer FromHttpToGrpc(OtlpDestination destination, int status, string? text, TimeSpan? retryAfter) =>
        FromGrpc(
            destination,
            GrpcStatusCodes.FromHttp(status),
            $"HTTP {status.ToString(CultureInfo.InvariantCulture)}, and no gRPC status: {text}",
            retryAfter,
            retryResourceExhausted: false);

    /// <summary>An HTTP status other than 2xx.</summary>
    internal static OtlpAnswer FromHttp(OtlpDestination destination, int status, string? text, TimeSpan? retryAfter)
    {
        string message = Describe(destination, "HTTP " + status.ToString(CultureInfo.InvariantCulture), text);
        switch (status)
        {
            case 429 or 503:
                return OtlpAnswer.Retry(NackCause.DestinationThrottled, message, retryAfter);
            case 502 or 504:
                return OtlpAnswer.Retry(NackCause.DestinationUnreachable, message, retryAfter);
            case 408:
                // "The server did not get the request in time": nothing was looked at. Rotel retries it too.
                return OtlpAnswer.Retry(NackCause.DestinationTimeout, message, retryAfter);
            case 400 when Mentions(text, s_bodySizeWords):
                // The Collector answers a body over its limit with 400 and the words of Go's MaxBytesReader.
            case 413:
                return OtlpAnswer.TooLarge(message, isAboutSize: true);
            case 401 or 403:
                return OtlpAnswer.Refused(NackCause.DestinationUnauthorized, message);
            case 404:
                return OtlpAnswer.Refused(NackCause.DestinationRejected, message + ": the peer has no such path");
            case 415:
                return OtlpAnswer.Refused(
                    NackCause.DestinationRejected,
                    $"{message}: the peer does not take this protocol or the compression {destination.EncodingName ?? "none"}");
            case >= 300 and < 400:
                return OtlpAnswer.Refused(NackCause.DestinationFailed, message + ": redirects are not followed, give the final address");
            case >= 400 and < 500:
                return OtlpAnswer.Refused(NackCause.DestinationRejected, message);
            default:
                return OtlpAnswer.Refused(NackCause.DestinationFailed, message);
        }
    }

    /// <summary>No answer at all. Always worth another try: nothing says that the data is at fault.</summary>
    internal static OtlpAnswer FromFailure(OtlpDestination destination, in TransportFailure failure) => failure.Kind switch
    {
        TransportFailureKind.Unreachable =>
            OtlpAnswer.Retry(NackCause.DestinationUnreachable, $"{destination.Display} cannot be reached: {failure.Reason}"),
        TransportFailureKind.Throttled =>
            OtlpAnswer.Retry(NackCause.DestinationThrottled, $"{destination.Display} closed the stream and asks for calm: {failure.Reason}"),
        TransportFailureKind.BadAnswer =>
            OtlpAnswer.Retry(NackCause.DestinationFailed, $"{destination.Display} gave an answer that is not HTTP: {failure.Reason}"),
        _ => OtlpAnswer.Retry(NackCause.DestinationReset, $"{destination.Display} broke the connection: {failure.Reason}"),
    };

    /// <summary>The request timeout, or the pipeline's own deadline, passed first.</summary>
    internal static OtlpAnswer FromTimeout(OtlpDestination destination) => OtlpAnswer.Retry(
        NackCause.DestinationTimeout,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{destination.Display} did not answer within {destination.Options.RequestTimeout.TotalSeconds:0.###} s"));

    /// <summary>An answer over the limit: not retried, the specification says so (and the next would be as large).</summary>
    internal static OtlpAnswer FromOversizeAnswer(OtlpDestination destination, int limitBytes) => OtlpAnswer.Refused(
        NackCause.DestinationFailed, $"{destination.Display} gave an answer of more than {limitBytes} bytes");

    private static string Describe(OtlpDestination destination, string code, string? text)
    {
        string words = text is null ? "" : PrintableText.Shorten(text, MaxPeerChars);
        return words.Length == 0 ? $"{destination.Display} answered {code}" : $"{destination.Display} answered {code}: {words}";
    }

    private static string ExplainUnimplemented(OtlpDestination destination, string? text) =>
        destination.EncodingName is { } encoding && Mentions(text, s_encodingWords)
            ? $"the peer does not take the compression {encoding}"
            : $"the peer has no such signal service ({Rotel.Arrow.Views.SignalNames.Name(destination.Signal)})";

    private static bool Mentions(string? text, string[] words)
    {
        foreach (string word in words)
        {
            if (text is not null && text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
