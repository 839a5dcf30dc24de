using Rotel.Arrow.Receivers.Tests.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otap;

/// <summary>The Collector's own OTAP exporter, live: what it was given over OTLP arrives here over OTAP.</summary>
public sealed class CollectorTests
{
    [Theory]
    [InlineData("zstd", 1)]
    [InlineData("none", 1)]
    [InlineData("gzip", 3)]
    public async Task The_collector_delivers_all_signals_over_otap(string compression, int streams)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using var folder = new TemporaryFolder();
        string config = Path.Combine(folder.CreateFolder("config"), "collector.yaml");
        await File.WriteAllTextAsync(config, Config(receiver.GrpcAddress, compression, streams), TestContext.Current.CancellationToken);
        await using PeerServer collector = await Peers.StartAsync("otelcol", "--config", config);
        foreach (Signal signal in (Signal[])[Signal.Traces, Signal.Logs, Signal.Metrics])
        {
            string sent = folder.CreateFolder($"sent-{signal.Name()}");
            await Peers.RunSuccessfullyAsync(
                "otlp", "gen", "--signal", signal.Name(), "--items", "100", "--requests", "10", "--seed", "5", "--out", sent);
            await Peers.RunSuccessfullyAsync("otlp", "send", "--to", collector.Endpoints["otlp"], "--quiet", sent);

            // The exporter answers the sender only when it was answered by us: everything has arrived.
            string arrived = folder.CreateFolder($"arrived-{signal.Name()}");
            int number = 0;
            foreach (SubmittedRequest request in receiver.Ingress.Requests.Where(request => request.Signal == signal))
            {
                await File.WriteAllBytesAsync(
                    Path.Combine(arrived, $"{signal.Name()}-{number++:D4}.pb"), request.Bytes, TestContext.Current.CancellationToken);
            }

            await OtlpDiff.AssertEqualAsync(sent, arrived, "--ignore-empty-containers");
        }

        Assert.Contains(await ObserveStreamsAsync(receiver), static open => open > 0);
    }

    private static Task<List<long>> ObserveStreamsAsync(RunningReceiver receiver)
    {
        var open = new List<long>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, receiver.Receiver.OtapMeter) && instrument.Name == "rotel_arrow_otap_receiver_streams")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => open.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();
        return Task.FromResult(open);
    }

    private static string Config(string endpoint, string compression, int streams) => """
        receivers:
          otlp: {protocols: {grpc: {endpoint: "127.0.0.1:${port:otlp}"}}}
        exporters:
          otelarrow:
            endpoint: "ENDPOINT"
            tls: {insecure: true}
            compression: COMPRESSION
            timeout: 60s
            arrow: {num_streams: STREAMS, disable_downgrade: true}
            sending_queue: {enabled: false}
        service:
          pipelines:
            traces: {receivers: [otlp], exporters: [otelarrow]}
            logs: {receivers: [otlp], exporters: [otelarrow]}
            metrics: {receivers: [otlp], exporters: [otelarrow]}
        """
        .Replace("ENDPOINT", endpoint, StringComparison.Ordinal)
        .Replace("COMPRESSION", compression, StringComparison.Ordinal)
        .Replace("STREAMS", $"{streams}", StringComparison.Ordinal);
}
