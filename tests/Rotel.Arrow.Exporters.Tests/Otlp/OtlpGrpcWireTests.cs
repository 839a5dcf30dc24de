using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Scenario: a gRPC server looks at every byte. Guarantee: requests are exactly what gRPC and OTLP say.</summary>
public sealed class OtlpGrpcWireTests
{
    private static readonly RandomOtlp s_random = new(11, RandomOtlpOptions.Realistic with { Items = 40 });

    private static Task Ok(HttpContext context, WireRequest request) => Answers.GrpcOkAsync(context);

    [Theory]
    [InlineData("traces", "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    [InlineData("logs", "/opentelemetry.proto.collector.logs.v1.LogsService/Export")]
    [InlineData("metrics", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    public async Task Each_signal_goes_to_its_service_with_the_headers_of_grpc(string signal, string path)
    {
        await using WireServer server = await WireServer.StartAsync(Ok);
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(s_random.Request(signal))));

        WireRequest request = Assert.Single(server.Requests);
        Assert.Equal("HTTP/2", request.Protocol);
        Assert.Equal(path, request.Path);
        Assert.Equal("application/grpc", request.Headers["content-type"]);
        Assert.Equal("trailers", request.Headers["te"]);
        Assert.Matches("^OTel-OTLP-Exporter-RotelArrow/[0-9.]+$", request.Headers["user-agent"]);
        Assert.Matches("^[0-9]{1,8}m$", request.Headers["grpc-timeout"]);
        Assert.InRange(int.Parse(request.Headers["grpc-timeout"].TrimEnd('m')), 1, 60_000);
        Assert.Equal("identity,gzip,zstd", request.Headers["grpc-accept-encoding"]);
        Assert.False(request.Headers.ContainsKey("grpc-encoding"));
        Assert.False(request.Headers.ContainsKey("traceparent"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_379)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(300_000)]
    public async Task The_message_is_the_pieces_one_after_the_other_behind_one_prefix(int largeBytes)
    {
        await using WireServer server = await WireServer.StartAsync(Ok);
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);
        byte[] large = new byte[largeBytes];
        new Random(3).NextBytes(large);
        (byte[], int)[] pieces = [([1, 2, 3], 1), (large, 1), (s_random.Traces().ToByteArray(), 40), ([7], 1), (large, 1)];

        await rig.SendAsync(rig.Batch(Signal.Traces, pieces));

        byte[] body = Assert.Single(server.Requests).Body;
        Assert.True(GrpcFramePrefix.TryRead(body, out bool isCompressed, out uint length));
        Assert.False(isCompressed);
        Assert.Equal(body.Length - GrpcFramePrefix.LengthBytes, (int)length);
        Assert.Equal(pieces.SelectMany(static piece => piece.Item1), body.Skip(GrpcFramePrefix.LengthBytes));
    }

    [Theory]
    [InlineData(OtlpCompression.Gzip, "gzip")]
    [InlineData(OtlpCompression.Zstd, "zstd")]
    public async Task A_compressed_message_says_so_and_inflates_to_what_was_given(OtlpCompression compression, string encoding)
    {
        await using WireServer server = await WireServer.StartAsync(Ok);
        await using SendRig rig = await SendRig.StartAsync(server.Http2, to => to with { Compression = compression });
        ExportTraceServiceRequest[] requests = [.. Enumerable.Range(0, 30).Select(static _ => s_random.Traces())];

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(requests)));
        }

        Assert.Equal(3, server.Requests.Count);
        foreach (WireRequest request in server.Requests)
        {
            Assert.Equal(encoding, request.Headers["grpc-encoding"]);
            Assert.True(GrpcFramePrefix.TryRead(request.Body, out bool isCompressed, out uint length));
            Assert.True(isCompressed);
            Assert.Equal(request.Body.Length - GrpcFramePrefix.LengthBytes, (int)length);
            byte[] message = Wire.Inflate(encoding, request.Body[GrpcFramePrefix.LengthBytes..]);
            Assert.Equal(requests.SelectMany(static request => request.ToByteArray()), message);
            Assert.InRange(length, 1u, (uint)message.Length / 3);
        }
    }

    [Fact]
    public async Task Headers_of_the_user_arrive_and_may_replace_the_user_agent()
    {
        await using WireServer server = await WireServer.StartAsync(Ok);
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to with
        {
            Headers = [new("X-Tenant", "blue"), new("authorization", "Bearer a=b"), new("User-Agent", "mine/1"), new("Allow", "x")],
        });

        await rig.SendAsync(rig.Batch(s_random.Logs()));

        IReadOnlyDictionary<string, string> headers = Assert.Single(server.Requests).Headers;
        Assert.Equal("blue", headers["x-tenant"]);
        Assert.Equal("Bearer a=b", headers["authorization"]);
        Assert.Equal("mine/1", headers["user-agent"]);
        Assert.Equal("x", headers["allow"]);
    }

    [Fact]
    public async Task Signals_can_differ_in_everything_and_a_signal_without_destination_is_refused()
    {
        await using WireServer first = await WireServer.StartAsync(Ok);
        await using WireServer second = await WireServer.StartAsync(static (context, _) => Answers.HttpOkAsync(context));
        await using SendRig rig = await SendRig.StartAsync(new OtlpExporterOptions
        {
            Traces = SendRig.Destination(first.Http2) with { Compression = OtlpCompression.Gzip },
            Logs = SendRig.Destination(second.Http1 + "/in") with
            {
                Protocol = OtlpProtocol.HttpProtobuf,
                EndpointIsFull = true,
                Headers = [new RequestHeader("x-tenant", "logs")],
            },
        });

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(s_random.Traces())));
        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(s_random.Logs())));
        Outcome metrics = await rig.SendAsync(rig.Batch(s_random.Metrics()));

        Assert.Equal("gzip", Assert.Single(first.Requests).Headers["grpc-encoding"]);
        Assert.Equal("/in", Assert.Single(second.Requests).Path);
        Assert.Equal("logs", Assert.Single(second.Requests).Headers["x-tenant"]);
        Assert.Equal(OutcomeKind.PermanentNack, metrics.Kind);
    }

    [Fact]
    public async Task An_empty_batch_is_a_success_without_a_request()
    {
        await using WireServer server = await WireServer.StartAsync(Ok);
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);

        Assert.Equal(Outcome.Ack, await rig.SendAsync(rig.Batch(Signal.Logs)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Many_batches_at_once_all_arrive_as_they_are()
    {
        await using WireServer server = await WireServer.StartAsync(Ok);
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to with { Compression = OtlpCompression.Zstd });
        PdataBatch[] batches = [.. Enumerable.Range(0, 50).Select(_ => rig.Batch(s_random.Traces()))];

        Outcome[] outcomes = await Task.WhenAll(batches.Select(rig.SendAsync));

        Assert.All(outcomes, static outcome => Assert.Equal(Outcome.Ack, outcome));
        Assert.Equal(
            batches.Select(static batch => Convert.ToHexString(batch.AsOtlp()[0].Span)).Order(),
            server.Requests.Select(static request => Convert.ToHexString(Wire.Inflate("zstd", request.Body[5..]))).Order());
    }

    [Theory]
    [InlineData(0.0000001, "1m")]
    [InlineData(0.0015, "1m")]
    [InlineData(5, "5000m")]
    [InlineData(99_999.999, "99999999m")]
    [InlineData(100_000, "100000S")]
    public void A_timeout_has_eight_digits_at_most_and_is_never_zero(double seconds, string expected) =>
        Assert.Equal(expected, OtlpGrpcClient.FormatTimeout(TimeSpan.FromSeconds(seconds)));
}
