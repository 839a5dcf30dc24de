using Rotel.Arrow.Receivers.Tests.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otap;

/// <summary>Recorded streams of both real producers, sent by the Go client, arrive as the telemetry they were made from.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("otap-go", "none", 1)]
    [InlineData("otap-go", "gzip", 8)]
    [InlineData("otap-go", "zstdarrow5", 8)]
    [InlineData("otap-rust", "zstd", 1)]
    [InlineData("otap-rust", "zstd", 8)]
    public async Task Every_stream_arrives_whole(string producer, string encoding, int streams)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        foreach (Signal signal in (Signal[])[Signal.Traces, Signal.Logs, Signal.Metrics])
        {
            string recording = TestData.Require(producer, $"{signal.Name()}-default");
            await Peers.RunSuccessfullyAsync(
                "otap", "replay", "--to", receiver.GrpcAddress, "--wait", "50s", "--encoding", encoding, "--streams", $"{streams}", recording);
            await AssertArrivedAsync(receiver, signal, recording, streams);
        }
    }

    [Fact]
    public async Task Every_name_of_zstd_is_taken()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        string recording = TestData.Require("otap-go", "logs-1000");
        for (int level = 1; level <= 10; level++)
        {
            await Peers.RunSuccessfullyAsync(
                "otap", "replay", "--to", receiver.GrpcAddress, "--wait", "50s", "--encoding", $"zstdarrow{level}", recording);
        }

        Assert.Equal(20, receiver.Ingress.Requests.Count);
    }

    private static async Task AssertArrivedAsync(RunningReceiver receiver, Signal signal, string recording, int streams)
    {
        using var folder = new TemporaryFolder();
        string expected = folder.CreateFolder("expected");
        string actual = folder.CreateFolder("actual");
        int number = 0;
        foreach (string source in Directory.GetFiles(recording, "source-*.pb"))
        {
            File.Copy(source, Path.Combine(expected, $"{signal.Name()}-{number++:D4}.pb"));
        }

        // Each stream sends the same: every batch is there as often as there are streams, and one of each is compared.
        var batches = receiver.Ingress.Requests
            .Where(request => request.Signal == signal)
            .GroupBy(static request => Convert.ToHexString(request.Bytes))
            .Select(static group => (group.First().Bytes, Count: group.Count()));
        foreach ((byte[] bytes, int count) in batches)
        {
            Assert.Equal(streams, count);
            await File.WriteAllBytesAsync(
                Path.Combine(actual, $"{signal.Name()}-{number++:D4}.pb"), bytes, TestContext.Current.CancellationToken);
        }

        await OtlpDiff.AssertEqualAsync(expected, actual, "--ignore-empty-containers");
    }
}
