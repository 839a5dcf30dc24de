using System.Buffers.Binary;
using System.Text.Json;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.FromRecords;

/// <summary>One recorded OTAP stream of a real producer: its batches, and the OTLP that each was made from.</summary>
internal sealed class Recording
{
    private Recording(string path, IReadOnlyList<RecordedBatch> batches)
    {
        Path = path;
        Batches = batches;
    }

    public string Path { get; }

    public IReadOnlyList<RecordedBatch> Batches { get; }

    public Signal Signal => System.IO.Path.GetFileName(Path)[0] switch
    {
        't' => Signal.Traces,
        'l' => Signal.Logs,
        _ => Signal.Metrics,
    };

    /// <summary>Names of all streams of a producer ("otap-go", "otap-rust"); one empty name where there is no test data.</summary>
    public static IEnumerable<object[]> NamesOf(string producer)
    {
        if (TestData.FullPath is null || !Directory.Exists(System.IO.Path.Combine(TestData.FullPath, producer)))
        {
            return [[""]];
        }

        string root = System.IO.Path.Combine(TestData.FullPath, producer);
        return Directory.GetFiles(root, "bars.bin", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(root, System.IO.Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal)
            .Select(static name => new object[] { name });
    }

    public static Recording Load(string producer, string name)
    {
        string path = TestData.Require(producer, name);
        byte[] bytes = File.ReadAllBytes(TestData.Require(producer, name, "bars.bin"));
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(path, "manifest.json")));
        var batches = new List<RecordedBatch>();
        int position = 0;
        bool newStream = false;
        foreach (JsonElement bar in manifest.RootElement.GetProperty("bars").EnumerateArray())
        {
            newStream |= bar.TryGetProperty("new_stream", out JsonElement starts) && starts.GetBoolean();
            if (bar.TryGetProperty("producer_error", out _))
            {
                continue;
            }

            int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(position));
            var sources = new List<string>();
            if (bar.TryGetProperty("decoded", out JsonElement decoded) && decoded.ValueKind == JsonValueKind.String)
            {
                sources.Add(System.IO.Path.Combine(path, decoded.GetString()!));
            }
            else if (bar.TryGetProperty("sources", out JsonElement many))
            {
                sources.AddRange(many.EnumerateArray().Select(source => System.IO.Path.Combine(path, source.GetString()!)));
            }
            else if (bar.TryGetProperty("source", out JsonElement one))
            {
                sources.Add(System.IO.Path.GetFullPath(System.IO.Path.Combine(path, one.GetString()!)));
            }

            batches.Add(new RecordedBatch(bytes.AsMemory(position + 4, length), newStream, sources));
            newStream = false;
            position += 4 + length;
        }

        Xunit.Assert.Equal(bytes.Length, position);
        return new Recording(path, batches);
    }
}

/// <summary>One BatchArrowRecords message.</summary>
/// <param name="Message">Its bytes.</param>
/// <param name="StartsStream">True when the sender opened a new stream for it.</param>
/// <param name="Expected">OTLP files that hold what it holds.</param>
internal sealed record RecordedBatch(ReadOnlyMemory<byte> Message, bool StartsStream, IReadOnlyList<string> Expected);
