using System.Globalization;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>Turns what the server, something before it, or the network said into an answer.</summary>
internal static class ClickHouseRetryPolicy
{
    /// <summary>Longest text of a server in a message.</summary>
    private const int MaxServerChars = 600;

    /// <summary>An error of the server, with its code.</summary>
    public static ClickHouseAnswer FromServer(HttpEndpoint endpoint, string what, int code, string text)
    {
        (ClickHouseAnswerKind kind, NackCause cause, string? advice) = ClickHouseErrorCodes.Judge(code);
        string message = $"{endpoint.Display} refused {what}: {PrintableText.Shorten(text, MaxServerChars)}"
            + (advice is null ? "" : $" ({advice})");
        return new ClickHouseAnswer(kind, cause, message, code, IsEndpointDown: ClickHouseErrorCodes.IsAboutServer(code));
    }

    /// <summary>An HTTP status without a code: from a proxy or a balancer.</summary>
    public static ClickHouseAnswer FromHttp(HttpEndpoint endpoint, string what, int status, string text, TimeSpan? wait)
    {
        string words = PrintableText.Shorten(text, MaxServerChars);
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{endpoint.Display} answered {what} with HTTP {status}, which is not ClickHouse's own answer")
            + (words.Length == 0 ? "" : ": " + words);
        return status switch
        {
            429 or 503 => new(ClickHouseAnswerKind.Retry, NackCause.DestinationThrottled, message, 0, wait, IsEndpointDown: status == 503),
            408 or 504 => new(ClickHouseAnswerKind.Retry, NackCause.DestinationTimeout, message, 0, wait, IsEndpointDown: true),
            401 or 403 => new(ClickHouseAnswerKind.Retry, NackCause.DestinationUnauthorized, message, 0, wait),
            413 => new(ClickHouseAnswerKind.Refused, NackCause.TooLarge, message),
            >= 500 => new(ClickHouseAnswerKind.Retry, NackCause.DestinationUnreachable, message, 0, wait, IsEndpointDown: true),
            404 => new(ClickHouseAnswerKind.Retry, NackCause.DestinationRejected, message + ": is this the HTTP port (8123 or 8443) of ClickHouse?"),
            _ => new(ClickHouseAnswerKind.Refused, NackCause.DestinationRejected, message),
        };
    }

    /// <summary>No answer at all: nothing says that the data is at fault.</summary>
    public static ClickHouseAnswer FromFailure(HttpEndpoint endpoint, string what, in TransportFailure failure) => failure.Kind switch
    {
        TransportFailureKind.Unreachable => new(
            ClickHouseAnswerKind.Retry, NackCause.DestinationUnreachable, $"{endpoint.Display} cannot be reached: {failure.Reason}", IsEndpointDown: true),
        TransportFailureKind.BadAnswer => new(
            ClickHouseAnswerKind.Retry, NackCause.DestinationFailed,
            $"{endpoint.Display} gave an answer that is not HTTP: {failure.Reason}: is this the HTTP port (8123) of ClickHouse, and not 9000?"),
        _ => new(
            ClickHouseAnswerKind.Retry, NackCause.DestinationReset, $"{endpoint.Display} broke the connection during {what}: {failure.Reason}",
            IsEndpointDown: true),
    };

    /// <summary>The time of the attempt is over.</summary>
    public static ClickHouseAnswer FromTimeout(HttpEndpoint endpoint, string what) => new(
        ClickHouseAnswerKind.Retry, NackCause.DestinationTimeout,
        $"{endpoint.Display} did not answer {what} in time (--clickhouse-exporter-request-timeout)", IsEndpointDown: true);
}
