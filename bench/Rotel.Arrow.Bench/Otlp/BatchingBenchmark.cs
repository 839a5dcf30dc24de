using BenchmarkDotNet.Attributes;
using Rotel.Arrow.Bench.Inputs;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Bench.Otlp;

/// <summary>
/// What OTLP bytes cost that are never decoded: validation at the door, a batch that lists its requests, and a batch cut
/// into smaller ones. One operation is one request (<see cref="Validate"/>) or one batch of 80 requests.
/// </summary>
/// <remarks>Expected allocations: none to validate; the list of pieces to merge; a handle a piece to split.</remarks>
[MemoryDiagnoser]
public class BatchingBenchmark
{
    private const int Requests = 80;

    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), retainedLimitBytes: 256 << 20);
    private readonly Slab[] _slabs = new Slab[Requests];
    private byte[][] _requests = [];
    private OtlpBytes _whole = null!;
    private Signal _signal;
    private int _next;

    [Params("traces", "logs", "metrics")]
    public string Signal { get; set; } = "";

    [Params(10, 100, 1000)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _signal = Enum.Parse<Signal>(Signal, ignoreCase: true);
        _requests = RealisticRequests.Create(Signal, Items, Requests);
        _whole = new OtlpBytes(_signal);
        for (int i = 0; i < Requests; i++)
        {
            _slabs[i] = _pool.Rent(_requests[i].Length);
            _requests[i].CopyTo(_slabs[i].GetSpan());
            _whole.Add(_slabs[i].Retain(), 0, _requests[i].Length, Items);
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _whole.Release();
        foreach (Slab slab in _slabs)
        {
            slab.Release();
        }

        _pool.AssertNoLeaks();
        _pool.Dispose();
    }

    [Benchmark]
    public int Validate() => OtlpValidator.Validate(_signal, _requests[_next++ % Requests]).ItemCount;

    [Benchmark]
    public long Merge()
    {
        var batch = new OtlpBytes(_signal, Requests);
        for (int i = 0; i < Requests; i++)
        {
            batch.Add(_slabs[i].Retain(), 0, _requests[i].Length, Items);
        }

        long length = batch.LengthBytes;
        batch.Release();
        return length;
    }

    [Benchmark]
    public int Split()
    {
        List<OtlpBytes> parts = OtlpSplitter.Split(_whole, new OtlpSplitLimits((Items * 3) / 4, 4 << 20), _pool);
        foreach (OtlpBytes part in parts)
        {
            part.Release();
        }

        return parts.Count;
    }
}
