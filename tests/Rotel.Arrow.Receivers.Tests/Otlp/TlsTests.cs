using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Net.Client;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport;
using Rotel.Arrow.Transport.Tls;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>Both transports under TLS, client certificates, and files that change while the receiver runs.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Both_transports_are_served_under_TLS()
    {
        var certificates = new TestCertificates(_folder.FullPath);
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { Tls = certificates.WriteServer() });
        using (SocketsHttpHandler grpcHandler = Trusting(certificates, client: null))
        using (GrpcChannel channel = GrpcChannel.ForAddress($"https://{receiver.GrpcAddress}", new GrpcChannelOptions { HttpHandler = grpcHandler }))
        {
            Assert.Equal("{ }", await GrpcCalls.ExportAsync(channel, Signal.Traces, new RandomOtlp(1).Traces()));
        }

        using SocketsHttpHandler handler = Trusting(certificates, client: null);
        foreach (Version version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            Assert.Equal((HttpStatusCode.OK, version), await PostAsync(receiver, handler, version));
        }

        Assert.DoesNotContain(receiver.Log, line => line.Contains("plain text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_client_authority_only_its_certificates_get_in()
    {
        var certificates = new TestCertificates(_folder.FullPath);
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(
            RunningReceiver.Defaults with { Tls = certificates.WriteServer(clientCertificates: true) });

        using X509Certificate2 known = certificates.Client();
        using SocketsHttpHandler trusted = Trusting(certificates, known);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11), await PostAsync(receiver, trusted, HttpVersion.Version11));

        using SocketsHttpHandler without = Trusting(certificates, client: null);
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(receiver, without, HttpVersion.Version11));

        using var other = new TemporaryFolder();
        using X509Certificate2 stranger = new TestCertificates(other.FullPath, "stranger").Client();
        using SocketsHttpHandler strange = Trusting(certificates, stranger);
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(receiver, strange, HttpVersion.Version11));
        Assert.Single(receiver.Ingress.Requests);
    }

    [Fact]
    public void A_renewed_certificate_is_taken_up_and_a_broken_one_is_reported_once()
    {
        var certificates = new TestCertificates(_folder.FullPath);
        TlsServerOptions options = certificates.WriteServer();
        var time = new HandTime();
        var reported = new List<TransportOptionException>();
        var tls = new TlsServerAuthentication(options, [SslApplicationProtocol.Http2], time, reported.Add);
        SslServerAuthenticationOptions first = tls.Current();

        certificates.WriteServer();
        Assert.Same(first, tls.Current());
        time.Advance(TimeSpan.FromSeconds(11));
        SslServerAuthenticationOptions renewed = tls.Current();
        Assert.NotEqual(Serial(first), Serial(renewed));

        File.WriteAllText(options.Key.File!, "-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----\n");
        for (int i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(11));
            Assert.Same(renewed, tls.Current());
        }

        Assert.StartsWith("--otlp-tls-key-file: ", Assert.Single(reported).Message, StringComparison.Ordinal);

        certificates.WriteServer();
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotEqual(Serial(renewed), Serial(tls.Current()));
    }

    [Fact]
    public async Task A_missing_file_stops_the_start_and_names_the_option()
    {
        var certificates = new TestCertificates(_folder.FullPath);
        TlsServerOptions options = certificates.WriteServer();
        File.Delete(options.Certificate.File!);
        TransportOptionException error = await Assert.ThrowsAsync<TransportOptionException>(
            () => RunningReceiver.StartAsync(RunningReceiver.Defaults with { Tls = options }));
        Assert.Equal("--otlp-tls-cert-file", error.Option);
    }

    public void Dispose() => _folder.Dispose();

    private static string? Serial(SslServerAuthenticationOptions options) => options.ServerCertificateContext?.TargetCertificate.SerialNumber;

    private static async Task<(HttpStatusCode, Version)> PostAsync(RunningReceiver receiver, SocketsHttpHandler handler, Version version)
    {
        using var client = new HttpClient(handler, disposeHandler: false);
        using var content = new ByteArrayContent(new RandomOtlp(1).Traces().ToByteArray());
        content.Headers.TryAddWithoutValidation("Content-Type", HttpCalls.Protobuf);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{receiver.HttpAddress}/v1/traces")
        {
            Content = content,
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Version);
    }

    private static SocketsHttpHandler Trusting(TestCertificates certificates, X509Certificate2? client)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(certificates.Authority)));
        return new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                LocalCertificateSelectionCallback = client is null ? null : (_, _, _, _, _) => client,
            },
        };
    }

    private sealed class HandTime : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
