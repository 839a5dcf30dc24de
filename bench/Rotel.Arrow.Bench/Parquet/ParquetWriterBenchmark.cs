using Apache.Arrow;
using BenchmarkDotNet.Attributes;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Bench.Parquet;

/// <summary>One file of 40,960 span-like rows, by our writer and by Arrow C++.</summary>
[MemoryDiagnoser]
public class ParquetWriterBenchmark
{
    private readonly SlabPool _pool = new(new ByteBudget(long.MaxValue));
    private RecordBatch[] _batches = [];

    [Params(ParquetCodec.Zstd, ParquetCodec.Uncompressed)]
    public ParquetCodec Codec { get; set; }

    [GlobalSetup]
    public void Setup() => _batches = SpanBatches.Make(5, 8192);

    [Benchmark(Baseline = true)]
    public long ArrowCpp() => SpanFileWriters.ArrowCpp(_batches, Codec);

    [Benchmark]
    public long Ours() => SpanFileWriters.Ours(_batches, Codec, _pool);
}
