using System.Net;
using System.Text;
using Google.Protobuf;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>Peers that are slow, broken or mean on the level of bytes.</summary>
public sealed class HostilePeerTests
{
    private static readonly byte[] s_request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces().ToByteArray();

    private static readonly OtlpReceiverOptions s_impatient = RunningReceiver.Defaults with
    {
        HeaderTimeout = TimeSpan.FromSeconds(1),
        MinBodyBytesPerSecond = 100_000,
        MinBodyRateGrace = TimeSpan.FromSeconds(1.1),
    };

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PRI")]
    [InlineData("POST /v1/traces HTTP/1.1\r\nHost: x\r\nX-Slow: ")]
    public async Task Headers_that_never_end_cost_the_connection(string start)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_impatient);
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await connection.SendAsync(start);
        string answer = await connection.ReadToEndAsync();
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task A_body_that_trickles_is_408_with_a_Status_and_gives_its_memory_back()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_impatient);
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await connection.SendAsync($"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n\r\n{{");
        string answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("\"message\":", answer, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Budget.UsedBytes);
    }

    [Fact]
    public async Task A_gRPC_body_that_trickles_costs_the_connection_and_gives_its_memory_back()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_impatient);
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.GrpcEndPoint!);
        await connection.SendAsync([.. Http2Frames.Preface, .. Http2Frames.Headers(1, GrpcCalls.TracePath, endStream: false), .. Http2Frames.Data(1, [0, 1, 0, 0, 0, 1, 2, 3])]);
        await connection.ReadToEndAsync();
        await HttpCalls.UntilAsync(() => receiver.Budget.UsedBytes == 0);
        Assert.Equal(0, (await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request))).Status);
    }

    [Fact]
    public async Task Rapid_resets_end_in_a_closed_connection_and_others_are_served()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.GrpcEndPoint!);
        await connection.SendAsync(Http2Frames.Preface);
        try
        {
            for (int stream = 1; stream < 20_000; stream += 2)
            {
                await connection.SendAsync([
                    .. Http2Frames.Headers(stream, GrpcCalls.TracePath, endStream: false),
                    .. Http2Frames.Data(stream, [0, 0, 0, 1, 0, 1]),
                    .. Http2Frames.Reset(stream)]);
            }
        }
        catch (IOException)
        {
            // The server has had enough.
        }

        await connection.ReadToEndAsync();
        Assert.Equal(0, (await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request))).Status);
        await HttpCalls.UntilAsync(() => receiver.Budget.UsedBytes == 0);
    }

    [Fact]
    public async Task Headers_over_the_limit_are_431()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await connection.SendAsync($"POST /v1/traces HTTP/1.1\r\nHost: x\r\nX-Long: {new string('x', 40_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_headers_than_the_limit_are_431()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        string headers = string.Concat(Enumerable.Range(0, 120).Select(i => $"X-{i}: y\r\n"));
        await connection.SendAsync($"POST /v1/traces HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
        Assert.StartsWith("HTTP/1.1 431", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_chunks_are_400_with_a_Status()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await connection.SendAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
        string answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"message\":", answer, StringComparison.Ordinal);
        Assert.Empty(receiver.Ingress.Requests);
    }

    [Fact]
    public async Task A_connection_that_ends_within_a_body_leaves_nothing_behind()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using (RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!))
        {
            await connection.SendAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nContent-Length: 100000\r\n\r\nabc");
            await HttpCalls.UntilAsync(() => receiver.Budget.UsedBytes > 0);
        }

        await HttpCalls.UntilAsync(() => receiver.Budget.UsedBytes == 0);
        await HttpCalls.UntilAsync(() => receiver.Receiver.Statistics.Sum(counted => counted.RefusedRequests) == 1);
        Assert.Empty(receiver.Ingress.Requests);
    }

    [Fact]
    public async Task Expect_100_continue_is_answered_when_the_body_is_wanted()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await connection.SendAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        await connection.ReadUntilAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await connection.SendAsync("{}");
        await connection.ReadUntilAsync("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task Expect_100_continue_is_not_answered_before_a_refusal()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { HttpMaxMessageBytes = 1000 });
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        await connection.SendAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
        string answer = await connection.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        const string Good = "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        const string Bad = "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]";
        const string Last = "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        await connection.SendAsync(Good + Bad + Last);
        string answers = await connection.ReadToEndAsync();
        Assert.Equal(["200", "400", "200"], answers.Split("HTTP/1.1 ").Skip(1).Select(answer => answer[..3]));
    }

    [Fact]
    public async Task The_preface_is_recognised_when_it_comes_byte_by_byte()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.HttpEndPoint!);
        foreach (byte value in Http2Frames.Preface)
        {
            await connection.SendAsync([value]);
        }

        await connection.SendAsync([.. Http2Frames.Headers(1, "/v1/traces", endStream: true)]);
        string answer = await connection.ReadUntilAsync("application/");
        Assert.DoesNotContain("HTTP/1.1", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HTTP_1_on_the_gRPC_port_is_an_error_and_does_no_harm()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(receiver.Receiver.GrpcEndPoint!);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request))).Status);
    }

    [Fact]
    public async Task A_flood_of_refused_requests_writes_one_line()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        for (int i = 0; i < 50; i++)
        {
            using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, Encoding.ASCII.GetBytes("garbage"));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        Assert.Single(receiver.Log, line => line.Contains("not accepted", StringComparison.Ordinal));
    }
}
