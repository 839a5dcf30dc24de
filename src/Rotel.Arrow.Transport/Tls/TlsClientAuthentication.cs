using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

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
            result.CertificateChainPolicy = TrustOnly(options.Ca);
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

    /// <summary>A policy that trusts the certificates of one source and no others.</summary>
    private static X509ChainPolicy TrustOnly(PemSource source)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        foreach (X509Certificate2 certificate in ReadCertificates(source))
        {
            // Self-signed ones are anchors; others only help to build the path to one.
            bool isAnchor = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (isAnchor ? policy.CustomTrustStore : policy.ExtraStore).Add(certificate);
        }

        if (policy.CustomTrustStore.Count == 0)
        {
            throw new TransportOptionException(
                source.UsedOption, $"{Where(source)} holds intermediate certificates only; add the root that signed them");
        }

        return policy;
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

        X509Certificate2Collection chain = ReadCertificates(options.Cert);
        string key = options.Key.Read();
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new TransportOptionException(options.Key.UsedOption, $"{Where(options.Key)} is encrypted; decrypt it first (openssl pkey)");
        }

        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new TransportOptionException(options.Key.UsedOption, $"{Where(options.Key)} holds no private key (-----BEGIN PRIVATE KEY-----)");
        }

        X509Certificate2 leaf;
        try
        {
            leaf = X509Certificate2.CreateFromPem(chain[0].ExportCertificatePem(), key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TransportOptionException(
                options.Key.UsedOption, $"{Where(options.Key)} does not fit the certificate of {options.Cert}: {e.Message}", e);
        }

        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    private static X509Certificate2Collection ReadCertificates(PemSource source)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(source.Read());
        }
        catch (CryptographicException e)
        {
            throw new TransportOptionException(source.UsedOption, $"{Where(source)} is not a valid certificate: {e.Message}", e);
        }

        return certificates.Count > 0
            ? certificates
            : throw new TransportOptionException(
                source.UsedOption, $"{Where(source)} holds no certificate (-----BEGIN CERTIFICATE-----)");
    }

    private static string Where(PemSource source) => source.File is null ? "the text" : $"'{source.File}'";
}
