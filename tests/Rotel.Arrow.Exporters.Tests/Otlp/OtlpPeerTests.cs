using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>
/// Scenario: the reference implementation receives, in good order and with every fault it can play. Guarantee: it gets
/// what was sent, byte for byte in protobuf, and every fault ends in the right outcome.
/// </summary>
public sealed class OtlpPeerTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    public static TheoryData<string, OtlpProtocol, OtlpCompression> Everything()
    {
        var data = new TheoryData<string, OtlpProtocol, OtlpCompression>();
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            foreach (OtlpProtocol protocol in Enum.GetValues<OtlpProtocol>())
            {
                foreach (OtlpCompression compression in Enum.GetValues<OtlpCompression>())
                {
                    data.Add(signal, protocol, compression);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Every_field_of_every_signal_arrives(string signal, OtlpProtocol protocol, OtlpCompression compression)
    {
        using var folder = new TemporaryFolder();
        string sent = folder.CreateFolder("sent");
        string received = folder.CreateFolder("received");
        const int items = 50;
        await Peers.RunSuccessfullyAsync(
            "otlp", "gen", "--signal", signal, "--profile", "edge", "--items", $"{items}", "--requests", "5", "--out", sent);
        await using PeerServer sink = await Peers.StartSinkAsync(received);
        await using SendRig rig = await StartAsync(sink, protocol, to => to with { Compression = compression });
        PdataBatch batch = rig.Batch(
            Enum.Parse<Signal>(signal, ignoreCase: true),
            [.. Directory.GetFiles(sent, "*.pb").Order().Select(static file => (File.ReadAllBytes(file), items))]);

        Assert.Equal(Outcome.Ack, await rig.SendAsync(batch));

        await OtlpDiff.AssertEqualAsync(sent, received);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpProtocol.HttpJson)]
    public async Task A_faulty_backend_gets_everything_in_the_end_and_once(OtlpProtocol protocol)
    {
        using var folder = new TemporaryFolder();
        string received = folder.CreateFolder("received");
        string script = await WriteScriptAsync(folder, """
            [{"to":1,"code":"UNAVAILABLE","http":503,"retry_after":"2s","message":"busy"},
             {"from":2,"to":2,"reset":true},
             {"from":3,"to":3,"hang":true},
             {"from":4,"to":4,"code":"RESOURCE_EXHAUSTED","http":429,"retry_after":"3s","message":"slow down"},
             {"from":5,"to":5,"delay":"100ms"}]
            """);
        await using PeerServer sink = await Peers.StartSinkAsync(received, "--fail-script", script);
        await using SendRig rig = await StartAsync(sink, protocol, static to => to with { RequestTimeout = TimeSpan.FromSeconds(5) });
        var request = new RandomOtlp(61, RandomOtlpOptions.Realistic with { Items = 25 }).Logs();
        PdataBatch batch = rig.Batch(request);

        Outcome busy = await rig.SendAsync(batch);
        Outcome reset = await rig.SendAsync(batch);
        Outcome hang = await rig.SendAsync(batch);
        Outcome slow = await rig.SendAsync(batch);
        Outcome good = await rig.SendAsync(batch);

        Assert.Equal(
            (OutcomeKind.RetryableNack, NackCause.DestinationThrottled, TimeSpan.FromSeconds(2)), (busy.Kind, busy.Cause, busy.RetryAfter));
        Assert.Contains("busy", busy.Message);
        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationReset), (reset.Kind, reset.Cause));
        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationTimeout), (hang.Kind, hang.Cause));
        Assert.Equal(
            (OutcomeKind.RetryableNack, NackCause.DestinationThrottled, TimeSpan.FromSeconds(3)), (slow.Kind, slow.Cause, slow.RetryAfter));
        Assert.Equal(Outcome.Ack, good);
        Assert.Single(Directory.GetFiles(received, "*.pb"));
        await OtlpDiff.AssertEqualAsync(OtlpDiff.Write(folder.CreateFolder("sent"), [request]), received);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpProtocol.HttpJson)]
    public async Task Refusals_and_partial_successes_are_final(OtlpProtocol protocol)
    {
        using var folder = new TemporaryFolder();
        string script = await WriteScriptAsync(folder, """
            [{"to":1,"code":"INVALID_ARGUMENT","http":400,"message":"no such thing"},
             {"from":2,"to":2,"code":"UNAUTHENTICATED","http":401,"message":"who are you"},
             {"from":3,"to":3,"rejected":5,"message":"five bad"}]
            """);
        await using PeerServer sink = await Peers.StartSinkAsync(folder.CreateFolder("received"), "--fail-script", script);
        await using SendRig rig = await StartAsync(sink, protocol, static to => to);
        PdataBatch batch = rig.Batch(new RandomOtlp(62, RandomOtlpOptions.Realistic with { Items = 25 }).Metrics());

        Outcome bad = await rig.SendAsync(batch);
        Outcome unknown = await rig.SendAsync(batch);
        Outcome partial = await rig.SendAsync(batch);

        Assert.Equal((OutcomeKind.PermanentNack, NackCause.DestinationRejected), (bad.Kind, bad.Cause));
        Assert.Contains("no such thing", bad.Message);
        Assert.Equal((OutcomeKind.PermanentNack, NackCause.DestinationUnauthorized), (unknown.Kind, unknown.Cause));
        Assert.Equal((OutcomeKind.Ack, 5, "five bad"), (partial.Kind, partial.RejectedItems, partial.Message));
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc, OtlpCompression.None)]
    [InlineData(OtlpProtocol.Grpc, OtlpCompression.Gzip)]
    [InlineData(OtlpProtocol.Grpc, OtlpCompression.Zstd)]
    [InlineData(OtlpProtocol.HttpProtobuf, OtlpCompression.None)]
    [InlineData(OtlpProtocol.HttpProtobuf, OtlpCompression.Gzip)]
    [InlineData(OtlpProtocol.HttpJson, OtlpCompression.Zstd)]
    public async Task A_Collector_with_small_limits_gets_all_of_a_large_batch(OtlpProtocol protocol, OtlpCompression compression)
    {
        using var folder = new TemporaryFolder();
        string output = folder.Of("received.jsonl");
        await File.WriteAllTextAsync(
            folder.Of("collector.yaml"),
            $$"""
            receivers:
              otlp:
                protocols:
                  grpc: {endpoint: "127.0.0.1:${port:grpc}", max_recv_msg_size_mib: 1}
                  http: {endpoint: "127.0.0.1:${port:http}", max_request_body_size: 300000}
            exporters:
              file: {path: "{{output}}"}
            service:
              pipelines:
                logs: {receivers: [otlp], exporters: [file]}
            """,
            TestContext.Current.CancellationToken);
        await using PeerServer collector = await Peers.StartAsync("otelcol", "--config", folder.Of("collector.yaml"));
        await using SendRig rig = await StartAsync(collector, protocol, to => to with { Compression = compression });
        var random = new RandomOtlp(63, RandomOtlpOptions.Realistic with { Items = 800 });
        var requests = Enumerable.Range(0, 10).Select(_ => random.Logs()).ToArray();
        PdataBatch batch = rig.Batch(requests);
        Assert.True(batch.SizeBytes > 1 << 20, "The batch must be larger than the limits.");

        // A Collector that refuses a body half way closes the connection behind its 413, and on a busy machine the reset may
        // overtake the answer. What was reset was not taken, and the pipeline would send it again.
        Outcome outcome = await rig.SendAsync(batch);
        for (int resets = 0; outcome.Cause == NackCause.DestinationReset && resets < 20; resets++)
        {
            outcome = await rig.SendAsync(batch);
        }

        Assert.Equal(Outcome.Ack, outcome);

        await collector.StopAsync();
        await OtlpDiff.AssertEqualAsync(OtlpDiff.Write(folder.CreateFolder("sent"), requests), output);
        Assert.Contains(rig.Log.Entries, static entry => entry.Text.Contains("sent in halves", StringComparison.Ordinal));
    }

    private static Task<SendRig> StartAsync(
        PeerServer peer, OtlpProtocol protocol, Func<OtlpDestinationOptions, OtlpDestinationOptions> change) => SendRig.StartAsync(
            protocol == OtlpProtocol.Grpc ? peer.Grpc : peer.Http,
            to => change(to with { Protocol = protocol, RequestTimeout = s_timeout }));

    private static async Task<string> WriteScriptAsync(TemporaryFolder folder, string script)
    {
        string path = folder.Of("script.json");
        await File.WriteAllTextAsync(path, script);
        return path;
    }
}
