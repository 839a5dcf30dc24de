using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Rotel.Arrow.Transport.Http;

/// <summary>Where a request broke that got no answer.</summary>
public enum TransportFailureKind : byte
{
    /// <summary>No connection: DNS, connect, TLS, proxy, or a peer that does not speak the HTTP version.</summary>
    Unreachable = 0,

    /// <summary>The connection or the stream ended while the request was under way.</summary>
    Reset = 1,

    /// <summary>The peer closed the stream and asked for calm (HTTP/2 ENHANCE_YOUR_CALM).</summary>
    Throttled = 2,

    /// <summary>What came back is not HTTP, or its headers are over the limit.</summary>
    BadAnswer = 3,
}

/// <summary>Why a request got no answer.</summary>
/// <param name="Kind">Where it broke.</param>
/// <param name="Reason">For people, at most 300 characters, no line breaks.</param>
public readonly record struct TransportFailure(TransportFailureKind Kind, string Reason)
{
    private const int MaxReasonChars = 300;

    private const long EnhanceYourCalm = 0xB;

    /// <summary>
    /// Classifies what an HTTP handler or a response stream throws. False for anything else: that is a defect and not
    /// the network's doing. Cancellation by the caller must be recognised before; what remains of it here is the
    /// handler's own connect timeout.
    /// </summary>
    public static bool TryFrom(Exception exception, out TransportFailure failure)
    {
        failure = default;
        if (exception is OperationCanceledException)
        {
            failure = new TransportFailure(TransportFailureKind.Unreachable, "no connection within the connect timeout");
            return true;
        }

        if (exception is not (HttpRequestException or IOException or SocketException or AuthenticationException))
        {
            return false;
        }

        failure = new TransportFailure(KindOf(exception), PrintableText.Shorten(ReasonOf(exception), MaxReasonChars));
        return true;
    }

    private static TransportFailureKind KindOf(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpProtocolException protocol)
            {
                return protocol.ErrorCode == EnhanceYourCalm ? TransportFailureKind.Throttled : TransportFailureKind.Reset;
            }

            if (e is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded })
            {
                // Around it stands "invalid response" when an HTTP/2 connection ends before its first frame.
                return TransportFailureKind.Reset;
            }
        }

        HttpRequestError? error = exception switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException io => io.HttpRequestError,
            AuthenticationException => HttpRequestError.SecureConnectionError,
            _ => null,
        };
        return error switch
        {
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
                or HttpRequestError.VersionNegotiationError or HttpRequestError.UserAuthenticationError => TransportFailureKind.Unreachable,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => TransportFailureKind.BadAnswer,
            _ => TransportFailureKind.Reset,
        };
    }

    private static string ReasonOf(Exception exception)
    {
        // The outer messages of a failed connection say "see inner exception"; the innermost one knows.
        Exception innermost = exception;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        if (exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError })
        {
            return exception.Message;
        }

        return innermost is SocketException socket ? $"{socket.Message} ({socket.SocketErrorCode})" : innermost.Message;
    }
}
