using System.Net;
using Rotel.Arrow.Transport.Tls;

namespace Rotel.Arrow.Transport.Http;

/// <summary>Makes connection pools for telemetry: no cookies, redirects, decompression or tracing headers.</summary>
public static class HttpHandlerFactory
{
    /// <summary>Limits the header block of an answer, trailers included. In KiB, as the handler wants it.</summary>
    private const int MaxResponseHeadersKib = 64;

    /// <summary>A pool. The caller disposes it.</summary>
    /// <exception cref="TransportOptionException">A TLS setting cannot be used.</exception>
    public static SocketsHttpHandler Create(HttpHandlerOptions options) => new()
    {
        SslOptions = TlsClientAuthentication.Create(options.Tls),
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionIdleTimeout = options.PoolIdleTimeout,
        PooledConnectionLifetime = options.ConnectionLifetime,
        MaxConnectionsPerServer = options.MaxConnectionsPerHost,
        MaxResponseHeadersLength = MaxResponseHeadersKib,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = options.StreamWindowBytes,
        KeepAlivePingDelay = options.KeepAlivePingDelay,
        KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = options.UseProxy,
        ActivityHeadersPropagator = null,
    };
}
