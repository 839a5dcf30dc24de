using System.Net.Security;
using System.Security.Authentication;

namespace Rotel.Arrow.Transport.Tls;

/// <summary>Turns <see cref="TlsClientOptions"/> into what <see cref="SslStream"/> wants.</summary>
public static class TlsClientAuthentication
{
    /// <summary>
    /// Loads and checks everything. The certificates live as long as the process: every connection uses them.
    /// </summary>
    /// <exception cref="TransportOptionException">Something is missing, unreadable or does not fit together.</exception>
    public static SslClientAuthenticationOptions Create(TlsClientOptions options)
    {
        var result = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };

        // Checked even when it will not be used: a wrong path must not wait for the day verification is turned on.
        if (options.Ca is not null)
        {
            result.CertificateChainPolicy = PemCertificates.TrustOnly(options.Ca);
        }

        if (options.SkipVerify)
        {
#pragma warning disable CA5359 // Accepting everything is what the option asks for; the exporter warns about it at start.
            result.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (LoadClientCertificate(options) is { } context)
        {
            result.ClientCertificateContext = context;
        }

        return result;
    }

    private static SslStreamCertificateContext? LoadClientCertificate(TlsClientOptions options)
    {
        if (options.Cert is null && options.Key is null)
        {
            return null;
        }

        if (options.Cert is null)
        {
            throw new TransportOptionException(options.Key!.UsedOption, "a private key needs its certificate: give the -tls-cert- option too");
        }

        if (options.Key is null)
        {
            throw new TransportOptionException(options.Cert.UsedOption, "a client certificate needs its private key: give the -tls-key- option too");
        }

        return PemCertificates.LoadWithKey(options.Cert, options.Key);
    }
}
