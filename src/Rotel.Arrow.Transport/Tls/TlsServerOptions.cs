namespace Rotel.Arrow.Transport.Tls;

/// <summary>TLS of a listener.</summary>
public sealed record TlsServerOptions
{
    /// <summary>The certificate, followed by its intermediates.</summary>
    public required PemSource Certificate { get; init; }

    /// <summary>The certificate's private key, not encrypted.</summary>
    public required PemSource Key { get; init; }

    /// <summary>
    /// Authorities of client certificates. When given, a client must present a certificate that one of them signed
    /// (mutual TLS). Default: null, clients need none.
    /// </summary>
    public PemSource? ClientCa { get; init; }
}
