using System.Text.Json;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop;

/// <summary>
/// A gateway that sends on to the reference sink, each a process of its own. What the sink accepts is in
/// <see cref="Received"/> once <see cref="StopAsync"/> has ended.
/// </summary>
internal sealed class Chain : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly PeerServer _sink;

    private Chain(TemporaryFolder folder, PeerServer sink, GatewayProcess gateway)
    {
        _folder = folder;
        _sink = sink;
        Gateway = gateway;
    }

    public GatewayProcess Gateway { get; }

    /// <summary>Folder with the requests of the sink, one .pb each.</summary>
    public string Received => _folder.Of("received");

    /// <summary>Starts both; <paramref name="protocol"/> is that of the otlp exporter.</summary>
    public static async Task<Chain> StartAsync(string protocol, params IReadOnlyList<string> arguments)
    {
        GatewayProcess.Require();
        var folder = new TemporaryFolder();
        PeerServer? sink = null;
        try
        {
            sink = await Peers.StartSinkAsync(folder.CreateFolder("received"));
            string endpoint = "http://" + (protocol == "grpc" ? sink.Grpc : sink.Http);
            GatewayProcess gateway = await GatewayProcess.StartAsync(
                ["--otlp-exporter-endpoint", endpoint, "--otlp-exporter-protocol", protocol, .. arguments]);
            return new Chain(folder, sink, gateway);
        }
        catch
        {
            if (sink is not null)
            {
                await sink.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>Where a sender of the protocol connects: grpc, http or json.</summary>
    public string AddressFor(string protocol) => protocol == "grpc" ? Gateway.Grpc : Gateway.Http;

    /// <summary>
    /// Sends files with the reference sender, each once and in this order; all must be accepted in full.
    /// </summary>
    public async Task SendAsync(string protocol, IReadOnlyList<string> files, params IReadOnlyList<string> options)
    {
        string output = await Peers.RunSuccessfullyAsync(
            ["otlp", "send", "--to", AddressFor(protocol), "--proto", protocol, "--timeout", "60s", "--quiet", .. options, .. files]);
        using JsonDocument answer = JsonDocument.Parse(output.Split('\n').Last(static line => line.StartsWith('{')));
        JsonElement summary = answer.RootElement.GetProperty("summary");
        Assert.True(
            summary.GetProperty("requests").GetInt32() == files.Count
                && summary.GetProperty("failed").GetInt32() == 0
                && summary.GetProperty("items_rejected").GetInt64() == 0,
            $"{summary}\n{Gateway.Output}");
    }

    /// <summary>Stops the gateway, which must have delivered everything, then the sink.</summary>
    public async Task StopAsync()
    {
        Assert.True(await Gateway.StopAsync() == 0, Gateway.Output);
        await _sink.StopAsync();
        Assert.DoesNotContain(Gateway.Process.StandardError, static line => line.Contains("defect", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _sink.DisposeAsync();
        _folder.Dispose();
    }
}
