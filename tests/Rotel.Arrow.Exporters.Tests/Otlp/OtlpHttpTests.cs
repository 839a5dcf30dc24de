using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Rpc;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Scenario: an OTLP/HTTP server. Guarantee: requests are exact, and answers mean what the OTLP tables say.</summary>
public sealed class OtlpHttpTests
{
    private static readonly RandomOtlp s_random = new(21, RandomOtlpOptions.Realistic with { Items = 40 });
    private static readonly RandomOtlp s_single = new(22, RandomOtlpOptions.Realistic with { Items = 1 });

    [Theory]
    [InlineData("traces", "", false, "/v1/traces")]
    [InlineData("logs", "/", false, "/v1/logs")]
    [InlineData("metrics", "/otlp", false, "/otlp/v1/metrics")]
    [InlineData("traces", "/otlp/?key=secret", false, "/otlp/v1/traces?key=secret")]
    [InlineData("traces", "/otlp/in?key=secret", true, "/otlp/in?key=secret")]
    [InlineData("traces", "", true, "/")]
    public async Task A_base_address_gets_the_path_of_the_signal_and_a_full_one_stays(string signal, string given, bool isFull, string expected)
    {
        await using WireServer server = await WireServer.StartAsync(static (context, _) => Answers.HttpOkAsync(context));
        await using SendRig rig = await StartAsync(server.Http1 + given, to => to with { EndpointIsFull = isFull });
        IMessage sent = s_random.Request(signal);

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(sent)));

        WireRequest request = Assert.Single(server.Requests);
        Assert.Equal(expected, request.Path);
        Assert.Equal("HTTP/1.1", request.Protocol);
        Assert.Equal("application/x-protobuf", request.Headers["content-type"]);
        Assert.Matches("^OTel-OTLP-Exporter-RotelArrow/[0-9.]+$", request.Headers["user-agent"]);
        Assert.False(request.Headers.ContainsKey("content-encoding"));
        Assert.Equal(sent.ToByteArray(), request.Body);
        Assert.Equal(request.Body.Length, int.Parse(request.Headers["content-length"]));
    }

    [Theory]
    [InlineData(OtlpCompression.Gzip, "gzip")]
    [InlineData(OtlpCompression.Zstd, "zstd")]
    public async Task A_compressed_body_says_so_and_its_length_is_known(OtlpCompression compression, string encoding)
    {
        await using WireServer server = await WireServer.StartAsync(static (context, _) => Answers.HttpOkAsync(context));
        await using SendRig rig = await StartAsync(server.Http1, to => to with { Compression = compression });
        IMessage[] sent = [.. Enumerable.Range(0, 20).Select(static _ => s_random.Logs())];

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(sent)));

        WireRequest request = Assert.Single(server.Requests);
        Assert.Equal(encoding, request.Headers["content-encoding"]);
        Assert.Equal(request.Body.Length, int.Parse(request.Headers["content-length"]));
        Assert.Equal(sent.SelectMany(static message => message.ToByteArray()), Wire.Inflate(encoding, request.Body));
    }

    [Theory]
    [InlineData(400, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(401, OutcomeKind.PermanentNack, NackCause.DestinationUnauthorized)]
    [InlineData(403, OutcomeKind.PermanentNack, NackCause.DestinationUnauthorized)]
    [InlineData(404, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(408, OutcomeKind.RetryableNack, NackCause.DestinationTimeout)]
    [InlineData(413, OutcomeKind.PermanentNack, NackCause.TooLarge)]
    [InlineData(415, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(422, OutcomeKind.PermanentNack, NackCause.DestinationRejected)]
    [InlineData(429, OutcomeKind.RetryableNack, NackCause.DestinationThrottled)]
    [InlineData(307, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    [InlineData(500, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    [InlineData(501, OutcomeKind.PermanentNack, NackCause.DestinationFailed)]
    [InlineData(502, OutcomeKind.RetryableNack, NackCause.DestinationUnreachable)]
    [InlineData(503, OutcomeKind.RetryableNack, NackCause.DestinationThrottled)]
    [InlineData(504, OutcomeKind.RetryableNack, NackCause.DestinationUnreachable)]
    public async Task A_status_is_judged_by_the_table_and_told_in_the_peers_words(int status, OutcomeKind kind, NackCause cause)
    {
        (string, byte[])[] bodies =
        [
            ("application/x-protobuf", new Status { Code = 3, Message = "the peer's words" }.ToByteArray()),
            ("application/json; charset=utf-8", """{"code":3,"details":[{"message":"inner"}],"message":"the peer's words"}"""u8.ToArray()),
            ("text/plain", "the peer's words"u8.ToArray()),
        ];
        foreach ((string contentType, byte[] body) in bodies)
        {
            await using WireServer server = await WireServer.StartAsync((context, _) =>
            {
                context.Response.Headers.Location = "http://127.0.0.1:1/";
                return Answers.HttpAsync(context, status, contentType, body);
            });
            await using SendRig rig = await StartAsync(server.Http1 + "/?key=secret", static to => to);

            Outcome outcome = await rig.SendAsync(rig.Batch(s_single.Traces()));

            Assert.Equal((kind, cause), (outcome.Kind, outcome.Cause));
            Assert.StartsWith($"{server.Http1}/v1/traces answered HTTP {status}: the peer's words", outcome.Message);
            Assert.DoesNotContain("secret", outcome.Message);
        }
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("604800", 300)]
    [InlineData("-5", 0)]
    [InlineData("soon", null)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 0)]
    [InlineData("Friday, 31-Dec-60 23:59:59 GMT", 300)]
    public async Task Retry_After_makes_the_wait_within_bounds(string header, int? seconds)
    {
        await using WireServer server = await WireServer.StartAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = header;
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        await using SendRig rig = await StartAsync(server.Http1, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_single.Traces()));

        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, outcome.RetryAfter);
    }

    [Fact]
    public async Task RetryInfo_in_the_body_counts_when_there_is_no_Retry_After()
    {
        var status = new Status
        {
            Details = { Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(4)) }) },
        };
        await using WireServer server = await WireServer.StartAsync(
            (context, _) => Answers.HttpAsync(context, 429, "application/x-protobuf", status.ToByteArray()));
        await using SendRig rig = await StartAsync(server.Http1, static to => to);

        Assert.Equal(TimeSpan.FromSeconds(4), (await rig.SendAsync(rig.Batch(s_single.Traces()))).RetryAfter);
    }

    [Theory]
    [InlineData("application/x-protobuf", "", 0)]
    [InlineData("application/json", "{}", 0)]
    [InlineData("application/json", """{"partialSuccess":{}}""", 0)]
    [InlineData("application/json", """{"x":[{}],"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"three"}}""", 3)]
    [InlineData("application/json;charset=utf-8", """{"partial_success":{"rejected_log_records":2,"y":{"z":1}}}""", 2)]
    [InlineData("application/json", """{"partialSuccess":{"rejectedLogRecords":"3" """, 0)]
    [InlineData("application/json", """[]""", 0)]
    [InlineData("application/json", """{"partialSuccess":{"errorMessage":"\ud800"}}""", 0)]
    [InlineData("text/html", "<h1>thanks</h1>", 0)]
    public async Task The_answer_to_an_accepted_request_is_read_by_its_own_content_type(string contentType, string body, long rejected)
    {
        await using WireServer server = await WireServer.StartAsync(
            (context, _) => Answers.HttpAsync(context, 200, contentType, System.Text.Encoding.UTF8.GetBytes(body)));
        await using SendRig rig = await StartAsync(server.Http1, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Logs()));

        Assert.Equal((OutcomeKind.Ack, rejected), (outcome.Kind, outcome.RejectedItems));
    }

    [Fact]
    public async Task A_protobuf_partial_success_is_counted_and_any_2xx_is_a_success()
    {
        var response = new ExportLogsServiceResponse { PartialSuccess = new ExportLogsPartialSuccess { RejectedLogRecords = 6 } };
        await using WireServer server = await WireServer.StartAsync(
            (context, _) => Answers.HttpAsync(context, 202, "application/x-protobuf", response.ToByteArray()));
        await using SendRig rig = await StartAsync(server.Http1, static to => to);

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Logs()));

        Assert.Equal((OutcomeKind.Ack, 6), (outcome.Kind, outcome.RejectedItems));
    }

    [Fact]
    public async Task An_answer_over_the_limit_is_a_failure_that_is_not_retried()
    {
        await using WireServer server = await WireServer.StartAsync(
            static (context, _) => Answers.HttpAsync(context, 200, "application/json", new byte[5000]));
        await using SendRig rig = await SendRig.StartAsync(OtlpExporterOptions.ForAll(
            SendRig.Destination(server.Http1) with { Protocol = OtlpProtocol.HttpProtobuf }) with { MaxResponseBytes = 4000 });

        Outcome outcome = await rig.SendAsync(rig.Batch(s_random.Logs()));

        Assert.Equal((OutcomeKind.PermanentNack, NackCause.DestinationFailed), (outcome.Kind, outcome.Cause));
    }

    [Fact]
    public async Task A_large_body_is_not_sent_to_a_peer_that_refuses_it_by_its_length()
    {
        await using WireServer server = await WireServer.StartEarlyAsync(static context =>
        {
            context.Response.StatusCode = context.Request.ContentLength > 1_500_000 ? 413 : 200;
            return Task.CompletedTask;
        });
        await using SendRig rig = await StartAsync(server.Http1, static to => to);
        var one = new ExportTraceServiceRequest(s_single.Traces());
        one.ResourceSpans[0].ScopeSpans[0].Spans[0].Name = new string('n', 2_000_000);

        Outcome outcome = await rig.SendAsync(rig.Batch(one));

        Assert.Equal((OutcomeKind.PermanentNack, NackCause.TooLarge), (outcome.Kind, outcome.Cause));
    }

    [Theory]
    [InlineData(OtlpCompression.None)]
    [InlineData(OtlpCompression.Gzip)]
    public async Task JSON_is_one_object_of_all_pieces_with_its_content_type(OtlpCompression compression)
    {
        await using WireServer server = await WireServer.StartAsync(
            static (context, _) => Answers.HttpAsync(context, 200, "application/json", "{}"u8.ToArray()));
        await using SendRig rig = await StartAsync(
            server.Http1, to => to with { Protocol = OtlpProtocol.HttpJson, Compression = compression });

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(s_random.Logs(), s_random.Logs())));

        WireRequest request = Assert.Single(server.Requests);
        Assert.Equal("application/json", request.Headers["content-type"]);
        Assert.Equal(compression == OtlpCompression.Gzip, request.Headers.ContainsKey("content-encoding"));
        using JsonDocument json = JsonDocument.Parse(
            compression == OtlpCompression.Gzip ? Wire.Inflate("gzip", request.Body) : request.Body);
        Assert.Equal(80, json.RootElement.GetProperty("resourceLogs").EnumerateArray().Sum(static resource =>
            resource.GetProperty("scopeLogs").EnumerateArray().Sum(static scope => scope.GetProperty("logRecords").GetArrayLength())));
    }

    [Fact]
    public async Task JSON_over_our_own_limit_is_split_although_its_protobuf_is_not()
    {
        await using WireServer server = await WireServer.StartAsync(
            static (context, _) => Answers.HttpAsync(context, 200, "application/json", "{}"u8.ToArray()));
        await using SendRig rig = await SendRig.StartAsync(OtlpExporterOptions.ForAll(
            SendRig.Destination(server.Http1) with { Protocol = OtlpProtocol.HttpJson }) with { MaxRequestBytes = 20_000 });
        byte[] request = s_random.Traces().ToByteArray();
        Assert.InRange(request.Length, 10_000, 20_000);

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(Signal.Traces, (request, 40))));

        Assert.InRange(server.Requests.Count, 2, 8);
        Assert.All(server.Requests, static part => Assert.InRange(part.Body.Length, 2, 20_000));
    }

    private static Task<SendRig> StartAsync(string endpoint, Func<OtlpDestinationOptions, OtlpDestinationOptions> change) =>
        SendRig.StartAsync(endpoint, to => change(to with { Protocol = OtlpProtocol.HttpProtobuf }));
}
