using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using FsCheck;
using FsCheck.Fluent;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>What the writer writes, read by our reader, by Apache.Arrow's and by arrow-go's.</summary>
public class RoundTripTests
{
    [Fact]
    public void Random_batches_of_random_schemas_come_back_equal_whatever_the_options()
    {
        for (int round = 0; round < FuzzBudget.Iterations(300); round++)
        {
            int seed = FuzzBudget.Seed + round;
            var random = new Random(seed);
            var source = new RandomBatches(random, random.Next(0, 7));
            RecordBatch[] batches = Batches(source, random);
            IpcWriterOptions options = Options(random);
            byte[] stream = IpcStreams.Write(source.Schema, batches, options, end: random.Next(2) == 0);
            StreamRun run = StreamRun.Of(stream);
            Assert.True(run.Error is null, $"seed {seed}: {run.Error?.Message}");
            AssertEqual(batches, run.Batches, seed);
            AssertMetadata(source.Schema, run.Schema!);
        }
    }

    [Fact]
    public void Apache_Arrow_reads_every_stream_we_write()
    {
        for (int round = 0; round < FuzzBudget.Iterations(200); round++)
        {
            int seed = FuzzBudget.Seed + round;
            var random = new Random(seed);
            var source = new RandomBatches(random, random.Next(1, 7), plain: true);
            RecordBatch[] batches = Batches(source, random);
            byte[] stream = IpcStreams.Write(source.Schema, batches, Options(random), end: true);
            using var reader = new ArrowStreamReader(stream, new CompressionCodecFactory());
            var read = new List<string[][]>();
            while (reader.ReadNextRecordBatch() is { } batch)
            {
                read.Add(IpcCells.ReadAll(batch));
            }

            AssertEqual(batches, read, seed);
        }
    }

    [Fact]
    public async Task Arrow_go_reads_every_stream_we_write()
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        for (int seed = 1; seed <= 24; seed++)
        {
            var random = new Random(seed);
            var source = new RandomBatches(random, random.Next(1, 7), plain: true);
            string path = Path.Combine(folder.FullPath, $"{seed}.arrows");
            await File.WriteAllBytesAsync(
                path, IpcStreams.Write(source.Schema, Batches(source, random), Options(random), end: true), TestContext.Current.CancellationToken);
            PeerResult result = await Peers.RunAsync("arrow", "validate", path);
            Assert.True(result.ExitCode == 0, $"seed {seed}: {result.StandardError}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Arrow_go_sees_the_values_behind_deltas_and_replacements(bool deltas)
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        RecordBatch[] batches = [.. new (int, int)[] { (0, 3), (0, 5), (0, 5), (0, 2), (1, 4), (1, 9), (0, 5) }.Select(static step => DictionaryBatches.Of(step.Item1, step.Item2))];
        var options = new IpcWriterOptions { Deltas = deltas, Compression = IpcCompression.Zstd, CompressFromBytes = 0 };
        string path = Path.Combine(folder.FullPath, "history.arrows");
        await File.WriteAllBytesAsync(
            path, IpcStreams.Write(DictionaryBatches.Schema, batches, options, end: true), TestContext.Current.CancellationToken);
        string[] lines = (await Peers.RunSuccessfullyAsync("arrow", "cat", "--messages=false", path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] words = [.. lines.Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static line => line.TryGetProperty("values", out _))
            .Select(static line => line.GetProperty("values").GetProperty("word").GetString() is { } word ? IpcCells.Text(word) : IpcCells.Null)];
        Assert.Equal(batches.SelectMany(static batch => IpcCells.ReadAll(batch)[0]), words);
    }

    [Fact]
    public void What_Apache_Arrow_writes_comes_back_equal()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var source = new RandomBatches(random, random.Next(1, 7), plain: true, slices: false);
            RecordBatch batch = source.Next(random.Next(0, 60));
            using var stream = new MemoryStream();
            var options = new IpcOptions
            {
                CompressionCodecFactory = new CompressionCodecFactory(),
                CompressionCodec = random.Next(3) switch { 0 => CompressionCodecType.Zstd, 1 => CompressionCodecType.Lz4Frame, _ => null },
            };
            using (var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true, options))
            {
                writer.WriteRecordBatch(batch);
                writer.WriteEnd();
            }

            StreamRun run = StreamRun.Of(stream.ToArray());
            Assert.True(run.Error is null, $"seed {seed}: {run.Error?.Message}");
            AssertEqual([batch], run.Batches, seed);
        }
    }

    [Fact]
    public void Dictionaries_of_any_history_read_as_their_values()
    {
        // Each number is a batch: how many words of which generation its dictionary has.
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Generation, byte Length)[]>(), static history =>
        {
            RecordBatch[] batches = [.. history.Select(static step => DictionaryBatches.Of(step.Generation % 3, 1 + (step.Length % 40)))];
            byte[] stream = IpcStreams.Write(DictionaryBatches.Schema, batches);
            StreamRun run = StreamRun.Of(stream);
            Assert.Null(run.Error);
            AssertEqual(batches, run.Batches, 0);
        }).QuickCheckThrowOnFailure();
    }

    private static RecordBatch[] Batches(RandomBatches source, Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => source.Next(random.Next(5) == 0 ? 0 : random.Next(1, 70)))];

    private static IpcWriterOptions Options(Random random) => new()
    {
        Compression = (IpcCompression)random.Next(3),
        AlignmentBytes = random.Next(2) == 0 ? 8 : 64,
        CompressFromBytes = random.Next(2) == 0 ? 0 : 64,
        ZstdLevel = random.Next(1, 4),
        Deltas = random.Next(3) > 0,
    };

    private static void AssertEqual(RecordBatch[] expected, IReadOnlyList<string[][]> actual, int seed)
    {
        Assert.True(expected.Length == actual.Count, $"seed {seed}: {actual.Count} batches of {expected.Length}");
        for (int i = 0; i < expected.Length; i++)
        {
            string[][] cells = IpcCells.ReadAll(expected[i]);
            for (int c = 0; c < cells.Length; c++)
            {
                Assert.True(
                    cells[c].SequenceEqual(actual[i][c]),
                    $"seed {seed}, batch {i}, column {c} ({expected[i].Schema.FieldsList[c].DataType.Name}):\n{string.Join(' ', cells[c])}\n{string.Join(' ', actual[i][c])}");
            }
        }
    }

    private static void AssertMetadata(Schema expected, Schema actual)
    {
        Assert.Equal(expected.Metadata ?? new Dictionary<string, string>(), actual.Metadata ?? new Dictionary<string, string>());
        for (int i = 0; i < expected.FieldsList.Count; i++)
        {
            Assert.Equal(expected.FieldsList[i].Name, actual.FieldsList[i].Name);
            Assert.Equal(expected.FieldsList[i].IsNullable, actual.FieldsList[i].IsNullable);
            Assert.Equal(
                expected.FieldsList[i].Metadata ?? new Dictionary<string, string>(),
                actual.FieldsList[i].Metadata ?? new Dictionary<string, string>());
        }
    }
}
