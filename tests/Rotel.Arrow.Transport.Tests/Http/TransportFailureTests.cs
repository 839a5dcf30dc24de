using System.Net;
using System.Net.Sockets;
using System.Text;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Http;

/// <summary>
/// Scenario: a real handler meets peers that are not there, hang up, or speak something else. Guarantee: every failure is
/// recognised, classified, and told in one line.
/// </summary>
public sealed class TransportFailureTests
{
    [Fact]
    public async Task Nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        TransportFailure failure = await SendAsync($"http://127.0.0.1:{port}", HttpVersion.Version11);

        Assert.Equal(TransportFailureKind.Unreachable, failure.Kind);
        Assert.Contains("refused", failure.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"127.0.0.1:{port}", failure.Reason);
    }

    [Fact]
    public async Task The_name_does_not_exist() => Assert.Equal(
        TransportFailureKind.Unreachable, (await SendAsync("http://no-such-host.invalid:4317", HttpVersion.Version11)).Kind);

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")]
    public async Task The_peer_hangs_up_before_or_within_its_answer(string answer) =>
        Assert.Equal(TransportFailureKind.Reset, (await AskAsync(answer, HttpVersion.Version11)).Kind);

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    public async Task The_answer_is_not_HTTP(string answer) =>
        Assert.Equal(TransportFailureKind.BadAnswer, (await AskAsync(answer, HttpVersion.Version11)).Kind);

    [Fact]
    public async Task The_headers_are_without_end() => Assert.Equal(
        TransportFailureKind.BadAnswer,
        (await AskAsync($"HTTP/1.1 200 OK\r\nX: {new string('a', 100_000)}\r\n\r\n", HttpVersion.Version11)).Kind);

    [Fact]
    public async Task A_peer_of_HTTP_1_is_asked_for_HTTP_2()
    {
        TransportFailure failure = await AskAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", HttpVersion.Version20);
        Assert.True(failure.Kind is TransportFailureKind.Reset or TransportFailureKind.Unreachable or TransportFailureKind.BadAnswer);
        Assert.InRange(failure.Reason.Length, 1, 300);
    }

    [Fact]
    public async Task A_peer_without_TLS_is_asked_for_it()
    {
        TransportFailure failure = await AskAsync("HTTP/1.1 400 Bad Request\r\n\r\n", HttpVersion.Version11, scheme: "https");
        Assert.Equal(TransportFailureKind.Unreachable, failure.Kind);
        Assert.DoesNotContain("inner exception", failure.Reason);
    }

    [Fact]
    public void A_defect_is_not_a_network_failure()
    {
        Assert.False(TransportFailure.TryFrom(new InvalidOperationException("x"), out _));
        Assert.False(TransportFailure.TryFrom(new ObjectDisposedException("x"), out _));
        Assert.True(TransportFailure.TryFrom(new TaskCanceledException("x"), out TransportFailure failure));
        Assert.Equal(TransportFailureKind.Unreachable, failure.Kind);
    }

    [Fact]
    public void Calm_is_told_from_a_reset()
    {
        Assert.True(TransportFailure.TryFrom(
            new HttpRequestException("x", new HttpProtocolException(0xB, "calm\r\nplease", null)), out TransportFailure calm));
        Assert.Equal(TransportFailureKind.Throttled, calm.Kind);
        Assert.StartsWith("calm  please", calm.Reason);
        Assert.True(TransportFailure.TryFrom(new HttpProtocolException(2, "broken", null), out TransportFailure reset));
        Assert.Equal(TransportFailureKind.Reset, reset.Kind);
    }

    /// <summary>Sends to a peer that reads some bytes, answers with these and hangs up.</summary>
    private static async Task<TransportFailure> AskAsync(string answer, Version version, string scheme = "http")
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            NetworkStream stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            client.Client.Shutdown(SocketShutdown.Send);
            try
            {
                while (await stream.ReadAsync(new byte[4096]) > 0)
                {
                    // Until the client hangs up too: closing earlier would reset the answer away.
                }
            }
            catch (IOException)
            {
                // It did so rudely.
            }
        });
        TransportFailure failure = await SendAsync($"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", version);
        await serving;
        return failure;
    }

    private static async Task<TransportFailure> SendAsync(string address, Version version)
    {
        using SocketsHttpHandler handler = HttpHandlerFactory.Create(new HttpHandlerOptions());
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([1, 2, 3]),
        };
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
            using BoundedResponse body = await BoundedResponse.ReadAsync(response, 100, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (TransportFailure.TryFrom(e, out TransportFailure failure))
        {
            return failure;
        }

        throw new InvalidOperationException("The request succeeded.");
    }
}
