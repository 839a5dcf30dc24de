using System.Text.Json;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// Damaged streams (testdata arrow/hostile, arrow-pyarrow/hostile, each with one defect and what has to come of it) and the
/// fuzz corpus of Arrow C++: a clean error or clean data, no memory left, none out of proportion taken.
/// </summary>
public class HostileTests
{
    [Theory]
    [InlineData("arrow")]
    [InlineData("arrow-pyarrow")]
    public void Damaged_streams_end_as_their_manifest_says(string group)
    {
        string folder = TestData.Require(group, "hostile");
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        var wrong = new List<string>();
        int files = 0;
        foreach (JsonElement entry in manifest.RootElement.EnumerateArray())
        {
            string name = entry.GetProperty("file").GetString()!, expect = entry.GetProperty("expect").GetString()!;
            StreamRun run = Read(File.ReadAllBytes(Path.Combine(folder, name)), name);
            IpcException? error = run.Error;
            files++;
            bool isRight = expect switch
            {
                "accept" => error is null || error.Code == IpcErrorCode.Unsupported,
                "reject" or "reject_on_validation" => error is not null || run.Schema is null,
                _ => true,
            };
            if (!isRight)
            {
                wrong.Add($"{name}: expected {expect}, got {error?.Message ?? "data"}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(files > 50);
    }

    [Theory]
    [InlineData("ipc-stream")]
    [InlineData("ipc-file")]
    public void The_fuzz_corpus_of_Arrow_ends_cleanly(string kind)
    {
        foreach (string path in TestData.RequireFiles(Path.Combine("arrow", "fuzz", kind)))
        {
            byte[] bytes = File.ReadAllBytes(path);
            Read(bytes, path);
            Read(bytes.AsSpan(Math.Min(8, bytes.Length)).ToArray(), path + " behind its magic");
        }
    }

    [Theory]
    [InlineData("metadata version", "forward-compatibility", "schema_v6.arrow")]
    [InlineData("big-endian", "integration/1.0.0-bigendian", "generated_primitive.stream")]
    [InlineData("big-endian", "integration/1.0.0-bigendian", "generated_nested.stream")]
    [InlineData("big-endian", "integration/1.0.0-bigendian", "generated_dictionary.stream")]
    public void What_cannot_be_read_is_refused_by_name(string reason, string folder, string file)
    {
        byte[] bytes = File.ReadAllBytes(TestData.Require("arrow", folder, file));
        IpcException? error = Read(bytes, file).Error;
        Assert.Equal(IpcErrorCode.Unsupported, error?.Code);
        Assert.Contains(reason, error!.Message, StringComparison.Ordinal);
    }

    private static StreamRun Read(byte[] bytes, string name)
    {
        using var pool = new SlabPool(new ByteBudget(128 << 20), track: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        StreamRun run = StreamRun.Of(bytes, new IpcReaderOptions { MaxRows = 1 << 20 }, pool);
        long managed = GC.GetAllocatedBytesForCurrentThread() - before;
        pool.AssertNoLeaks();
        Assert.True(pool.Budget.PeakBytes <= (2 << 20) + (300L * bytes.Length), $"{name}: {pool.Budget.PeakBytes} bytes of slabs for {bytes.Length}");
        Assert.True(
            run.Batches.Count > 0 || managed <= (1 << 20) + (300L * bytes.Length), $"{name}: {managed} managed bytes for {bytes.Length}");
        return run;
    }
}
