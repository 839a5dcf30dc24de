using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop;

/// <summary>
/// A gateway whose destination never answers and whose byte budget is full: it refuses every request. Shared by the
/// tests of a class.
/// </summary>
public sealed class FullGateway : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PeerServer? _sink;
    private GatewayProcess? _gateway;

    /// <summary>Null where the programs are absent.</summary>
    internal GatewayProcess? Gateway => _gateway;

    /// <summary>A request of one span.</summary>
    public string SmallRequest => _folder.Of("traces.pb");

    public async ValueTask InitializeAsync()
    {
        if (Peers.FullPath is null)
        {
            return;
        }

        await File.WriteAllTextAsync(_folder.Of("script.json"), """[{"hang":true}]""");
        _sink = await Peers.StartSinkAsync(_folder.CreateFolder("received"), "--fail-script", _folder.Of("script.json"));
        _gateway = await GatewayProcess.StartAsync(
            "--otlp-exporter-endpoint", $"http://{_sink.Grpc}", "--otlp-exporter-request-timeout", "1h", "--memory-limit", "16MiB",
            "--otlp-grpc-max-recv-msg-size-mib", "4", "--otlp-http-max-recv-msg-size-mib", "4", "--shutdown-timeout", "1ms");
        ExportTraceServiceRequest small = new RandomOtlp(5, RandomOtlpOptions.Realistic with { Items = 1 }).Traces();
        await File.WriteAllBytesAsync(SmallRequest, small.ToByteArray());

        // Fills the budget, the last bit of it with small requests. Several at a time: near its limit it answers late.
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://{_gateway.Grpc}");
        var client = new TraceService.TraceServiceClient(channel);
        foreach (int spans in (int[])[2000, 100, 1])
        {
            ExportTraceServiceRequest request = new RandomOtlp(6, RandomOtlpOptions.Realistic with { Items = spans }).Traces();
            await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => SendUntilRefusedAsync(client, request)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_sink is not null)
        {
            // Asked to end, it would wait for its answers.
            _sink.Process.Kill();
            await _sink.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static async Task SendUntilRefusedAsync(TraceService.TraceServiceClient client, ExportTraceServiceRequest request)
    {
        for (int sent = 0; sent < 100_000; sent++)
        {
            try
            {
                await client.ExportAsync(request);
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.Unavailable)
            {
                return;
            }
        }

        Assert.Fail("The gateway took everything.");
    }
}
