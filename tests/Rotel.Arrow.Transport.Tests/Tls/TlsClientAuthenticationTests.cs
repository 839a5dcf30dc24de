using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Tls;

namespace Rotel.Arrow.Transport.Tests.Tls;

/// <summary>
/// Scenario: TLS options, right and wrong, against a TLS server. Guarantee: a handshake only with who is trusted, and an
/// error at start that names option, file and fix.
/// </summary>
public sealed class TlsClientAuthenticationTests : IDisposable
{
    private readonly TestCertificates _authority = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_given_authority_is_trusted_from_file_or_text(bool fromFile)
    {
        Handshake result = await ConnectAsync(new TlsClientOptions { Ca = Source("ca", _authority.AuthorityPem, fromFile) });

        Assert.Null(result.Failure);
        Assert.True(result.Protocol is SslProtocols.Tls12 or SslProtocols.Tls13);
    }

    [Fact]
    public async Task It_replaces_the_systems_roots_and_others_are_not_trusted()
    {
        using var other = new TestCertificates("another authority");
        Assert.IsType<AuthenticationException>((await ConnectAsync(new TlsClientOptions { Ca = Source("ca", other.AuthorityPem) })).Failure);
        Assert.IsType<AuthenticationException>((await ConnectAsync(TlsClientOptions.Default)).Failure);
    }

    [Fact]
    public async Task Several_authorities_may_be_given()
    {
        using var other = new TestCertificates("another authority");
        Handshake result = await ConnectAsync(
            new TlsClientOptions { Ca = Source("ca", other.AuthorityPem + "\n" + _authority.AuthorityPem) });
        Assert.Null(result.Failure);
    }

