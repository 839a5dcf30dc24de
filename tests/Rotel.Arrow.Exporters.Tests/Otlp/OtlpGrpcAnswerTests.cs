using System.IO.Compression;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Rpc;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Scenario: a gRPC server answers anything it may. Guarantee: each answer means what the OTLP tables say.</summary>
public sealed class OtlpGrpcAnswerTests
{
    private static readonly RandomOtlp s_random = new(12, RandomOtlpOptions.Realistic with { Items = 1 });

    [Theory]
    [InlineData(GrpcStatusCode.Cancelled, OutcomeKind.RetryableNack, NackCause.DestinationReset)]
    [InlineData(GrpcStatusCode.Unknown, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    [InlineData(GrpcStatusCode.InvalidArgument, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(GrpcStatusCode.DeadlineExceeded, OutcomeKind.RetryableNack, NackCause.DestinationTimeout)]
    [InlineData(GrpcStatusCode.NotFound, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(GrpcStatusCode.AlreadyExists, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(GrpcStatusCode.PermissionDenied, OutcomeKind.PermanentNack, NackCause.DestinationUnauthorized)]
    [InlineData(GrpcStatusCode.ResourceExhausted, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(GrpcStatusCode.FailedPrecondition, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(GrpcStatusCode.Aborted, OutcomeKind.RetryableNack, NackCause.DestinationFailed)]
    [InlineData(GrpcStatusCode.OutOfRange, OutcomeKind.RetryableNack, NackCause.DestinationFailed)]
    [InlineData(GrpcStatusCode.Unimplemented, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(GrpcStatusCode.Internal, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    [InlineData(GrpcStatusCode.Unavailable, OutcomeKind.RetryableNack, NackCause.DestinationThrottled)]
    [InlineData(GrpcStatusCode.DataLoss, OutcomeKind.RetryableNack, NackCause.DestinationFailed)]
    [InlineData(GrpcStatusCode.Unauthenticated, OutcomeKind.PermanentNack, NackCause.DestinationUnauthorized)]
    [InlineData((GrpcStatusCode)17, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    public async Task A_status_in_headers_or_trailers_is_judged_by_the_table(GrpcStatusCode code, OutcomeKind kind, NackCause cause)
    {
        await using WireServer server = await WireServer.StartAsync((context, request) =>
            request.Headers["x-form"] == "trailers"
                ? Answers.GrpcErrorInTrailersAsync(context, code, "the peer's words")
                : Answers.GrpcError(context, code, "the peer's words"));
        foreach (string form in (string[])["headers", "trailers"])
        {
            await using SendRig rig = await SendRig.StartAsync(server.Http2, to => to with { Headers = [new("x-form", form)] });
            Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

            Assert.Equal((kind, cause), (outcome.Kind, outcome.Cause));
            Assert.StartsWith($"{server.Http2} answered {code.Name()}: the peer's words", outcome.Message);
            Assert.Null(outcome.RetryAfter);
        }
    }

    [Theory]
    [InlineData(GrpcStatusCode.Unavailable, 2.5, 2.5)]
    [InlineData(GrpcStatusCode.ResourceExhausted, 2.5, 2.5)]
    [InlineData(GrpcStatusCode.Unavailable, 0, 0)]
    [InlineData(GrpcStatusCode.Unavailable, -10, 0)]
    [InlineData(GrpcStatusCode.Unavailable, 604_800, 300)]
    public async Task RetryInfo_makes_the_wait_within_bounds(GrpcStatusCode code, double seconds, double expected)
    {
        byte[] details = Details(code, new BadRequest(), new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) });
        await using WireServer server = await WireServer.StartAsync((context, _) => Answers.GrpcError(context, code, "slow down", details));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationThrottled), (outcome.Kind, outcome.Cause));
        Assert.Equal(TimeSpan.FromSeconds(expected), outcome.RetryAfter);
    }

    [Fact]
    public async Task RetryInfo_is_found_in_trailers_too_and_broken_details_change_nothing()
    {
        byte[] details = Details(GrpcStatusCode.Unavailable, new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(7)) });
        await using WireServer server = await WireServer.StartAsync((context, request) => Answers.GrpcErrorInTrailersAsync(
            context, GrpcStatusCode.Unavailable, "no", request.Headers.ContainsKey("x-broken") ? details[..^1] : details));
        await using SendRig good = await SendRig.StartAsync(server.Http2, static to => to);
        await using SendRig broken = await SendRig.StartAsync(server.Http2, static to => to with { Headers = [new("x-broken", "1")] });

        Assert.Equal(TimeSpan.FromSeconds(7), (await good.SendAsync(good.Batch(s_random.Traces()))).RetryAfter);
        Outcome outcome = await broken.SendAsync(broken.Batch(s_random.Traces()));
        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        Assert.Null(outcome.RetryAfter);
    }

    [Fact]
    public async Task A_quota_told_by_RESOURCE_EXHAUSTED_is_retried_when_the_option_says_so()
    {
        await using WireServer server = await WireServer.StartAsync(static (context, request) => Answers.GrpcError(
            context, GrpcStatusCode.ResourceExhausted, request.Headers["x-why"]));
        foreach ((string why, OutcomeKind expected) in ((string, OutcomeKind)[])
            [("quota used up", OutcomeKind.RetryableNack), ("received message larger than max (9 vs. 4)", OutcomeKind.PermanentNack)])
        {
            await using SendRig rig = await SendRig.StartAsync(OtlpExporterOptions.ForAll(
                SendRig.Destination(server.Http2) with { Headers = [new("x-why", why)] }) with { RetryResourceExhausted = true });
            Assert.Equal(expected, (await rig.SendAsync(rig.Batch(s_random.Traces()))).Kind);
        }
    }

    [Fact]
    public async Task The_message_is_decoded_cleaned_and_bounded()
    {
        string text = "caf\u00e9 100%\n\u001b[31mred " + new string('x', 3000);
        await using WireServer server = await WireServer.StartAsync((context, _) => Answers.GrpcError(context, GrpcStatusCode.Internal, text));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        string message = (await rig.SendAsync(rig.Batch(s_random.Traces()))).Message!;

        Assert.StartsWith($"{server.Http2} answered INTERNAL: caf\u00e9 100%  [31mred xxx", message);
        Assert.InRange(message.Length, 100, 600);
    }

    [Fact]
    public async Task A_peer_without_the_service_is_named_as_such_and_one_without_the_codec_too()
    {
        await using WireServer server = await WireServer.StartAsync(static (context, request) => Answers.GrpcError(
            context,
            GrpcStatusCode.Unimplemented,
            request.Headers.ContainsKey("grpc-encoding") ? "Decompressor is not installed for grpc-encoding \"zstd\"" : "unknown service"));
        await using SendRig plain = await SendRig.StartAsync(server.Http2, static to => to);
        await using SendRig zstd = await SendRig.StartAsync(server.Http2, static to => to with { Compression = OtlpCompression.Zstd });

        Assert.EndsWith(
            "the peer has no such signal service (traces)", (await plain.SendAsync(plain.Batch(s_random.Traces()))).Message);
        Assert.EndsWith("the peer does not take the compression zstd", (await zstd.SendAsync(zstd.Batch(s_random.Traces()))).Message);
    }

    [Theory]
    [InlineData(400, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    [InlineData(401, OutcomeKind.PermanentNack, NackCause.DestinationUnauthorized)]
    [InlineData(403, OutcomeKind.PermanentNack, NackCause.DestinationUnauthorized)]
    [InlineData(404, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(429, OutcomeKind.RetryableNack, NackCause.DestinationThrottled)]
    [InlineData(502, OutcomeKind.RetryableNack, NackCause.DestinationThrottled)]
    [InlineData(503, OutcomeKind.RetryableNack, NackCause.DestinationThrottled)]
    [InlineData(504, OutcomeKind.RetryableNack, NackCause.DestinationThrottled)]
    [InlineData(200, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    [InlineData(500, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    public async Task What_a_proxy_answers_without_a_grpc_status_is_mapped(int status, OutcomeKind kind, NackCause cause)
    {
        await using WireServer server = await WireServer.StartAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = "9";
            return Answers.HttpAsync(context, status, "text/html", "<h1>bad\ngateway</h1>"u8.ToArray());
        });
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Traces()));

        Assert.Equal((kind, cause), (outcome.Kind, outcome.Cause));
        Assert.Contains($"HTTP {status}", outcome.Message);
        Assert.Contains("<h1>bad gateway</h1>", outcome.Message);
        Assert.Equal(kind == OutcomeKind.RetryableNack ? TimeSpan.FromSeconds(9) : null, outcome.RetryAfter);
    }

    [Fact]
    public async Task A_partial_success_counts_its_rejected_items_and_is_not_retried()
    {
        await using WireServer server = await WireServer.StartAsync(static (context, _) => Answers.GrpcOkAsync(context, Partial(3, "three are too old")));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(Many(5)));

        Assert.Equal((OutcomeKind.Ack, 3, "three are too old"), (outcome.Kind, outcome.RejectedItems, outcome.Message));
    }

    [Theory]
    [InlineData(0, "", 0)]
    [InlineData(-4, "", 0)]
    [InlineData(long.MaxValue, "all", 5)]
    public async Task An_empty_negative_or_exaggerated_partial_success_is_put_right(long rejected, string text, long expected)
    {
        await using WireServer server = await WireServer.StartAsync((context, _) => Answers.GrpcOkAsync(context, Partial(rejected, text)));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(Many(5)));

        Assert.Equal((OutcomeKind.Ack, expected), (outcome.Kind, outcome.RejectedItems));
    }

    [Fact]
    public async Task A_remark_on_full_acceptance_is_logged_and_nothing_else()
    {
        await using WireServer server = await WireServer.StartAsync(static (context, _) => Answers.GrpcOkAsync(context, Partial(0, "use fewer\nattributes")));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(Many(5))));
        Assert.Contains(rig.Log.Entries, static entry => entry.Level == LogLevel.Warning && entry.Text.Contains("use fewer attributes"));
    }

    [Theory]
    [InlineData(new byte[] { }, null)]
    [InlineData(new byte[] { 0x0A, 0xFF }, null)]
    [InlineData(new byte[] { 0x0B }, null)]
    [InlineData(new byte[] { 1, 2, 3 }, "gzip")]
    [InlineData(new byte[] { 1, 2, 3 }, "br")]
    public async Task An_answer_that_cannot_be_read_does_not_undo_the_success(byte[] message, string? encoding)
    {
        await using WireServer server = await WireServer.StartAsync((context, _) => Answers.GrpcOkAsync(context, message, encoding));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(s_random.Traces())));
        Assert.Equal(message.Length == 0, rig.Log.Entries.Count == 0);
    }

    [Fact]
    public async Task An_answer_compressed_like_the_request_is_read()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Partial(2, "two").ToByteArray());
        }

        await using WireServer server = await WireServer.StartAsync((context, _) => Answers.GrpcOkAsync(context, compressed.ToArray(), "gzip"));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to with { Compression = OtlpCompression.Gzip });

