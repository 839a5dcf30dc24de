using Rotel.Arrow.Transport.Tls;

namespace Rotel.Arrow.Transport.Http;

/// <summary>Settings of a connection pool.</summary>
public sealed record HttpHandlerOptions
{
    /// <summary>TLS, for https addresses.</summary>
    public TlsClientOptions Tls { get; init; } = TlsClientOptions.Default;

    /// <summary>Time to connect, TLS handshake included. Default 10 s; a request's own timeout is usually shorter.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection without requests is closed after this. Default 30 s, as Rotel.</summary>
    public TimeSpan PoolIdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A connection is not used for new requests after this, so that a changed DNS answer or a new replica behind a
    /// balancer is seen. Default 5 min.
    /// </summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most connections to one host, 1 or more. Default 100.</summary>
    public int MaxConnectionsPerHost { get; init; } = 100;

    /// <summary>
    /// HTTP/2: an active connection on which nothing arrives for this long is pinged. Default 30 s: grpc-go servers
    /// close connections whose pings come often (ENHANCE_YOUR_CALM).
    /// </summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>HTTP/2: a ping unanswered for this long closes the connection. Default 10 s.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// HTTP/2: bytes of an answer that the peer may send before we read it, 65,535 to 16 MiB. Default 64 KiB, because
    /// answers to exports are tiny; the window for what we send is the peer's choice.
    /// </summary>
    public int StreamWindowBytes { get; init; } = 64 << 10;

    /// <summary>Use the proxy of the environment (HTTPS_PROXY, NO_PROXY). Default false.</summary>
    public bool UseProxy { get; init; }
}