    [Fact]
    public async Task A_self_signed_certificate_of_the_server_may_be_its_own_authority()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 server = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));

        Handshake result = await ConnectAsync(new TlsClientOptions { Ca = Source("ca", server.ExportCertificatePem()) }, server);

        Assert.Null(result.Failure);
    }

    [Fact]
    public async Task The_name_of_the_server_is_checked()
    {
        Handshake result = await ConnectAsync(
            new TlsClientOptions { Ca = Source("ca", _authority.AuthorityPem) }, name: "elsewhere.example");
        Assert.IsType<AuthenticationException>(result.Failure);
    }

    [Fact]
    public async Task Skipping_verification_takes_anybody()
    {
        Handshake result = await ConnectAsync(new TlsClientOptions { SkipVerify = true }, name: "elsewhere.example");
        Assert.Null(result.Failure);
    }

    [Fact]
    public async Task Anything_below_TLS_1_2_is_refused()
    {
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, TlsClientAuthentication.Create(TlsClientOptions.Default).EnabledSslProtocols);
        Handshake result = await ConnectAsync(
            new TlsClientOptions { Ca = Source("ca", _authority.AuthorityPem) }, serverProtocols: SslProtocols.Tls12);
        Assert.Equal(SslProtocols.Tls12, result.Protocol);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_to_the_server()
    {
        using X509Certificate2 client = _authority.Issue("the client");
        Handshake result = await ConnectAsync(new TlsClientOptions
        {
            Ca = Source("ca", _authority.AuthorityPem),
            Cert = Source("cert", client.ExportCertificatePem() + "\n" + _authority.AuthorityPem),
            Key = Source("key", TestCertificates.KeyPem(client)),
        });

        Assert.Null(result.Failure);
        Assert.Equal("CN=the client", result.ClientSubject);
    }

    [Fact]
    public void What_is_missing_or_does_not_fit_is_named_with_its_option_and_file()
    {
        using X509Certificate2 client = _authority.Issue("a");
        using X509Certificate2 other = _authority.Issue("b");
        PemSource cert = Source("cert", client.ExportCertificatePem());
        PemSource key = Source("key", TestCertificates.KeyPem(client));
        using ECDsa secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string encrypted = secret.ExportEncryptedPkcs8PrivateKeyPem(
            "password", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));

        AssertRefused(new() { Ca = new PemSource("--x-tls-ca", _folder.Of("absent.pem"), null) }, "--x-tls-ca-file", "absent.pem' does not exist");
        AssertRefused(new() { Ca = new PemSource("--x-tls-ca", _folder.FullPath, null) }, "--x-tls-ca-file", "cannot be read");
        AssertRefused(new() { Ca = new PemSource("--x-tls-ca", "/dev/zero", null) }, "--x-tls-ca-file", "larger than 4 MiB");
        AssertRefused(new() { Ca = new PemSource("--x-tls-ca", "a", "b") }, "--x-tls-ca-file", "not both");
        AssertRefused(new() { Ca = Source("ca", "hello") }, "--x-tls-ca-file", "holds no certificate");
        AssertRefused(new() { Ca = Source("ca", "hello", fromFile: false) }, "--x-tls-ca-pem", "the text holds no certificate");
        AssertRefused(new() { Ca = Source("ca", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----") }, "--x-tls-ca-file", "not a valid certificate");
        AssertRefused(new() { Ca = Source("ca", client.ExportCertificatePem()) }, "--x-tls-ca-file", "add the root");
        AssertRefused(new() { Cert = cert }, "--x-tls-cert-file", "needs its private key");
        AssertRefused(new() { Key = key }, "--x-tls-key-file", "needs its certificate");
        AssertRefused(new() { Cert = cert, Key = Source("key", client.ExportCertificatePem()) }, "--x-tls-key-file", "holds no private key");
        AssertRefused(new() { Cert = cert, Key = Source("key", TestCertificates.KeyPem(other)) }, "--x-tls-key-file", "does not fit");
        AssertRefused(new() { Cert = cert, Key = Source("key", encrypted) }, "--x-tls-key-file", "is encrypted");
        AssertRefused(new() { Ca = Source("ca", "hello"), SkipVerify = true }, "--x-tls-ca-file", "holds no certificate");
    }

    [Fact]
    public void A_source_is_made_of_what_is_given_and_never_shows_a_key()
    {
        Assert.Null(PemSource.From("--x-tls-key", null, ""));
        Assert.Equal("--x-tls-key-pem", PemSource.From("--x-tls-key", "", "secret")!.ToString());
        Assert.DoesNotContain("secret", new TlsClientOptions { Key = PemSource.From("--x-tls-key", null, "secret") }.ToString());
    }

    private static void AssertRefused(TlsClientOptions options, string option, string words)
    {
        TransportOptionException e = Assert.Throws<TransportOptionException>(() => TlsClientAuthentication.Create(options));
        Assert.Equal(option, e.Option);
        Assert.StartsWith(option + ": ", e.Message);
        Assert.Contains(words, e.Message);
    }

    private PemSource Source(string part, string pem, bool fromFile = true)
    {
        if (!fromFile)
        {
            return PemSource.From("--x-tls-" + part, null, pem)!;
        }

        string path = _folder.Of(Guid.NewGuid() + ".pem");
        File.WriteAllText(path, pem);
        return PemSource.From("--x-tls-" + part, path, null)!;
    }

    private async Task<Handshake> ConnectAsync(
        TlsClientOptions options, X509Certificate2? server = null, string name = "localhost", SslProtocols serverProtocols = SslProtocols.None)
    {
        using X509Certificate2 issued = _authority.Issue("localhost");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string? subject = null;
        Task accepting = Task.Run(async () =>
        {
            using TcpClient peer = await listener.AcceptTcpClientAsync();
            await using var stream = new SslStream(peer.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = server ?? issued,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        subject = certificate?.Subject;
                        return true;
                    },
                    EnabledSslProtocols = serverProtocols,
                });
                await stream.WriteAsync("!"u8.ToArray());
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The client does not trust this server and hangs up.
            }
        });

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        await using var secure = new SslStream(client.GetStream());
        SslClientAuthenticationOptions authentication = TlsClientAuthentication.Create(options);
        authentication.TargetHost = name;
        try
        {
            await secure.AuthenticateAsClientAsync(authentication);
            await secure.ReadExactlyAsync(new byte[1]);
            await accepting;
            return new Handshake(null, secure.SslProtocol, subject);
        }
        catch (AuthenticationException e)
        {
            client.Close();
            await accepting;
            return new Handshake(e, SslProtocols.None, null);
        }
    }

    private sealed record Handshake(Exception? Failure, SslProtocols Protocol, string? ClientSubject);
}
