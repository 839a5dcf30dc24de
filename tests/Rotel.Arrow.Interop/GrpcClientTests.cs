using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Rpc;
using Rotel.Arrow.Testing;
using RpcStatus = Rotel.Arrow.Proto.Rpc.Status;

namespace Rotel.Arrow.Interop;

/// <summary>
/// Scenario: gRPC clients of four languages call a gateway that is full, and use an encoding that nobody knows.
/// Guarantee: each sees the status that makes it do the right thing. Good, malformed and oversized calls are with the
/// receiver's own tests (Receivers.Tests/Otlp/ForeignClientTests).
/// </summary>
public sealed class GrpcClientTests(FullGateway full) : IClassFixture<FullGateway>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    public async Task A_full_gateway_is_UNAVAILABLE_with_details_to_grpcio_and_grpc_js(string language)
    {
        Peers.Require();
        string answer = await CallAsync(language, full.Gateway!, "good");
        Assert.StartsWith("UNAVAILABLE ", answer, StringComparison.Ordinal);
        Assert.EndsWith(" details-bin", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpc", "Unavailable")]
    [InlineData("http", "503")]
    [InlineData("json", "503")]
    public async Task A_full_gateway_is_UNAVAILABLE_or_503_to_the_reference_sender(string protocol, string status)
    {
        Peers.Require();
        PeerResult result = await Peers.RunAsync(
            "otlp", "send", "--to", protocol == "grpc" ? full.Gateway!.Grpc : full.Gateway!.Http, "--proto", protocol, full.SmallRequest);
        Assert.Contains($"\"{status}\":1", result.StandardOutput, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_full_gateway_tells_the_dotnet_client_when_to_come_back()
    {
        Peers.Require();
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://{full.Gateway!.Grpc}");
        ExportTraceServiceRequest request = ExportTraceServiceRequest.Parser.ParseFrom(await File.ReadAllBytesAsync(full.SmallRequest));
        RpcException refused = await Assert.ThrowsAsync<RpcException>(
            async () => await new TraceService.TraceServiceClient(channel).ExportAsync(request));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        RpcStatus details = RpcStatus.Parser.ParseFrom(refused.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal((int)StatusCode.Unavailable, details.Code);
        RetryInfo retry = Assert.Single(details.Details).Unpack<RetryInfo>();
        Assert.True(retry.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_full_gateway_tells_HTTP_when_to_come_back()
    {
        Peers.Require();
        using var client = new HttpClient();
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(full.SmallRequest));
        content.Headers.ContentType = new("application/x-protobuf");
        using HttpResponseMessage response = await client.PostAsync(new Uri($"http://{full.Gateway!.Http}/v1/traces"), content);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        RpcStatus status = RpcStatus.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync());
        Assert.True(Assert.Single(status.Details).Is(RetryInfo.Descriptor));
    }

    [Fact]
    public async Task An_unknown_encoding_is_UNIMPLEMENTED_to_clients_that_use_one_and_the_next_call_is_served()
    {
        using var folder = new TemporaryFolder();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--exporter", "blackhole");
        ExportTraceServiceRequest request = new RandomOtlp(7, RandomOtlpOptions.Realistic with { Items = 3 }).Traces();
        using GrpcChannel channel = GrpcChannel.ForAddress(
            $"http://{gateway.Grpc}", new GrpcChannelOptions { CompressionProviders = [new Brotli()] });
        var client = new TraceService.TraceServiceClient(channel);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(
            async () => await client.ExportAsync(request, new Metadata { { "grpc-internal-encoding-request", "br" } }));
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        Assert.Null((await client.ExportAsync(request)).PartialSuccess);

        await File.WriteAllBytesAsync(folder.Of("traces.pb"), request.ToByteArray());
        Assert.StartsWith(
            "UNIMPLEMENTED ", await CallAsync("node", gateway, "unknown-encoding", folder.Of("traces.pb")), StringComparison.Ordinal);
        Assert.Equal(0, await gateway.StopAsync());
        Assert.Contains("accepted 3 spans in 1 requests", gateway.Output, StringComparison.Ordinal);
    }

    private async Task<string> CallAsync(string language, GatewayProcess gateway, string kind, string? file = null)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Scripts", language == "python" ? "export.py" : "export.js");
        string[] arguments = [gateway.Grpc, file ?? full.SmallRequest, kind];
        await using ChildProcess process = language == "python"
            ? ForeignTools.StartPython(script, arguments)
            : ForeignTools.StartNode(script, arguments);
        Assert.True(await process.WaitForExitAsync(s_patience) == 0, process.Describe("failed"));
        return process.StandardOutput.Single(static line => line.Length > 0);
    }

    /// <summary>An encoding that no OTLP server has to know, under its usual name.</summary>
    private sealed class Brotli : ICompressionProvider
    {
        public string EncodingName => "br";

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
            new BrotliStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

        public Stream CreateDecompressionStream(Stream stream) => new BrotliStream(stream, CompressionMode.Decompress);
    }
}
