using System.Text.Json;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop.Sdk;

/// <summary>
/// Two gateways in a row: A sends on over OTLP, B writes OTLP JSON Lines. What was written is in <see cref="Written"/>
/// once <see cref="StopAsync"/> has ended.
/// </summary>
internal sealed class TwoGateways : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly GatewayProcess _first;
    private readonly GatewayProcess _second;

    private TwoGateways(TemporaryFolder folder, GatewayProcess first, GatewayProcess second)
    {
        _folder = folder;
        _first = first;
        _second = second;
    }

    /// <summary>host:port of OTLP/gRPC of the first gateway.</summary>
    public string Grpc => _first.Grpc;

    /// <summary>host:port of OTLP/HTTP of the first gateway.</summary>
    public string Http => _first.Http;

    /// <summary>Folder of the file exporter.</summary>
    public string Written => _folder.Of("written");

    /// <param name="between">Protocol from A to B: grpc, http or http-json.</param>
    /// <param name="pdata">--pdata of A; B has the other one.</param>
    public static async Task<TwoGateways> StartAsync(string between, string pdata)
    {
        GatewayProcess.Require();
        var folder = new TemporaryFolder();
        GatewayProcess? second = null;
        try
        {
            second = await GatewayProcess.StartAsync(
                "--exporter", "file", "--file-exporter-format", "json", "--file-exporter-output-dir", folder.Of("written"),
                "--pdata", pdata == "auto" ? "columns" : "auto");
            GatewayProcess first = await GatewayProcess.StartAsync(
                "--otlp-exporter-endpoint", "http://" + (between == "grpc" ? second.Grpc : second.Http),
                "--otlp-exporter-protocol", between, "--pdata", pdata);
            return new TwoGateways(folder, first, second);
        }
        catch
        {
            if (second is not null)
            {
                await second.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>Stops both in order; neither may lose anything.</summary>
    public async Task StopAsync()
    {
        Assert.True(await _first.StopAsync() == 0, _first.Output);
        Assert.True(await _second.StopAsync() == 0, _second.Output);
    }

    /// <summary>All objects of the written JSON Lines of a signal that have this property, at any depth.</summary>
    public IReadOnlyList<JsonElement> WrittenObjects(string signal, string property)
    {
        List<JsonElement> found = [];
        foreach (string line in File.ReadLines(Path.Combine(Written, signal + ".jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Collect(document.RootElement.Clone(), property, found);
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _folder.Dispose();
    }

    private static void Collect(JsonElement element, string property, List<JsonElement> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(item, property, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty(property, out _))
            {
                found.Add(element);
            }

            foreach (JsonProperty inner in element.EnumerateObject())
            {
                Collect(inner.Value, property, found);
            }
        }
    }
}
