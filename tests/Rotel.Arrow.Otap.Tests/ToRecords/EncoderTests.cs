using Google.Protobuf;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Otap.FromRecords;
using Rotel.Arrow.Otap.Tests.FromRecords;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using Xunit;

namespace Rotel.Arrow.Otap.Tests.ToRecords;

/// <summary>What we send is read without a difference by the Go library, and by ourselves.</summary>
public class EncoderTests
{
    public static TheoryData<Signal, string, int, int> Inputs => new()
    {
        { Signal.Traces, "realistic", 300, 1 },
        { Signal.Traces, "edge", 200, 2 },
        { Signal.Traces, "edge", 200, 3 },
        { Signal.Logs, "realistic", 300, 1 },
        { Signal.Logs, "edge", 200, 2 },
        { Signal.Logs, "edge", 200, 3 },
        { Signal.Metrics, "realistic", 300, 1 },
        { Signal.Metrics, "edge", 200, 2 },
        { Signal.Metrics, "edge", 200, 3 },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task The_go_library_reads_what_was_sent(Signal signal, string profile, int items, int seed)
    {
        using var folder = new TemporaryFolder();
        string sent = await GenerateAsync(folder, signal, profile, items, seed);
        string encoded = folder.CreateFolder("encoded");
        string decoded = folder.CreateFolder("decoded");
        EncodedRecords.Write(Path.Combine(encoded, "bars.bin"), EncodedRecords.Of(signal, Requests(sent)));
        await Peers.RunSuccessfullyAsync("otap", "decode", encoded, "--out", decoded);
        await AssertEqualAsync(sent, decoded);
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public Task We_read_what_was_sent(Signal signal, string profile, int items, int seed) =>
        Decode(signal, profile, items, seed, readsAsRust: false);

    [Theory]
    [MemberData(nameof(Inputs))]
    public Task The_runs_of_the_rust_engine_mean_the_same(Signal signal, string profile, int items, int seed) =>
        Decode(signal, profile, items, seed, readsAsRust: true);

    private static async Task Decode(Signal signal, string profile, int items, int seed, bool readsAsRust)
    {
        using var folder = new TemporaryFolder();
        string sent = await GenerateAsync(folder, signal, profile, items, seed);
        string decoded = folder.CreateFolder("decoded");
        using var records = new RecordsUnderTest(signal, new RecordsLimits { ReadsAsRust = readsAsRust });
        var rules = new SchemaRules(signal);
        int number = 0;
        foreach (byte[] message in EncodedRecords.Of(signal, Requests(sent), 40_000, seed == 2 ? IpcCompression.None : IpcCompression.Zstd))
        {
            rules.AssertObeyed(message);
            RecordsRead read = records.Read(message, out List<byte[]> otlp);
            Assert.True(read.Status == RecordsStatus.Ok, read.Message);
            Assert.Equal(number, read.BatchId);
            Assert.Equal(0, read.ReplacedValues);
            await File.WriteAllBytesAsync(Path.Combine(decoded, $"{signal.Name()}-{number++:D4}.pb"), Assert.Single(otlp), TestContext.Current.CancellationToken);
        }

        records.AssertClean();
        rules.Dispose();
        await AssertEqualAsync(sent, decoded);
    }

    private static async Task<string> GenerateAsync(TemporaryFolder folder, Signal signal, string profile, int items, int seed)
    {
        string sent = folder.CreateFolder("sent");
        await Peers.RunSuccessfullyAsync(
            "otlp", "gen", "--signal", signal.Name(), "--items", $"{items}", "--requests", "4", "--seed", $"{seed}", "--profile", profile, "--out", sent);
        if (signal == Signal.Metrics)
        {
            RemoveMetadata(sent);
        }

        return sent;
    }

    private static IEnumerable<byte[]> Requests(string folder) =>
        Directory.GetFiles(folder, "*.pb").Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    /// <summary>The differences there are; none is expected.</summary>
    private static Task AssertEqualAsync(string sent, string decoded) =>
        OtlpDiff.AssertEqualAsync(sent, decoded, "--ignore-empty-containers");

    /// <summary>Metric metadata is not sent, because Go receivers end the stream on it.</summary>
    private static void RemoveMetadata(string folder)
    {
        foreach (string file in Directory.GetFiles(folder, "*.pb"))
        {
            ExportMetricsServiceRequest request = ExportMetricsServiceRequest.Parser.ParseFrom(File.ReadAllBytes(file));
            foreach (Metric metric in request.ResourceMetrics.SelectMany(static r => r.ScopeMetrics).SelectMany(static s => s.Metrics))
            {
                metric.Metadata.Clear();
            }

            File.WriteAllBytes(file, request.ToByteArray());
        }
    }
}
