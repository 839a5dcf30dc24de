using System.Text.Json;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop.Sdk;

/// <summary>
/// Scenario: a program with the real Node SDK sends all three signals to a gateway, which sends them on to a second one,
/// which writes OTLP JSON Lines; the same exporters also send to the reference sink. Guarantee: the file holds exactly
/// what the sink got, every field of it.
/// </summary>
public sealed class NodeSdkTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("grpc", "grpc", "auto")]
    [InlineData("http", "http", "columns")]
    [InlineData("json", "http-json", "auto")]
    public async Task What_the_SDK_sends_is_what_the_second_gateway_writes(string protocol, string between, string pdata)
    {
        using var direct = new TemporaryFolder();
        await using PeerServer sink = await Peers.StartSinkAsync(direct.FullPath);
        await using TwoGateways gateways = await TwoGateways.StartAsync(between, pdata);
        await using ChildProcess program = ForeignTools.StartNode(
            Path.Combine(AppContext.BaseDirectory, "Sdk", "Scripts", "sdk.js"),
            [
                protocol,
                protocol == "grpc" ? gateways.Grpc : gateways.Http,
                protocol == "grpc" ? sink.Grpc : sink.Http,
            ],
            new Dictionary<string, string?> { ["OTEL_LOG_LEVEL"] = "warn" });
        Assert.True(await program.WaitForExitAsync(s_patience) == 0, program.Describe("failed"));
        await gateways.StopAsync();
        await sink.StopAsync();

        await OtlpDiff.AssertEqualAsync(direct.FullPath, gateways.Written);
        AssertIsTheSpan(program, gateways.WrittenObjects("traces", "spanId"));
        Assert.Equal(7, gateways.WrittenObjects("logs", "observedTimeUnixNano").Count);
        Assert.Equal(
            ["cpu", "latency", "open", "requests", "shop.metrics", "sizes", "temperature"],
            gateways.WrittenObjects("metrics", "name").Select(static named => named.GetProperty("name").GetString()).Distinct().Order());
    }

    /// <summary>Judged by what the program printed: identifiers and counts, and times that it chose.</summary>
    private static void AssertIsTheSpan(ChildProcess program, IReadOnlyList<JsonElement> spans)
    {
        string line = program.StandardOutput.Single(static line => line.StartsWith('{'));
        using JsonDocument printed = JsonDocument.Parse(line);
        JsonElement told = printed.RootElement;
        string name = told.GetProperty("name").GetString()!;
        JsonElement span = Assert.Single(spans, span => span.TryGetProperty("name", out JsonElement found) && found.GetString() == name);
        Assert.Equal(21, spans.Count(static span => span.TryGetProperty("name", out _)));
        Assert.Equal(told.GetProperty("traceId").GetString(), span.GetProperty("traceId").GetString());
        Assert.Equal(told.GetProperty("spanId").GetString(), span.GetProperty("spanId").GetString());
        Assert.Equal("051581bf3cb55c13", span.GetProperty("parentSpanId").GetString());
        Assert.Equal("1700000000123456789", span.GetProperty("startTimeUnixNano").GetString());
        Assert.Equal("1700000001987654321", span.GetProperty("endTimeUnixNano").GetString());
        Assert.Equal("vendor=1,other=2", span.GetProperty("traceState").GetString());
        foreach (string list in (string[])["attributes", "events", "links"])
        {
            Assert.Equal(told.GetProperty(list).GetInt32(), span.GetProperty(list).GetArrayLength());
        }
    }
}
