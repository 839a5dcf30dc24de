using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>Starting, sharing a port, ageing connections, stopping.</summary>
public sealed class LifetimeTests
{
    private static readonly byte[] s_request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces().ToByteArray();

    [Fact]
    public async Task The_log_names_the_real_ports()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        Assert.Contains(receiver.Log, line => line.Contains($"OTLP/gRPC listening on 127.0.0.1:{receiver.Receiver.GrpcEndPoint!.Port}", StringComparison.Ordinal));
        Assert.Contains(receiver.Log, line => line.Contains($"OTLP/HTTP listening on 127.0.0.1:{receiver.Receiver.HttpEndPoint!.Port}", StringComparison.Ordinal));
        Assert.NotEqual(0, receiver.Receiver.GrpcEndPoint!.Port);
        Assert.DoesNotContain(receiver.Log, line => !line.StartsWith("Information", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_in_use_names_the_option_and_the_fix()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        TransportOptionException error = await FailToStartAsync(RunningReceiver.Defaults with
        {
            Http = new OtlpListenAddress("--otlp-http-endpoint", "127.0.0.1", port),
        });
        Assert.Equal("--otlp-http-endpoint", error.Option);
        Assert.Equal($"--otlp-http-endpoint: 127.0.0.1:{port} is already in use; stop the other program or choose another port", error.Message);
    }

    [Theory]
    [InlineData("203.0.113.7", "is not an address of this machine")]
    [InlineData("no such host.invalid", "is not a name of this machine")]
    public async Task An_address_of_another_machine_names_the_option_and_the_fix(string host, string problem)
    {
        TransportOptionException error = await FailToStartAsync(RunningReceiver.Defaults with
        {
            Grpc = new OtlpListenAddress("--otlp-grpc-endpoint", host, 40_000),
        });
        Assert.StartsWith("--otlp-grpc-endpoint: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Localhost_is_reached_over_every_loopback_address_the_machine_has()
    {
        int port = FreePort();
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with
        {
            Http = new OtlpListenAddress("--otlp-http-endpoint", "localhost", port),
        });
        foreach (IPEndPoint address in new OtlpListenAddress("x", "localhost", port).Resolve())
        {
            using RawConnection connection = await RawConnection.OpenAsync(address);
            await connection.SendAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
            await connection.ReadUntilAsync("HTTP/1.1 200");
        }
    }

    [Fact]
    public async Task Plain_text_for_other_machines_is_warned_about()
    {
        await using RunningReceiver open = await RunningReceiver.StartAsync(RunningReceiver.Defaults with
        {
            Http = new OtlpListenAddress("--otlp-http-endpoint", "0.0.0.0", 0),
        });
        Assert.Contains(open.Log, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("--otlp-http-endpoint 0.0.0.0:0 takes plain text", StringComparison.Ordinal));

        await using RunningReceiver local = await RunningReceiver.StartAsync();
        Assert.DoesNotContain(local.Log, line => line.Contains("plain text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_port_can_serve_gRPC_HTTP_2_and_HTTP_1()
    {
        int port = FreePort();
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with
        {
            Grpc = new OtlpListenAddress("--otlp-grpc-endpoint", "127.0.0.1", port),
            Http = new OtlpListenAddress("--otlp-http-endpoint", "127.0.0.1", port),
        });
        Assert.Equal(0, (await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request))).Status);
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_transport_can_be_off()
    {
        await using RunningReceiver grpcOnly = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { Http = null });
        Assert.Null(grpcOnly.Receiver.HttpEndPoint);
        Assert.Equal(0, (await GrpcCalls.PostAsync(grpcOnly, GrpcCalls.Frame(s_request))).Status);

        await using RunningReceiver httpOnly = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { Grpc = null });
        Assert.Null(httpOnly.Receiver.GrpcEndPoint);
        using HttpResponseMessage response = await HttpCalls.PostAsync(httpOnly, s_request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Stopping_answers_a_request_whose_body_is_under_way()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await connection.SendAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{");
        await HttpCalls.UntilAsync(() => receiver.Budget.UsedBytes > 0);

        receiver.Receiver.StopAdmission();
        Task stop = receiver.StopAsync();
        await connection.SendAsync("}");

        await connection.ReadUntilAsync("HTTP/1.1 200");
        await stop;
        await Assert.ThrowsAnyAsync<SocketException>(() => RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!));
    }

    [Fact]
    public async Task The_deadline_of_the_stop_cuts_bodies_that_never_end()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection http = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await http.SendAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{");
        using RawConnection grpc = await RawConnection.OpenAsync(receiver.Receiver.GrpcEndPoint!);
        await grpc.SendAsync([.. Http2Frames.Preface, .. Http2Frames.Headers(1, GrpcCalls.TracePath, endStream: false), .. Http2Frames.Data(1, [0, 0, 0, 1, 0, 1])]);
        await HttpCalls.UntilAsync(() => receiver.Pool.LiveSlabs == 2);

        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await receiver.StopAsync(deadline.Token);

        await http.ReadToEndAsync();
        await grpc.ReadToEndAsync();
        await HttpCalls.UntilAsync(() => receiver.Budget.UsedBytes == 0);
        Assert.Empty(receiver.Ingress.Requests);
    }

    [Fact]
    public async Task Old_connections_are_asked_to_end_and_requests_under_way_are_answered()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { MaxConnectionAge = TimeSpan.FromMilliseconds(300) });
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.GrpcEndPoint!);
        await connection.SendAsync(Http2Frames.Preface);

        // GOAWAY (type 7) and then the end, long before the idle timeout.
        string bytes = await connection.ReadToEndAsync();
        Assert.Contains("\0\0\u0008\u0007\0", bytes, StringComparison.Ordinal);

        Assert.Equal(0, (await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request))).Status);
    }

    [Fact]
    public async Task More_connections_than_the_limit_are_closed()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { MaxConnections = 1 });
        using RawConnection first = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await first.SendAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        await first.ReadUntilAsync("HTTP/1.1 200");
        using RawConnection second = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        Assert.Equal("", await second.ReadToEndAsync());
    }

    [Fact]
    public void Options_that_cannot_work_are_all_named_at_once()
    {
        var options = new OtlpReceiverOptions
        {
            Grpc = new OtlpListenAddress("--otlp-grpc-endpoint", "localhost", 70_000),
            HttpMaxMessageBytes = 0,
            TracesPath = "v1/traces",
            MetricsPath = "/same",
            LogsPath = "/same/",
            ConnectionWindowBytes = 1000,
        };
        Assert.Equal(
            [
                "--otlp-grpc-endpoint: port 70000 is not between 0 and 65535",
                "the HTTP body limit must be between 1 byte and 1 GiB",
                "the HTTP path 'v1/traces' must begin with / and hold no blanks, braces, *, ?, #, % or \\",
                "the HTTP paths of the signals must differ",
                "the connection window must not be smaller than the stream window",
            ],
            options.Validate());
        Assert.Empty(new OtlpReceiverOptions().Validate());
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task<TransportOptionException> FailToStartAsync(OtlpReceiverOptions options)
    {
        using var pool = new SlabPool(new ByteBudget(1 << 20));
        await using var receiver = new OtlpReceiver(options, new FakeIngress(pool), pool, NullLoggerFactory.Instance, TimeProvider.System);
        return await Assert.ThrowsAsync<TransportOptionException>(() => receiver.StartAsync(TestContext.Current.CancellationToken));
    }
}
