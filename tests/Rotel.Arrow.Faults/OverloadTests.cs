using Rotel.Arrow.Faults.Support;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Faults;

/// <summary>
/// Scenario: the backend takes requests and never answers while rude senders offer many times the byte budget. Guarantee:
/// memory stays at its bound, senders are told to come back later and nothing else, and once the backend is back
/// everything that was accepted arrives, once.
/// </summary>
public sealed class OverloadTests
{
    private const long MiB = 1 << 20;
    private const long BudgetBytes = 32 * MiB;

    /// <summary>
    /// What the managed build may need beside the budget once it works: compiled code, the heap of its web server, read
    /// and write buffers. It does not grow with what is offered.
    /// </summary>
    private const long WorkingBytes = 128 * MiB;

    [Theory]
    [InlineData("grpc", "auto")]
    [InlineData("http", "columns")]
    public async Task A_backend_that_hangs_costs_no_more_memory_than_the_budget_and_nothing_is_lost(string protocol, string pdata)
    {
        Peers.Require();
        const int recordsOfRequest = 100, bytesOfRecord = 2000;
        const long offeredBytes = 384 * MiB;
        await using var sink = new Sink();
        await sink.StartAsync("""[{"hang":true}]""");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--otlp-exporter-endpoint", sink.EndpointFor(protocol), "--otlp-exporter-protocol", protocol, "--pdata", pdata,
            "--memory-limit", "32MiB", "--otlp-grpc-max-recv-msg-size-mib", "4", "--otlp-http-max-recv-msg-size-mib", "4",
            "--otlp-exporter-request-timeout", "1h", "--exporter-retry-initial-backoff", "20ms", "--exporter-retry-max-backoff", "200ms",
            "--shutdown-timeout", "3m");
        long idle = gateway.ResidentBytes();
        using var load = new Load(recordsOfRequest, bytesOfRecord);
        Task senders = load.StartAsync(gateway, senders: 16);
        await Conditions.WaitAsync(
            () => load.SentRequests * recordsOfRequest * bytesOfRecord >= offeredBytes && load.RefusedRequests >= 100,
            $"{load.SentRequests} requests sent, {load.RefusedRequests} refused");
        load.Stop();
        await senders.WaitAsync(Conditions.Patience, TestContext.Current.CancellationToken);

        Assert.Empty(load.Others);
        Assert.Empty(load.UnknownNumbers);
        Assert.InRange(load.AcceptedRequests * recordsOfRequest * (long)bytesOfRecord, BudgetBytes / 4, BudgetBytes);
        long peak = gateway.ResidentBytes(peak: true);
        Assert.True(
            peak <= idle + BudgetBytes + WorkingBytes,
            $"idle {idle / MiB} MiB, peak {peak / MiB} MiB, {load.AcceptedRequests} of {load.SentRequests} requests accepted");

        // Killed, so the gateway learns that what it sent was not taken; then it comes back.
        await sink.KillAsync();
        await sink.StartAsync();
        Assert.True(await gateway.StopAsync(Conditions.Patience) == 0, gateway.Process.Describe("lost something"));
        await sink.StopAsync("logs");
        Dictionary<long, int> received = NumberedLogs.Read(sink.Folder);
        Assert.Equal(load.AcceptedNumbers.Order(), received.Keys.Order());
        Assert.All(received.Values, static times => Assert.Equal(1, times));
        Assert.Equal(
            new GatewayReport(received.Count, load.AcceptedRequests, received.Count, 0), GatewayReport.Of(gateway, "log records"));
    }
}
