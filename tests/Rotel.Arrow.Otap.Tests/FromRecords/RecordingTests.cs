using Rotel.Arrow.Otap.FromRecords;
using Rotel.Arrow.Testing;
using Xunit;

namespace Rotel.Arrow.Otap.Tests.FromRecords;

/// <summary>Every recorded stream of the real producers decodes to the telemetry that it was made from.</summary>
public class RecordingTests
{
    /// <summary>
    /// What the manifests name as lost or changed before the bytes were made: by the Go consumer, which keeps one of
    /// several equal keys (we keep what was sent), by its producer of version 0.32, which has no flags, and by the Rust producer, which leaves out columns that hold nothing
    /// but defaults and adds the attributes of a resource without items to the next one.
    /// </summary>
    private static readonly (string Stream, string Paths)[] s_known =
    [
        ("otap-go/logs-edge", @"^(/item/attributes/k'+|/item/body/kvlistValue/values/d('|/intValue)): "),
        ("otap-go/traces-edge", @"^(/item/attributes/k'+|/resource/attributes/r('|/stringValue)): "),
        ("otap-go/live/traces-default", @"^/item/(flags|links\[\d+\]/flags): "),
        ("otap-go/live/traces-gzip", @"^/item/(flags|links\[\d+\]/flags): "),
        ("otap-go/live/traces-lifetime2s", @"^/item/(flags|links\[\d+\]/flags): "),
        ("otap-go/live/traces-none", @"^/item/(flags|links\[\d+\]/flags): "),
        ("otap-rust/logs-edge", @"^(/resource/attributes/(host|service)\.name'+|/item/body/doubleValue): "),
        ("otap-rust/metrics-edge", @"^(/resource/attributes/(host|service)\.name'+|/item/(min|max|sum)|/item/exemplars\[0\]/as(Int|Double)): "),
        ("otap-rust/traces-edge", @"^(/resource/attributes/(host|service)\.name'+|/item/endTimeUnixNano): "),
    ];

    public static IEnumerable<object[]> GoStreams => Recording.NamesOf("otap-go");

    public static IEnumerable<object[]> RustStreams => Recording.NamesOf("otap-rust");

    [Theory]
    [MemberData(nameof(GoStreams))]
    public async Task Go_recording_decodes_to_its_source(string name) => await Decode("otap-go", name);

    [Theory]
    [MemberData(nameof(RustStreams))]
    public async Task Rust_recording_decodes_to_its_source(string name) => await Decode("otap-rust", name);

    private static void AssertOnlyKnown(string stream, string? differences)
    {
        string? known = s_known.FirstOrDefault(entry => entry.Stream == stream).Paths;
        if (known is null)
        {
            Assert.True(differences is null, differences);
            return;
        }

        Assert.NotNull(differences);
        Assert.Contains("0 lost, 0 gained", differences, StringComparison.Ordinal);
        foreach (string path in differences.Split('\n').Select(static line => line.Trim()).Where(static line => line.StartsWith('/')))
        {
            Assert.Matches(known, path);
        }
    }

    private static async Task Decode(string producer, string name)
    {
        Recording recording = Recording.Load(producer, name);
        using var folder = new TemporaryFolder();
        string expected = folder.CreateFolder("expected");
        string actual = folder.CreateFolder("actual");
        using var records = new RecordsUnderTest(recording.Signal);
        int number = 0;
        foreach (RecordedBatch batch in recording.Batches)
        {
            if (batch.StartsStream)
            {
                records.Restart();
            }

            RecordsRead read = records.Read(batch.Message, out List<byte[]> otlp);
            Assert.True(read.Status == RecordsStatus.Ok, $"batch {number}: {read.Message}");
            Assert.Equal(0, read.ReplacedValues);
            foreach (byte[] message in otlp)
            {
                await File.WriteAllBytesAsync(Path.Combine(actual, $"{recording.Signal.ToString().ToLowerInvariant()}-{number:D4}.pb"), message);
            }

            foreach (string source in batch.Expected)
            {
                string to = Path.Combine(expected, $"{recording.Signal.ToString().ToLowerInvariant()}-{number:D4}-{Path.GetFileName(source)}");
                File.Copy(source, to);
            }

            number++;
        }

        records.AssertClean();
        if (recording.Batches.Any(static batch => batch.Expected.Count > 0))
        {
            AssertOnlyKnown($"{producer}/{name}", await OtlpDiff.FindAsync(expected, actual, "--ignore-empty-containers"));
        }
    }
}
