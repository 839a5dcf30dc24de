using System.Globalization;
using System.Text.Json;
using Rotel.Arrow.Otap.Dump;
using Rotel.Arrow.Otap.Tests.FromRecords;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Otap.Tests.Dump;

/// <summary>What <c>rotel-arrow otap dump</c> prints about recordings of real producers, and about damaged ones.</summary>
public class OtapDumpTests
{
    public static IEnumerable<object[]> Go => Recording.NamesOf("otap-go");

    public static IEnumerable<object[]> Rust => Recording.NamesOf("otap-rust");

    [Theory]
    [MemberData(nameof(Go))]
    public void Go_recordings_are_shown_as_their_manifests_describe_them(string name) => AssertShown("otap-go", name);

    [Theory]
    [MemberData(nameof(Rust))]
    public void Rust_recordings_are_shown_as_their_manifests_describe_them(string name) => AssertShown("otap-rust", name);

    [Fact]
    public async Task Rows_are_as_many_as_the_Go_library_sees()
    {
        string recording = TestData.Require("otap-go", "logs-default", "bars.bin");
        string theirs = await Peers.RunSuccessfullyAsync("otap", "dump", recording);
        (int problems, string[] ours) = Dump(File.ReadAllBytes(recording), rows: true);
        Assert.Equal(0, problems);
        Assert.Equal(
            theirs.Split('\n').Count(static line => line.Contains("\"row\":", StringComparison.Ordinal)),
            ours.Count(static line => line.StartsWith("    ", StringComparison.Ordinal) && char.IsAsciiDigit(line[4])));
    }

    [Fact]
    public void What_is_no_recording_is_refused_without_memory_for_it()
    {
        InvalidDataException text = Assert.Throws<InvalidDataException>(static () => Dump("HTTP/1.1 200 OK"u8.ToArray(), rows: false));
        Assert.Contains("recording", text.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(static () => Dump([0, 0, 0], rows: false));
        Assert.Throws<InvalidDataException>(static () => Dump([0, 0, 0, 3, 1, 2, 3], rows: false));
    }

    [Fact]
    public void Damaged_recordings_are_shown_as_far_as_they_go()
    {
        byte[] recording = File.ReadAllBytes(TestData.Require("otap-go", "traces-default", "bars.bin"));
        byte[] first = recording[..(4 + BitConverter.ToInt32(recording))];
        var random = new Random(FuzzBudget.Seed);
        int withProblems = 0;
        for (int round = 0; round < FuzzBudget.Iterations(300); round++)
        {
            byte[] damaged = [.. first];
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                damaged[random.Next(4, damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            withProblems += Dump(damaged, rows: true).Problems > 0 ? 1 : 0;
        }

        Assert.True(withProblems > 0);
    }

    private static void AssertShown(string producer, string name)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(TestData.Require(producer, name, "manifest.json")));
        (int problems, string[] lines) = Dump(File.ReadAllBytes(TestData.Require(producer, name, "bars.bin")), rows: false);
        string[] shown = [.. lines.Where(static line => line.Contains(", schema_id ", StringComparison.Ordinal))];
        Assert.True(problems == 0, string.Join('\n', lines.Where(static line => line.StartsWith("error", StringComparison.Ordinal))));
        JsonElement[] bars = [.. manifest.RootElement.GetProperty("bars").EnumerateArray().Where(static bar => !bar.TryGetProperty("producer_error", out _))];
        Assert.Equal(bars.Length, lines.Count(static line => line.StartsWith("batch ", StringComparison.Ordinal)));
        JsonElement[] payloads = [.. bars.SelectMany(static bar => bar.GetProperty("payloads").EnumerateArray())];
        Assert.Equal(payloads.Length, shown.Length);
        for (int i = 0; i < payloads.Length; i++)
        {
            Assert.StartsWith($"  {payloads[i].GetProperty("type").GetString()}, schema_id ", shown[i], StringComparison.Ordinal);
            if (payloads[i].TryGetProperty("rows", out JsonElement rows))
            {
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" {rows.GetInt64():N0} rows"), shown[i], StringComparison.Ordinal);
            }
        }
    }

    private static (int Problems, string[] Lines) Dump(byte[] recording, bool rows)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        int problems = OtapDump.Write(new MemoryStream(recording), "recording", rows, output);
        return (problems, output.ToString().Split('\n'));
    }
}
