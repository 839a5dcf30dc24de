using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>
/// Scenario: the network and the peer misbehave. Guarantee: what got no answer may be tried again, with the right cause,
/// and no memory stays behind.
/// </summary>
public sealed class OtlpFaultTests
{
    private static readonly RandomOtlp s_random = new(41, RandomOtlpOptions.Realistic with { Items = 40 });

    [Theory]
    [InlineData(0x0, NackCause.DestinationReset)]
    [InlineData(0x1, NackCause.DestinationReset)]
    [InlineData(0x2, NackCause.DestinationReset)]
    [InlineData(0x8, NackCause.DestinationReset)]
    [InlineData(0xB, NackCause.DestinationThrottled)]
    public async Task A_reset_stream_is_retryable(int errorCode, NackCause cause)
    {
        await using WireServer server = await WireServer.StartAsync((context, _) =>
        {
            Answers.Reset(context, errorCode);
            return Task.CompletedTask;
        });
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((OutcomeKind.RetryableNack, cause), (outcome.Kind, outcome.Cause));
        Assert.StartsWith(server.Http2, outcome.Message);
    }

    [Fact]
    public async Task A_stream_reset_within_the_answer_is_retryable()
    {
        await using WireServer server = await WireServer.StartAsync(static async (context, _) =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[2]);
            await context.Response.Body.FlushAsync();
            Answers.Reset(context, 2);
        });
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationReset), (outcome.Kind, outcome.Cause));
    }

    [Fact]
    public async Task An_answer_without_a_status_is_retryable()
    {
        await using WireServer server = await WireServer.StartAsync(
            static (context, _) => Answers.HttpAsync(context, 200, "application/grpc", [0, 0, 0, 0, 0]));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationReset), (outcome.Kind, outcome.Cause));
        Assert.Contains("without a gRPC status", outcome.Message);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task A_connection_that_breaks_is_retryable(OtlpProtocol protocol)
    {
        await using WireServer server = await WireServer.StartAsync(static (context, _) =>
        {
            context.Connection.RequestClose();
            context.Abort();
            return Task.CompletedTask;
        });
        await using SendRig rig = await SendRig.StartAsync(
            protocol == OtlpProtocol.Grpc ? server.Http2 : server.Http1, to => to with { Protocol = protocol });

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationReset), (outcome.Kind, outcome.Cause));
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task A_peer_that_is_not_there_is_unreachable(OtlpProtocol protocol)
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string address = $"http://127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}";
        await using SendRig rig = await SendRig.StartAsync(address, to => to with { Protocol = protocol });

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationUnreachable), (outcome.Kind, outcome.Cause));
        Assert.Contains("refused", outcome.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc, false)]
    [InlineData(OtlpProtocol.Grpc, true)]
    [InlineData(OtlpProtocol.HttpProtobuf, false)]
    [InlineData(OtlpProtocol.HttpProtobuf, true)]
    public async Task No_answer_in_time_is_a_retryable_timeout(OtlpProtocol protocol, bool byPipeline)
    {
        using var arrived = new SemaphoreSlim(0);
        await using WireServer server = await WireServer.StartAsync(async (context, _) =>
        {
            arrived.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });
        await using SendRig rig = await SendRig.StartAsync(
            protocol == OtlpProtocol.Grpc ? server.Http2 : server.Http1,
            to => to with { Protocol = protocol, RequestTimeout = TimeSpan.FromSeconds(byPipeline ? 300 : 0.5) });
        using var pipeline = new CancellationTokenSource();
        Task<Outcome> sending = rig.Exporter.ExportAsync(rig.Batch(s_random.Traces()), pipeline.Token).AsTask();
        if (byPipeline)
        {
            await arrived.WaitAsync(TestContext.Current.CancellationToken);
            await pipeline.CancelAsync();
        }

        Outcome outcome = await sending;

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationTimeout), (outcome.Kind, outcome.Cause));
        Assert.Contains("did not answer within", outcome.Message);
    }

    [Fact]
    public async Task A_peer_that_resets_the_stream_when_the_time_is_over_is_a_timeout_and_not_a_reset()
    {
        await using WireServer server = await WireServer.StartAsync(static async (context, request) =>
        {
            await Task.Delay(int.Parse(request.Headers["grpc-timeout"].TrimEnd('m')));
            Answers.Reset(context, 8);
        });
        await using SendRig rig = await SendRig.StartAsync(
            server.Http2, static to => to with { RequestTimeout = TimeSpan.FromSeconds(0.3) });

        for (int i = 0; i < 5; i++)
        {
            Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));
            Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationTimeout), (outcome.Kind, outcome.Cause));
        }
    }

    [Fact]
    public async Task A_peer_that_stops_reading_ends_in_a_timeout_and_the_body_is_given_back()
    {
        await using WireServer server = await WireServer.StartEarlyAsync(static context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default));
        await using SendRig rig = await SendRig.StartAsync(
            server.Http2, static to => to with { RequestTimeout = TimeSpan.FromSeconds(0.5) });

        Outcome outcome = await rig.SendAsync(rig.Batch(Signal.Logs, (new byte[20_000_000], 1)));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationTimeout), (outcome.Kind, outcome.Cause));
    }

    [Fact]
    public async Task A_peer_that_refuses_before_it_has_read_is_understood_and_the_body_is_given_back()
    {
        await using WireServer server = await WireServer.StartEarlyAsync(static context =>
            Answers.GrpcError(context, GrpcStatusCode.ResourceExhausted, "message too large"));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        for (int i = 0; i < 10; i++)
        {
            Outcome outcome = await rig.SendAsync(rig.Batch(Signal.Logs, (new byte[20_000_000], 1)));
            Assert.Equal((OutcomeKind.PermanentNack, NackCause.TooLarge), (outcome.Kind, outcome.Cause));
        }
    }

    [Fact]
    public async Task A_server_that_goes_away_is_followed_to_a_new_connection_with_the_whole_body()
    {
        await using WireServer server = await WireServer.StartAsync(static (context, _) => Answers.GrpcOkAsync(context));
        await using var front = new GoingAwayProxy(new Uri(server.Http2).Port);
        await using SendRig rig = await SendRig.StartAsync(front.Address, static to => to);
        PdataBatch batch = rig.Batch(s_random.Traces(), s_random.Traces());

        Outcome outcome = await rig.SendAsync(batch);

        // The first connection says GOAWAY with no stream processed: the request moves on, written a second time.
        Assert.Equal(Outcome.Ack, outcome);
        Assert.Equal(2, front.Connections);
        Assert.Equal(batch.AsOtlp().LengthBytes + GrpcFramePrefix.LengthBytes, Assert.Single(server.Requests).Body.Length);
    }

    [Fact]
    public async Task A_server_that_goes_away_with_the_request_in_hand_is_retryable()
    {
        await using var front = new GoingAwayProxy(target: 0, lastStream: 1);
        await using SendRig rig = await SendRig.StartAsync(front.Address, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationReset), (outcome.Kind, outcome.Cause));
    }

    /// <summary>
    /// Says GOAWAY on its first connection once the request headers are there, and hangs up; copies the bytes of later
    /// ones from and to a real server.
    /// </summary>
    private sealed class GoingAwayProxy : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _accepting;
        private readonly int _target;
        private readonly byte _lastStream;

        internal GoingAwayProxy(int target, byte lastStream = 0)
        {
            _target = target;
            _lastStream = lastStream;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        internal string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        internal int Connections { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Stop();
            await _accepting.ContinueWith(static _ => { }, TaskScheduler.Default);
            _end.Dispose();
        }

        private async Task AcceptAsync()
        {
            List<Task> copies = [];
            try
            {
                while (true)
                {
                    TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                    Connections++;
                    copies.Add(Connections == 1 ? GoAwayAsync(client) : CopyAsync(client));
                }
            }
            finally
            {
                await Task.WhenAll(copies);
            }
        }

        private async Task GoAwayAsync(TcpClient client)
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                const int frameHeader = 9;
                byte[] preface = new byte[24];
                await stream.ReadExactlyAsync(preface);
                await stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });
                byte[] header = new byte[frameHeader];
                do
                {
                    await stream.ReadExactlyAsync(header);
                    await stream.ReadExactlyAsync(new byte[(header[0] << 16) | (header[1] << 8) | header[2]]);
                }
                while (header[3] != 1);

                byte[] goAway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, _lastStream, 0, 0, 0, 0];
                await stream.WriteAsync(goAway);
                client.Client.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null, _end.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }

        private async Task CopyAsync(TcpClient client)
        {
            using var server = new TcpClient();
            using (client)
            {
                await server.ConnectAsync(IPAddress.Loopback, _target);
                Task there = client.GetStream().CopyToAsync(server.GetStream(), _end.Token);
                Task back = server.GetStream().CopyToAsync(client.GetStream(), _end.Token);
                await Task.WhenAny(there, back);
            }
        }
    }
}
