using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>
/// Scenario: a batch is larger than the peer, or our own limit, takes. Guarantee: it arrives in parts, once; only an item
/// that is too large alone is lost, and counted.
/// </summary>
public sealed class OtlpSplitTests
{
    private const string GrpcTooLarge = "grpc: received message larger than max (5000 vs. 4000)";

    private static readonly RandomOtlp s_random = new(31, RandomOtlpOptions.Realistic with { Items = 64 });

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task A_batch_too_large_for_a_grpc_peer_arrives_in_parts_within_one_attempt(string signal)
    {
        await using var peer = await LimitedPeer.StartAsync(4000, GrpcTooLarge);
        await using SendRig rig = await SendRig.StartAsync(peer.Server.Http2, static to => to);
        IMessage[] sent = [s_random.Request(signal), s_random.Request(signal), s_random.Request(signal)];

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(sent)));

        await peer.AssertTookAsync(signal, sent);
        Assert.Contains(rig.Log.Entries, static entry => entry.Text.Contains("sent in halves", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(413, "")]
    [InlineData(400, "http: request body too large")]
    public async Task The_same_over_HTTP(int status, string words)
    {
        await using var peer = await LimitedPeer.StartAsync(4000, words, status);
        await using SendRig rig = await SendRig.StartAsync(
            peer.Server.Http1, static to => to with { Protocol = OtlpProtocol.HttpProtobuf, Compression = OtlpCompression.None });
        IMessage[] sent = [s_random.Traces(), s_random.Traces()];

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(sent)));

        await peer.AssertTookAsync("traces", sent);
    }

    [Fact]
    public async Task Only_the_item_that_is_too_large_alone_is_lost_and_it_is_counted()
    {
        await using var peer = await LimitedPeer.StartAsync(4000, GrpcTooLarge);
        await using SendRig rig = await SendRig.StartAsync(peer.Server.Http2, static to => to);
        ExportTraceServiceRequest sent = s_random.Traces();
        var rest = sent.Clone();
        sent.ResourceSpans[0].ScopeSpans[0].Spans[0].Name = new string('n', 5000);
        rest.ResourceSpans[0].ScopeSpans[0].Spans.RemoveAt(0);

        Outcome outcome = await rig.SendAsync(rig.Batch(sent));

        Assert.Equal((OutcomeKind.Ack, 1), (outcome.Kind, outcome.RejectedItems));
        Assert.Contains("larger than max", outcome.Message);
        await peer.AssertTookAsync("traces", rest);
    }

    [Fact]
    public async Task A_single_item_that_is_too_large_is_a_permanent_nack()
    {
        await using var peer = await LimitedPeer.StartAsync(100, GrpcTooLarge);
        await using SendRig rig = await SendRig.StartAsync(peer.Server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(new RandomOtlp(1, RandomOtlpOptions.Realistic with { Items = 1 }).Logs()));

        Assert.Equal((OutcomeKind.PermanentNack, NackCause.TooLarge), (outcome.Kind, outcome.Cause));
        Assert.Single(peer.Server.Requests);
    }

    [Fact]
    public async Task A_quota_that_looks_like_a_size_does_not_send_every_item_alone()
    {
        await using WireServer server = await WireServer.StartAsync(
            static (context, _) => Answers.GrpcError(context, GrpcStatusCode.ResourceExhausted, "daily quota used up"));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Logs(), s_random.Logs(), s_random.Logs(), s_random.Logs()));

        Assert.Equal((OutcomeKind.PermanentNack, NackCause.DestinationRejected), (outcome.Kind, outcome.Cause));
        Assert.Contains("daily quota used up", outcome.Message);
        Assert.InRange(server.Requests.Count, 2, 16);
    }

    [Fact]
    public async Task Rejections_of_the_parts_add_up()
    {
        await using WireServer server = await WireServer.StartAsync(static (context, request) => request.Body.Length > 20_000
            ? Answers.GrpcError(context, GrpcStatusCode.ResourceExhausted, GrpcTooLarge)
            : Answers.GrpcOkAsync(context, new ExportTraceServiceResponse { PartialSuccess = new() { RejectedSpans = 1, ErrorMessage = "one" } }));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces(), s_random.Traces()));

        int parts = server.Requests.Count(static request => request.Body.Length <= 20_000);
        Assert.InRange(parts, 2, 64);
        Assert.Equal((OutcomeKind.Ack, parts, "one"), (outcome.Kind, outcome.RejectedItems, outcome.Message));
    }

    [Fact]
    public async Task A_part_refused_for_good_costs_its_own_items_only()
    {
        int accepted = 0;
        await using WireServer server = await WireServer.StartAsync((context, request) =>
            request.Body.Length > 20_000 ? Answers.GrpcError(context, GrpcStatusCode.ResourceExhausted, GrpcTooLarge)
            : Interlocked.Increment(ref accepted) == 2 ? Answers.GrpcError(context, GrpcStatusCode.InvalidArgument, "bad part")
            : Answers.GrpcOkAsync(context));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces(), s_random.Traces()));

        Assert.Equal(OutcomeKind.Ack, outcome.Kind);
        Assert.InRange(outcome.RejectedItems, 1, 64);
        Assert.Contains("bad part", outcome.Message);
    }

    [Fact]
    public async Task After_a_retryable_failure_the_next_attempt_sends_only_what_is_left()
    {
        int requests = 0;
        await using var peer = await LimitedPeer.StartAsync(
            9000, GrpcTooLarge, before: context => Interlocked.Increment(ref requests) is 7 or 8 or 11
                ? Answers.GrpcError(context, GrpcStatusCode.Unavailable, "later")
                : null);
        await using SendRig rig = await SendRig.StartAsync(peer.Server.Http2, static to => to);
        IMessage[] sent = [s_random.Traces(), s_random.Traces()];
        PdataBatch batch = rig.Batch(sent);

        Outcome outcome;
        int attempts = 0;
        do
        {
            outcome = await rig.SendAsync(batch);
            attempts++;
            Assert.Equal(outcome.Kind == OutcomeKind.Ack ? 0 : peer.TakenSpans, outcome.DeliveredItems);
        }
        while (outcome.Kind == OutcomeKind.RetryableNack && attempts < 20);

        Assert.Equal(Outcome.Ack, outcome);
        Assert.Equal(4, attempts);
        await peer.AssertTookAsync("traces", sent);
    }

    [Theory]
    [InlineData(OtlpCompression.None)]
    [InlineData(OtlpCompression.Gzip)]
    public async Task What_is_over_our_own_limit_before_compression_is_split_before_it_is_sent(OtlpCompression compression)
    {
        await using var peer = await LimitedPeer.StartAsync(int.MaxValue, "");
        await using SendRig rig = await SendRig.StartAsync(OtlpExporterOptions.ForAll(
            SendRig.Destination(peer.Server.Http2) with { Compression = compression }) with { MaxRequestBytes = 10_000 });
        ExportTraceServiceRequest sent = s_random.Traces();
        var rest = sent.Clone();
        sent.ResourceSpans[0].ScopeSpans[0].Spans[0].Name = new string('n', 12_000);
        rest.ResourceSpans[0].ScopeSpans[0].Spans.RemoveAt(0);

        Outcome outcome = await rig.SendAsync(rig.Batch(sent));

        Assert.Equal((OutcomeKind.Ack, 1), (outcome.Kind, outcome.RejectedItems));
        Assert.All(peer.Server.Requests, static request => Assert.InRange(request.Body.Length, 1, 10_005));
        await peer.AssertTookAsync("traces", rest);
    }

    /// <summary>A peer that takes messages up to a size and keeps those that it took.</summary>
    private sealed class LimitedPeer : IAsyncDisposable
    {
        private readonly ConcurrentQueue<byte[]> _taken = new();

        internal WireServer Server { get; private set; } = null!;

        internal static async Task<LimitedPeer> StartAsync(
            int limitBytes, string words, int httpStatus = 0, Func<HttpContext, Task?>? before = null)
        {
            var peer = new LimitedPeer();
            peer.Server = await WireServer.StartAsync((context, request) =>
                before?.Invoke(context) ?? peer.AnswerAsync(context, request, limitBytes, words, httpStatus));
            return peer;
        }

        /// <summary>Spans of everything it took so far.</summary>
        internal int TakenSpans => _taken.Sum(static message => OtlpItems.Count(ExportTraceServiceRequest.Parser.ParseFrom(message)));

        internal async Task AssertTookAsync(string signal, params IMessage[] expected)
        {
            using var folder = new TemporaryFolder();
            string sent = OtlpDiff.Write(folder.CreateFolder("sent"), expected);
            string taken = folder.CreateFolder("taken");
            int number = 0;
            foreach (byte[] message in _taken)
            {
                await File.WriteAllBytesAsync(Path.Combine(taken, $"{signal}-{++number:D4}.pb"), message);
            }

            await OtlpDiff.AssertEqualAsync(sent, taken, "--signal", signal);
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        private Task AnswerAsync(HttpContext context, WireRequest request, int limitBytes, string words, int httpStatus)
        {
            bool isGrpc = httpStatus == 0;
            byte[] message = isGrpc ? request.Body[GrpcFramePrefix.LengthBytes..] : request.Body;
            if (message.Length > limitBytes)
            {
                return isGrpc
                    ? Answers.GrpcError(context, GrpcStatusCode.ResourceExhausted, words)
                    : Answers.HttpAsync(context, httpStatus, "text/plain", System.Text.Encoding.UTF8.GetBytes(words));
            }

            _taken.Enqueue(request.Headers.ContainsKey("grpc-encoding") ? Wire.Inflate(request.Headers["grpc-encoding"], message) : message);
            return isGrpc ? Answers.GrpcOkAsync(context) : Answers.HttpOkAsync(context);
        }
    }
}
