using System.Globalization;
using Rotel.Arrow.Faults.Support;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Faults;

/// <summary>
/// Scenario: the backend fails in every way it can while all three signals flow. Guarantee: everything that was accepted
/// arrives, with <c>--ack admitted</c> and with <c>--ack delivered</c>. Where the backend says that it did not take a
/// request, exactly once; where no answer came, a retry cannot know, and duplicates are allowed.
/// </summary>
public sealed class FailingBackendTests
{
    private const int Requests = 12, ItemsOfRequest = 30;

    private static readonly string[] s_signals = ["traces", "logs", "metrics"];

    public static TheoryData<string, string> Everything
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string protocol in (string[])["grpc", "http", "http-json"])
            {
                all.Add(protocol, "admitted");
                all.Add(protocol, "delivered");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_backend_that_refuses_throttles_and_is_slow_gets_everything_exactly_once(string protocol, string ack)
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        await using var sink = new Sink();
        await sink.StartAsync("""
            [{"to":2,"code":"UNAVAILABLE","http":503,"message":"no hint"},
             {"from":3,"to":3,"code":"UNAVAILABLE","http":503,"retry_after":"1s","message":"busy"},
             {"from":4,"to":4,"code":"RESOURCE_EXHAUSTED","http":429,"retry_after":"1s","message":"slow down"},
             {"from":5,"to":5,"code":"ABORTED","http":502},
             {"from":6,"to":6,"code":"DEADLINE_EXCEEDED","http":504},
             {"from":8,"to":40,"every":4,"code":"UNAVAILABLE","http":503},
             {"from":9,"every":3,"delay":"100ms"}]
            """);
        // No time-out: on a machine under any load, no attempt ends without an answer.
        await using GatewayProcess gateway = await StartAsync(sink, protocol, ack, "--otlp-exporter-request-timeout", "1h");

        string sent = await GenerateAndSendAsync(folder, gateway);
        await StopAsync(gateway);

        (int accepted, int failed) = await sink.StopAsync(s_signals);
        Assert.True(failed >= 6 && accepted >= 18, $"{accepted} accepted, {failed} failed");
        await OtlpDiff.AssertEqualAsync(sent, sink.Collect(folder.CreateFolder("received")));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_backend_that_resets_connections_and_hangs_gets_everything_at_least_once(string protocol, string ack)
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        await using var sink = new Sink();
        await sink.StartAsync("""
            [{"from":1,"to":30,"every":5,"reset":true},
             {"from":2,"to":2,"hang":true},
             {"from":8,"to":8,"hang":true}]
            """);
        await using GatewayProcess gateway = await StartAsync(sink, protocol, ack, "--otlp-exporter-request-timeout", "2s");

        string sent = await GenerateAndSendAsync(folder, gateway);
        await StopAsync(gateway);

        await sink.KillAsync();
        await AssertNothingIsMissingAsync(sent, sink.Collect(folder.CreateFolder("received")));
    }

    [Theory]
    [InlineData("grpc", "admitted")]
    [InlineData("grpc", "delivered")]
    [InlineData("http", "admitted")]
    [InlineData("http-json", "delivered")]
    public async Task A_backend_that_is_down_at_first_gets_everything_exactly_once_when_it_is_up(string protocol, string ack)
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        await using var sink = new Sink();
        await using GatewayProcess gateway = await StartAsync(sink, protocol, ack, "--otlp-exporter-request-timeout", "1h");

        Task<string> sending = GenerateAndSendAsync(folder, gateway);
        await gateway.Process.WaitForLineAsync(
            static line => line.Contains("Exporter 'otlp' retries", StringComparison.Ordinal), Conditions.Patience);
        await sink.StartAsync();
        string sent = await sending;
        await StopAsync(gateway);

        await sink.StopAsync(s_signals);
        await OtlpDiff.AssertEqualAsync(sent, sink.Collect(folder.CreateFolder("received")));
    }

    [Theory]
    [InlineData("grpc", "admitted")]
    [InlineData("grpc", "delivered")]
    [InlineData("http", "admitted")]
    [InlineData("http-json", "delivered")]
    public async Task A_backend_that_is_killed_and_comes_back_gets_everything_at_least_once(string protocol, string ack)
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        await using var sink = new Sink();
        // From the sixth request on it hangs, so it is killed in the middle of its work.
        await sink.StartAsync("""[{"from":6,"hang":true}]""");
        await using GatewayProcess gateway = await StartAsync(sink, protocol, ack, "--otlp-exporter-request-timeout", "1h");

        Task<string> sending = GenerateAndSendAsync(folder, gateway);
        await sink.WaitForRequestsAsync(5);
        await sink.KillAsync();
        await sink.StartAsync();
        string sent = await sending;
        await StopAsync(gateway);

        (int accepted, _) = await sink.StopAsync(s_signals);
        Assert.True(accepted > 0);
        await AssertNothingIsMissingAsync(sent, sink.Collect(folder.CreateFolder("received")));
    }

    private static Task<GatewayProcess> StartAsync(Sink sink, string protocol, string ack, params IReadOnlyList<string> more) =>
        GatewayProcess.StartAsync(
            [
                "--otlp-exporter-endpoint", sink.EndpointFor(protocol), "--otlp-exporter-protocol", protocol, "--ack", ack,
                "--exporter-retry-initial-backoff", "20ms", "--exporter-retry-max-backoff", "200ms", "--exporter-retry-max-elapsed-time", "0s",
                "--batch-max-size", "60", "--batch-timeout", "20ms", "--shutdown-timeout", "3m", .. more,
            ]);

    /// <summary>Sends all three signals from several connections; all must be accepted. Gives the folder of what was sent.</summary>
    private static async Task<string> GenerateAndSendAsync(TemporaryFolder folder, GatewayProcess gateway)
    {
        string sent = folder.CreateFolder("sent");
        foreach (string signal in s_signals)
        {
            await Peers.RunSuccessfullyAsync(
                "otlp", "gen", "--signal", signal, "--items", Text(ItemsOfRequest), "--requests", Text(Requests), "--seed", "11", "--out", sent);
        }

        string[] files = Directory.GetFiles(sent);
        Assert.Equal(3 * Requests, files.Length);
        PeerResult result = await Peers.RunAsync(
            ["otlp", "send", "--to", gateway.Grpc, "--connections", "6", "--timeout", "170s", "--quiet", .. files], Conditions.Patience);
        Assert.True(
            result.StandardOutput.Contains($"\"statuses\":{{\"OK\":{files.Length}}}", StringComparison.Ordinal),
            result.StandardOutput + result.StandardError + gateway.Output);
        return sent;
    }

    /// <summary>Stops it; it must have lost nothing and say so.</summary>
    private static async Task StopAsync(GatewayProcess gateway)
    {
        Assert.True(await gateway.StopAsync(Conditions.Patience) == 0, gateway.Process.Describe("lost something"));
        foreach (string items in (string[])["spans", "log records", "data points"])
        {
            Assert.Equal(
                new GatewayReport(Requests * ItemsOfRequest, Requests, Requests * ItemsOfRequest, 0), GatewayReport.Of(gateway, items));
        }
    }

    private static async Task AssertNothingIsMissingAsync(string sent, string received)
    {
        // Duplicates are gains; what is lost or changed would not be.
        string? differences = await OtlpDiff.FindAsync(sent, received);
        Assert.True(
            differences is null || differences.Contains(": 0 changed, 0 lost, ", StringComparison.Ordinal), differences);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
