using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rotel.Arrow.Transport.Tls;

/// <summary>Certificates and keys from PEM, checked so that a mistake is named with its option.</summary>
/// <exception cref="TransportOptionException">Every method: something is missing, unreadable or does not fit.</exception>
internal static class PemCertificates
{
    /// <summary>A policy that trusts the certificates of one source and no others.</summary>
    internal static X509ChainPolicy TrustOnly(PemSource source)
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

    /// <summary>A certificate with the chain that follows it in its source, and its private key.</summary>
    internal static SslStreamCertificateContext LoadWithKey(PemSource certificate, PemSource key)
    {
        X509Certificate2Collection chain = ReadCertificates(certificate);
        string pem = key.Read();
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new TransportOptionException(key.UsedOption, $"{Where(key)} is encrypted; decrypt it first (openssl pkey)");
        }

        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new TransportOptionException(key.UsedOption, $"{Where(key)} holds no private key (-----BEGIN PRIVATE KEY-----)");
        }

        X509Certificate2 leaf;
        try
        {
            leaf = X509Certificate2.CreateFromPem(chain[0].ExportCertificatePem(), pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TransportOptionException(
                key.UsedOption, $"{Where(key)} does not fit the certificate of {certificate}: {e.Message}", e);
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
