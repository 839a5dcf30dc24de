namespace Rotel.Arrow.Transport.Tls;

/// <summary>How a client checks its peer and proves itself. TLS 1.2 and 1.3 only.</summary>
public sealed record TlsClientOptions
{
    /// <summary>Nothing set: system roots, no client certificate.</summary>
    public static TlsClientOptions Default { get; } = new();

    /// <summary>Certificates to trust instead of the system's roots. Null: the system's.</summary>
    public PemSource? Ca { get; init; }

    /// <summary>The client's certificate, followed by its intermediates. Null: none.</summary>
    public PemSource? Cert { get; init; }

    /// <summary>The private key of <see cref="Cert"/>, not encrypted.</summary>
    public PemSource? Key { get; init; }

    /// <summary>True accepts any certificate: for tests only. Default false.</summary>
    public bool SkipVerify { get; init; }

    /// <summary>True when any setting is given.</summary>
    public bool IsSet => Ca is not null || Cert is not null || Key is not null || SkipVerify;
}
