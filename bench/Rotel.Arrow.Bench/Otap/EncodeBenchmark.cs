using BenchmarkDotNet.Attributes;
using Rotel.Arrow.Bench.Inputs;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.ToOtlp;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Bench.Otap;

/// <summary>Record batches to OTLP bytes. One operation is one batch of so many items.</summary>
/// <remarks>Expected allocations: the handle of the slab and the list of one piece.</remarks>
[MemoryDiagnoser]
public class EncodeBenchmark
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), retainedLimitBytes: 256 << 20);
    private OtapBatch _batch = null!;

    [Params("traces", "logs", "metrics")]
    public string Signal { get; set; } = "";

    [Params(10, 100, 1000)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        using var builder = new OtapBatchBuilder(Enum.Parse<Signal>(Signal, ignoreCase: true), _pool);
        builder.Append(RealisticRequests.Create(Signal, Items, 1)[0].AsSpan());
        _batch = builder.Seal();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _batch.Release();
        _pool.AssertNoLeaks();
        _pool.Dispose();
    }

    [Benchmark]
    public long Encode()
    {
        OtlpBytes bytes = OtlpEncoder.Encode(_batch, _pool);
        long length = bytes.LengthBytes;
        bytes.Release();
        return length;
    }
}
