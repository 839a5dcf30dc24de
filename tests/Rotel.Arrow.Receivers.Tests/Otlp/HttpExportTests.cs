using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Rpc;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Tests.Compression;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>OTLP/HTTP: paths, methods, types, encodings, sizes, answers.</summary>
public sealed class HttpExportTests
{
    private const int Limit = 100_000;

    private static readonly byte[] s_request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces().ToByteArray();

    private static readonly OtlpReceiverOptions s_limited = RunningReceiver.Defaults with { HttpMaxMessageBytes = Limit };

    [Theory]
    [InlineData(Signal.Traces, "/v1/traces")]
    [InlineData(Signal.Metrics, "/v1/metrics")]
    [InlineData(Signal.Logs, "/v1/logs")]
    public async Task Protobuf_arrives_byte_for_byte_and_full_success_has_an_empty_body(Signal signal, string path)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        byte[] request = new RandomOtlp(1).Request(signal.Name()).ToByteArray();

        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, request, path: path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpCalls.Protobuf, response.Content.Headers.ContentType?.ToString());
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        SubmittedRequest submitted = Assert.Single(receiver.Ingress.Requests);
        Assert.Equal(signal, submitted.Signal);
        Assert.Equal(request, submitted.Bytes);
        Assert.Null(response.Headers.Server.FirstOrDefault());
    }

    [Theory]
    [InlineData("application/x-protobuf", HttpStatusCode.OK)]
    [InlineData("APPLICATION/X-PROTOBUF; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("application/x-protobuf ;v=1", HttpStatusCode.OK)]
    [InlineData("application/protobuf", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/jsonp", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("garbage;;;", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task The_media_type_may_have_parameters_and_others_are_415_with_a_Status(string? contentType, HttpStatusCode expected)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request, contentType);
        Assert.Equal(expected, response.StatusCode);
        if (expected != HttpStatusCode.OK)
        {
            Status status = await HttpCalls.StatusOf(response);
            Assert.Equal("the content type must be application/x-protobuf or application/json", status.Message);
            Assert.Empty(receiver.Ingress.Requests);
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_405_with_Allow_and_a_Status(string method)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.SendAsync(receiver, new HttpMethod(method), "/v1/traces");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Equal("OTLP is sent with POST", (await HttpCalls.StatusOf(response)).Message);
    }

    [Theory]
    [InlineData("/v1/profiles")]
    [InlineData("/v1development/profiles")]
    [InlineData("/v1/metrics")]
    [InlineData("/v2/traces")]
    [InlineData("/")]
    public async Task Paths_that_nobody_serves_are_404_with_a_Status(string path)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(
            ingress: static pool => new FakeIngress(pool) { Signals = [Signal.Traces, Signal.Logs] });
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request, path: path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("nothing is served at this path", (await HttpCalls.StatusOf(response)).Message);
    }

    [Fact]
    public async Task Paths_are_configurable_and_the_usual_ones_are_gone_then()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { TracesPath = "/otlp/in/traces" });
        using HttpResponseMessage configured = await HttpCalls.PostAsync(receiver, s_request, path: "/otlp/in/traces");
        Assert.Equal(HttpStatusCode.OK, configured.StatusCode);
        using HttpResponseMessage usual = await HttpCalls.PostAsync(receiver, s_request);
        Assert.Equal(HttpStatusCode.NotFound, usual.StatusCode);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("zstd", "zstd stream without length")]
    [InlineData("deflate", "zlib")]
    [InlineData("zlib", "zlib")]
    [InlineData("snappy", "snappy block")]
    [InlineData("snappy", "snappy framed")]
    [InlineData("x-snappy-framed", "snappy framed")]
    [InlineData("lz4", "lz4 64 KiB linked blocks")]
    public async Task Each_encoding_arrives_inflated_and_a_damaged_body_is_400(string name, string encoder)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        byte[] compressed = Encoders.Named(encoder).Encode(s_request);
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, compressed, encoding: name);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(s_request, Assert.Single(receiver.Ingress.Requests).Bytes);

        compressed.AsSpan(compressed.Length / 2).Reverse();
        using HttpResponseMessage damaged = await HttpCalls.PostAsync(receiver, compressed, encoding: name);
        Assert.Equal(HttpStatusCode.BadRequest, damaged.StatusCode);
        Assert.IsType<BadRequest>(Unpack((await HttpCalls.StatusOf(damaged)).Details.Single()));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("none")]
    [InlineData("")]
    public async Task Names_for_no_encoding_leave_the_body_as_it_is(string name)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request, encoding: name);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    [InlineData("compress")]
    public async Task Unknown_and_nested_encodings_are_415_and_the_answer_names_the_known_ones(string name)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request, encoding: name);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("zstd", response.Headers.GetValues("Accept-Encoding").Single(), StringComparison.Ordinal);
        Assert.StartsWith("unsupported content encoding", (await HttpCalls.StatusOf(response)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, -1, HttpStatusCode.OK)]
    [InlineData(false, 0, HttpStatusCode.OK)]
    [InlineData(false, 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(true, -1, HttpStatusCode.OK)]
    [InlineData(true, 0, HttpStatusCode.OK)]
    [InlineData(true, 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task The_limit_is_exact_with_and_without_Content_Length(bool chunked, int delta, HttpStatusCode expected)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_limited);
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, GrpcWireTests.Padded(Limit + delta), chunked: chunked);
        Assert.Equal(expected, response.StatusCode);
        if (expected != HttpStatusCode.OK)
        {
            Status status = await HttpCalls.StatusOf(response);
            Assert.Equal(8, status.Code);
            Assert.Empty(status.Details);
        }
    }

    [Theory]
    [InlineData("gzip", 0, HttpStatusCode.OK)]
    [InlineData("gzip", 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("zstd", 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("lz4", 0, HttpStatusCode.OK)]
    [InlineData("lz4", 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task The_limit_is_exact_after_decompression(string name, int delta, HttpStatusCode expected)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_limited);
        byte[] body = GrpcWireTests.Padded(Limit + delta);
        byte[] compressed = name switch { "gzip" => Encoders.Gzip(body), "zstd" => Encoders.ZstdWhole(body), _ => Encoders.Lz4(body, true, 64 << 10) };
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, compressed, encoding: name);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_chunked_body_of_many_megabytes_arrives_whole()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        byte[] body = GrpcWireTests.Padded(9_000_000);
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, body, chunked: true);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body, Assert.Single(receiver.Ingress.Requests).Bytes);
    }

    [Fact]
    public async Task An_empty_body_is_an_empty_request()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, []);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_malformed_request_is_400_with_a_BadRequest_in_the_requests_own_format()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, [0x0A, 0x7F, 1]);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(HttpCalls.Protobuf, response.Content.Headers.ContentType?.ToString());
        Status status = await HttpCalls.StatusOf(response);
        Assert.Equal(3, status.Code);
        Assert.IsType<BadRequest>(Unpack(status.Details.Single()));
    }

    [Fact]
    public async Task A_full_budget_is_503_with_Retry_After_rounded_up_and_RetryInfo_exact()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.Refusal = new Admission(null, TimeSpan.FromMilliseconds(2100), "the byte budget is full");
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter?.Delta);
        Status status = await HttpCalls.StatusOf(response);
        Assert.Equal("the byte budget is full", status.Message);
        var retry = Assert.IsType<RetryInfo>(Unpack(status.Details.Single()));
        Assert.Equal(TimeSpan.FromMilliseconds(2100), retry.RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task After_admission_stopped_requests_are_503_and_the_connection_is_closed()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Receiver.StopAdmission();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.ConnectionClose);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Rejected_items_are_a_200_with_a_partial_success()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.OnSubmit = static request => new SubmitResult(SubmitStatus.Accepted, request.Items - 3, 3, "3 bad ids");
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        ExportTracePartialSuccess partial = ExportTraceServiceResponse.Parser.ParseFrom(body).PartialSuccess;
        Assert.Equal((3, "3 bad ids"), (partial.RejectedSpans, partial.ErrorMessage));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, gzip;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("deflate", false)]
    [InlineData(null, false)]
    public async Task A_long_answer_is_gzip_where_the_client_takes_it(string? accept, bool compressed)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        string words = new('w', 1020);
        receiver.Ingress.OnSubmit = request => new SubmitResult(SubmitStatus.Accepted, request.Items, 0, words);
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request, acceptEncoding: accept);
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(compressed, response.Content.Headers.ContentEncoding.Contains("gzip"));
        if (compressed)
        {
            using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            Assert.Equal(words, ExportTraceServiceResponse.Parser.ParseFrom(gzip).PartialSuccess.ErrorMessage);
        }
    }

    [Fact]
    public async Task A_message_of_any_length_makes_a_short_answer()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.OnSubmit = static _ => new SubmitResult(SubmitStatus.Malformed, Message: new string('m', 1_000_000));
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, s_request);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, 4096);
    }

    [Fact]
    public async Task Http2_with_prior_knowledge_and_HTTP_1_share_the_plain_text_port()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpClient client = GrpcCalls.Http2Client();
        using var content = new ByteArrayContent(s_request);
        content.Headers.TryAddWithoutValidation("Content-Type", HttpCalls.Protobuf);
        using HttpResponseMessage response = await client.PostAsync(new Uri(receiver.HttpUri, "/v1/traces"), content, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
        using HttpResponseMessage http1 = await HttpCalls.PostAsync(receiver, s_request);
        Assert.Equal(HttpVersion.Version11, http1.Version);
        Assert.Equal(2, receiver.Ingress.Requests.Count);
    }

    private static IMessage Unpack(Any any) => any.Is(RetryInfo.Descriptor) ? any.Unpack<RetryInfo>() : any.Unpack<BadRequest>();
}
