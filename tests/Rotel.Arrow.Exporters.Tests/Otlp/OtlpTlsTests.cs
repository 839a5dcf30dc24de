using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport;
using Rotel.Arrow.Transport.Tls;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Scenario: TLS and mutual TLS over both protocols. Guarantee: data goes only to a peer that is trusted.</summary>
public sealed class OtlpTlsTests : IDisposable
{
    private static readonly RandomOtlp s_random = new(51, RandomOtlpOptions.Realistic with { Items = 40 });

    private readonly TestCertificates _authority = new();
    private readonly X509Certificate2 _certificate;

    public OtlpTlsTests() => _certificate = _authority.Issue("localhost");

    public void Dispose()
    {
        _certificate.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task A_trusted_server_gets_the_data_over_HTTP_2(OtlpProtocol protocol)
    {
        await using WireServer server = await StartServerAsync(wantsClientCertificate: false);
        await using SendRig rig = await StartAsync(server, protocol, new TlsClientOptions { Ca = Pem("ca", _authority.AuthorityPem) });

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(s_random.Traces())));
        Assert.Equal("HTTP/2", Assert.Single(server.Requests).Protocol);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task The_client_proves_itself_with_its_certificate(OtlpProtocol protocol)
    {
        using X509Certificate2 client = _authority.Issue("the client");
        await using WireServer server = await StartServerAsync(wantsClientCertificate: true);
        await using SendRig rig = await StartAsync(server, protocol, new TlsClientOptions
        {
            Ca = Pem("ca", _authority.AuthorityPem),
            Cert = Pem("cert", client.ExportCertificatePem()),
            Key = Pem("key", TestCertificates.KeyPem(client)),
        });

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(s_random.Traces())));
        Assert.Equal("CN=the client", Assert.Single(server.Requests).ClientCertificate);
    }

    [Fact]
    public async Task A_client_without_the_certificate_that_is_asked_for_gets_no_connection()
    {
        await using WireServer server = await StartServerAsync(wantsClientCertificate: true);
        await using SendRig rig = await StartAsync(server, OtlpProtocol.Grpc, new TlsClientOptions { Ca = Pem("ca", _authority.AuthorityPem) });

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        Assert.True(outcome.Cause is NackCause.DestinationUnreachable or NackCause.DestinationReset, outcome.ToString());
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task A_server_that_is_not_trusted_gets_nothing_and_the_message_says_why(OtlpProtocol protocol)
    {
        using var other = new TestCertificates("another authority");
        await using WireServer server = await StartServerAsync(wantsClientCertificate: false);
        await using SendRig rig = await StartAsync(server, protocol, new TlsClientOptions { Ca = Pem("ca", other.AuthorityPem) });

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationUnreachable), (outcome.Kind, outcome.Cause));
        Assert.Contains("certificate", outcome.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Skipping_verification_works_and_is_warned_about()
    {
        await using WireServer server = await StartServerAsync(wantsClientCertificate: false);
        await using SendRig rig = await StartAsync(server, OtlpProtocol.Grpc, new TlsClientOptions { SkipVerify = true });

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(s_random.Traces())));
        Assert.Contains(rig.Log.Entries, static entry => entry.Level == LogLevel.Warning && entry.Text.Contains("not verified", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_stops_the_start()
    {
        TransportOptionException e = await Assert.ThrowsAsync<TransportOptionException>(static () => SendRig.StartAsync(
            "https://localhost:1",
            static to => to with { Tls = new TlsClientOptions { Ca = PemSource.From("--otlp-exporter-tls-ca", "/nowhere/ca.pem", null) } }));
        Assert.Equal("--otlp-exporter-tls-ca-file: the file '/nowhere/ca.pem' does not exist", e.Message);
    }

    [Fact]
    public async Task Settings_that_have_no_effect_are_warned_about()
    {
        await using SendRig rig = await SendRig.StartAsync(
            "http://localhost:1/path", to => to with { Tls = new TlsClientOptions { Ca = Pem("ca", _authority.AuthorityPem) } });

        Assert.Contains(rig.Log.Entries, static entry => entry.Text.Contains("use an https:// address", StringComparison.Ordinal));
        Assert.Contains(rig.Log.Entries, static entry => entry.Text.Contains("no use for the path", StringComparison.Ordinal));
    }

    private static PemSource Pem(string part, string pem) => PemSource.From("--otlp-exporter-tls-" + part, null, pem)!;

    private static Task<SendRig> StartAsync(WireServer server, OtlpProtocol protocol, TlsClientOptions tls) =>
        SendRig.StartAsync(server.Https, to => to with { Protocol = protocol, Tls = tls });

    private Task<WireServer> StartServerAsync(bool wantsClientCertificate) => WireServer.StartAsync(
        static (context, request) => request.Headers.ContainsKey("te") ? Answers.GrpcOkAsync(context) : Answers.HttpOkAsync(context),
        _certificate,
        wantsClientCertificate);
}
