using System.Net;
using System.Text.Json;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop.Published;

/// <summary>
/// Scenario: all published OTLP test data is posted to the Collector and to the gateway. Guarantee: both accept and
/// refuse the same requests, and what they accept is the same at the end, but for the differences listed here.
/// </summary>
public sealed class PublishedDataTests
{
    /// <summary>Requests that both take and read differently, and what the specification says of them.</summary>
    private static readonly Dictionary<string, string> ReadDifferently = new()
    {
        ["logs issue_10648_string_with_null_value"] =
            "null is an absent member in protobuf JSON, so the value is unset; the Collector makes an empty string of it",
    };

    private static readonly HttpClient s_client = new() { Timeout = TimeSpan.FromMinutes(2) };

    [Theory]
    [InlineData("auto")]
    [InlineData("columns")]
    public async Task The_gateway_takes_and_passes_on_what_the_reference_takes(string pdata)
    {
        Peers.Require();
        IReadOnlyList<PublishedRequest> all = PublishedRequest.RequireAll();
        Assert.True(all.Count > 220, $"{all.Count} requests");
        using var folder = new TemporaryFolder();
        await using PeerServer reference = await StartCollectorAsync(folder);
        List<PublishedRequest> taken = [];
        await using (GatewayProcess judge = await GatewayProcess.StartAsync("--exporter", "blackhole", "--pdata", pdata))
        {
            foreach (PublishedRequest request in all)
            {
                (HttpStatusCode ours, string ourText) = await PostAsync(judge.Http, request.Signal, request.Json);
                if (ReadDifferently.ContainsKey(request.Name))
                {
                    Assert.Equal(HttpStatusCode.OK, ours);
                    continue;
                }

                (HttpStatusCode theirs, string theirText) = await PostAsync(reference.Http, request.Signal, request.Json);
                Assert.True(theirs == ours, $"{request.Name}: the reference {theirs} {theirText}, the gateway {ours} {ourText}");
                if (ours == HttpStatusCode.OK)
                {
                    taken.Add(request);
                }
            }

            Assert.Equal(0, await judge.StopAsync());
        }

        Assert.True(taken.Count > 180, $"{taken.Count} requests");
        await using Chain chain = await Chain.StartAsync("grpc", "--pdata", pdata);
        foreach (PublishedRequest request in taken)
        {
            (HttpStatusCode status, string text) = await PostAsync(chain.Gateway.Http, request.Signal, request.Json);
            Assert.True(status == HttpStatusCode.OK && !text.Contains("partialSuccess", StringComparison.Ordinal), $"{request.Name}: {text}");
        }

        await chain.StopAsync();
        await reference.StopAsync();
        await OtlpDiff.AssertEqualAsync(folder.Of("received"), chain.Received, "--ignore-empty-containers");
    }

    [Fact]
    public async Task Broken_JSON_of_every_kind_is_400_and_harms_nobody()
    {
        string file = TestData.Require("otlp", "json-parsing", "jsontestsuite.jsonl");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--exporter", "blackhole");
        int refused = 0;
        foreach (string line in File.ReadLines(file).Append(DeepNest("[", 100_000)).Append(DeepNest("{\"resourceLogs\":[", 50_000)))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            (HttpStatusCode status, string text) = await PostAsync(
                gateway.Http, "logs", entry.RootElement.GetProperty("base64").GetBytesFromBase64());
            bool mustBeRefused = entry.RootElement.GetProperty("expect").GetString() == "reject";
            Assert.True(
                status == HttpStatusCode.BadRequest || (status == HttpStatusCode.OK && !mustBeRefused),
                $"{entry.RootElement.GetProperty("name")}: {status} {text}");
            refused += mustBeRefused ? 1 : 0;
        }

        Assert.True(refused > 50, $"{refused} documents must be refused");
        Assert.Equal(0, await gateway.StopAsync());
    }

    /// <summary>The reference implementation's own receiver; what it takes is in JSON Lines, a file for each signal.</summary>
    private static async Task<PeerServer> StartCollectorAsync(TemporaryFolder folder)
    {
        string received = folder.CreateFolder("received");
        await File.WriteAllTextAsync(folder.Of("collector.yaml"), $$"""
            receivers:
              otlp:
                protocols:
                  http: {endpoint: "127.0.0.1:${port:http}"}
            exporters:
              file/traces: {path: "{{received}}/traces.jsonl"}
              file/logs: {path: "{{received}}/logs.jsonl"}
              file/metrics: {path: "{{received}}/metrics.jsonl"}
            service:
              pipelines:
                traces: {receivers: [otlp], exporters: [file/traces]}
                logs: {receivers: [otlp], exporters: [file/logs]}
                metrics: {receivers: [otlp], exporters: [file/metrics]}
            """);
        return await Peers.StartAsync("otelcol", "--config", folder.Of("collector.yaml"));
    }

    private static string DeepNest(string opening, int times) => JsonSerializer.Serialize(new
    {
        name = "deep nest",
        expect = "reject",
        base64 = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, times))),
    });

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(string address, string signal, byte[] json)
    {
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await s_client.PostAsync(new Uri($"http://{address}/v1/{signal}"), content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
