using BenchmarkDotNet.Attributes;
using Rotel.Arrow.Bench.Inputs;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Bench.Otap;

/// <summary>
/// OTLP bytes to record batches: requests are appended to the open batch, which is sealed at 8,192 items as the pipeline
/// does it. One operation is one whole batch.
/// </summary>
/// <remarks>
/// Expected allocations: none for a request; for a batch the Arrow objects and one handle a buffer, whatever the number
/// of items.
/// </remarks>
[MemoryDiagnoser]
public class DecodeBenchmark
{
    /// <summary>Default of the batch size.</summary>
    internal const int BatchItems = 8192;

    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), retainedLimitBytes: 256 << 20);
    private byte[][] _requests = [];
    private OtapBatchBuilder _builder = null!;
    private int _next;

    [Params("traces", "logs", "metrics")]
    public string Signal { get; set; } = "";

    [Params(10, 100, 1000)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _requests = RealisticRequests.Create(Signal, Items, count: Math.Clamp(BatchItems / Items, 8, 100));
        _builder = new OtapBatchBuilder(Enum.Parse<Signal>(Signal, ignoreCase: true), _pool);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _builder.Dispose();
        _pool.AssertNoLeaks();
        _pool.Dispose();
    }

    [Benchmark]
    public int AppendAndSeal()
    {
        while (HasRoom())
        {
            Append();
        }

        return Seal();
    }

    /// <summary>True while one more request fits the batch.</summary>
    internal bool HasRoom() => _builder.ItemCount + Items <= BatchItems;

    /// <summary>One request.</summary>
    internal void Append()
    {
        AppendResult result = _builder.Append(_requests[_next++ % _requests.Length].AsSpan());
        if (result.Status != AppendStatus.Appended)
        {
            throw new InvalidOperationException(result.ToString());
        }
    }

    /// <summary>Makes the batch and gives it back.</summary>
    internal int Seal()
    {
        OtapBatch batch = _builder.Seal();
        int items = batch.ItemCount;
        batch.Release();
        return items;
    }
}
