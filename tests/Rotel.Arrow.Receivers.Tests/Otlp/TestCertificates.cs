using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rotel.Arrow.Transport.Tls;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>An authority and certificates it signed, as PEM files of a temporary folder.</summary>
internal sealed class TestCertificates
{
    private readonly X509Certificate2 _authority;

    public TestCertificates(string folder, string name = "authority")
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        Folder = folder;
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
    }

    public string Folder { get; }

    public string Authority => Path.Combine(Folder, "ca.pem");

    /// <summary>Writes server.pem and server.key for localhost and 127.0.0.1.</summary>
    public TlsServerOptions WriteServer(bool clientCertificates = false)
    {
        X509Certificate2 certificate = Sign("CN=localhost", "1.3.6.1.5.5.7.3.1");
        string pem = Path.Combine(Folder, "server.pem"), key = Path.Combine(Folder, "server.key");
        File.WriteAllText(pem, certificate.ExportCertificatePem());
        File.WriteAllText(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return new TlsServerOptions
        {
            Certificate = new PemSource("--otlp-tls-cert", pem, null),
            Key = new PemSource("--otlp-tls-key", key, null),
            ClientCa = clientCertificates ? new PemSource("--otlp-tls-client-ca", Authority, null) : null,
        };
    }

    /// <summary>A client certificate with its key.</summary>
    public X509Certificate2 Client() => Sign("CN=client", "1.3.6.1.5.5.7.3.2");

    private X509Certificate2 Sign(string subject, string purpose)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        using X509Certificate2 certificate = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), serial);
        return certificate.CopyWithPrivateKey(key);
    }
}