        Assert.Equal(2, (await rig.SendAsync(rig.Batch(Many(5)))).RejectedItems);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_over_the_limit_is_a_failure_that_is_not_retried(bool isCompressed)
    {
        byte[] large = Partial(1, new string('x', 100_000)).ToByteArray();
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(large);
        }

        await using WireServer server = await WireServer.StartAsync((context, _) => isCompressed
            ? Answers.GrpcOkAsync(context, compressed.ToArray(), "gzip")
            : Answers.GrpcOkAsync(context, large, null));
        await using SendRig rig = await SendRig.StartAsync(
            OtlpExporterOptions.ForAll(SendRig.Destination(server.Http2)) with { MaxResponseBytes = 50_000 });

        Outcome outcome = await rig.SendAsync(rig.Batch(Many(5)));

        Assert.Equal((OutcomeKind.PermanentNack, NackCause.DestinationFailed), (outcome.Kind, outcome.Cause));
        Assert.Contains("more than 50000 bytes", outcome.Message);
    }

    private static ExportTraceServiceRequest Many(int items) =>
        new RandomOtlp(13, RandomOtlpOptions.Realistic with { Items = items }).Traces();

    private static ExportTraceServiceResponse Partial(long rejected, string message) =>
        new() { PartialSuccess = new ExportTracePartialSuccess { RejectedSpans = rejected, ErrorMessage = message } };

    private static byte[] Details(GrpcStatusCode code, params IMessage[] details) =>
        new Status { Code = (int)code, Message = "details", Details = { details.Select(Any.Pack) } }.ToByteArray();
}
