using Rotel.Arrow.Faults.Support;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Faults;

/// <summary>
/// Scenario: the process is stopped or killed while senders keep sending over gRPC and HTTP. Guarantee: what was answered
/// OK is in the backend; after an orderly stop exactly once, and the report says how much.
/// </summary>
public sealed class StopUnderLoadTests
{
    private const int RecordsOfRequest = 10, Senders = 12;

    [Theory]
    [InlineData("grpc", "admitted", "auto")]
    [InlineData("grpc", "delivered", "columns")]
    [InlineData("http", "admitted", "columns")]
    [InlineData("http-json", "delivered", "auto")]
    public async Task SIGTERM_under_load_loses_nothing_and_the_report_matches(string protocol, string ack, string pdata)
    {
        Peers.Require();
        await using var sink = new Sink();
        await sink.StartAsync("""[{"from":2,"every":5,"code":"UNAVAILABLE","http":503},{"delay":"20ms"}]""");
        await using GatewayProcess gateway = await StartAsync(sink, protocol, "--ack", ack, "--pdata", pdata);
        using var load = new Load(RecordsOfRequest, bytesOfRecord: 200);
        Task senders = load.StartAsync(gateway, Senders);
        await Conditions.WaitAsync(() => load.AcceptedRequests >= 300, "300 accepted requests");

        Assert.True(await gateway.StopAsync(Conditions.Patience) == 0, gateway.Process.Describe("lost something"));
        load.Stop();
        await senders.WaitAsync(Conditions.Patience, TestContext.Current.CancellationToken);

        await sink.StopAsync("logs");
        Assert.Empty(load.Others);
        Dictionary<long, int> received = NumberedLogs.Read(sink.Folder);
        Assert.Empty(load.AcceptedNumbers.Except(received.Keys));
        Assert.All(received.Values, static times => Assert.Equal(1, times));
        Assert.Empty(received.Keys.Except(load.AcceptedNumbers).Except(load.UnknownNumbers));
        GatewayReport report = GatewayReport.Of(gateway, "log records");
        Assert.Equal(
            new GatewayReport(received.Count, received.Count / RecordsOfRequest, received.Count, 0), report);
    }

    [Theory]
    [InlineData("grpc", "auto")]
    [InlineData("http", "columns")]
    public async Task What_was_answered_OK_with_ack_delivered_survives_SIGKILL(string protocol, string pdata)
    {
        Peers.Require();
        await using var sink = new Sink();
        await sink.StartAsync("""[{"from":2,"every":3,"code":"UNAVAILABLE","http":503},{"delay":"10ms"}]""");
        await using GatewayProcess gateway = await StartAsync(sink, protocol, "--ack", "delivered", "--pdata", pdata);
        using var load = new Load(RecordsOfRequest, bytesOfRecord: 200);
        Task senders = load.StartAsync(gateway, Senders);
        await Conditions.WaitAsync(() => load.AcceptedRequests >= 200, "200 accepted requests");

        await gateway.KillAsync();
        load.Stop();
        await senders.WaitAsync(Conditions.Patience, TestContext.Current.CancellationToken);

        await sink.StopAsync("logs");
        Assert.Empty(load.Others);
        Dictionary<long, int> received = NumberedLogs.Read(sink.Folder);
        Assert.Empty(load.AcceptedNumbers.Except(received.Keys));
    }

    [Fact]
    public async Task A_second_destination_that_is_down_neither_holds_up_the_first_nor_loses_anything()
    {
        Peers.Require();
        await using var up = new Sink();
        await using var down = new Sink();
        await up.StartAsync();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ["--exporters", "up:otlp,down:otlp", "--exporters-logs", "up,down", "--shutdown-timeout", "3m", "--batch-timeout", "20ms",
                "--exporter-retry-initial-backoff", "20ms", "--exporter-retry-max-backoff", "200ms"],
            new Dictionary<string, string?>
            {
                ["ROTEL_EXPORTER_UP_ENDPOINT"] = up.EndpointFor("grpc"),
                ["ROTEL_EXPORTER_DOWN_ENDPOINT"] = down.EndpointFor("grpc"),
            });
        using (var sender = new LogSender("grpc", gateway.Grpc))
        {
            for (int i = 0; i < 50; i++)
            {
                Assert.Equal(Answer.Accepted, await sender.SendAsync(NumberedLogs.Request(i * RecordsOfRequest, RecordsOfRequest)));
            }
        }

        await Conditions.WaitAsync(() => NumberedLogs.TryRead(up.Folder).Count == 50 * RecordsOfRequest, "all records at the destination that is up");
        await down.StartAsync();
        Assert.True(await gateway.StopAsync(Conditions.Patience) == 0, gateway.Process.Describe("lost something"));

        foreach (Sink sink in (Sink[])[up, down])
        {
            await sink.StopAsync("logs");
            Dictionary<long, int> received = NumberedLogs.Read(sink.Folder);
            Assert.Equal(50 * RecordsOfRequest, received.Count);
            Assert.All(received.Values, static times => Assert.Equal(1, times));
        }
    }

    private static Task<GatewayProcess> StartAsync(Sink sink, string protocol, params IReadOnlyList<string> more) =>
        GatewayProcess.StartAsync(
            [
                "--otlp-exporter-endpoint", sink.EndpointFor(protocol), "--otlp-exporter-protocol", protocol,
                "--otlp-exporter-request-timeout", "1h", "--exporter-retry-initial-backoff", "20ms", "--exporter-retry-max-backoff", "200ms",
                "--batch-timeout", "20ms", "--shutdown-timeout", "3m", .. more,
            ]);
}
