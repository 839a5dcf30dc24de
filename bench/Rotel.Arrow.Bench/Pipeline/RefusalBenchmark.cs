using BenchmarkDotNet.Attributes;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Bench.Pipeline;

/// <summary>What it costs to say no: the price of a request while the gateway is overloaded.</summary>
/// <remarks>Expected allocations: none.</remarks>
[MemoryDiagnoser]
public class RefusalBenchmark
{
    private readonly SlabPool _pool = new(new ByteBudget(64 << 10));
    private TelemetryPipeline _pipeline = null!;
    private Slab? _everything;

    [GlobalSetup]
    public void Setup()
    {
        _pipeline = new PipelineBuilder(new PipelineOptions(), _pool).Add(new UnusedExporter()).Build();
        _pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        _everything = _pool.Rent(64 << 10);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _everything?.Release();
        _pipeline.StopAsync().GetAwaiter().GetResult();
        _pool.Dispose();
    }

    [Benchmark]
    public bool Refuse() => _pipeline.Ingress.TryAdmit(Signal.Traces, 4096).Slab is null;

    private sealed class UnusedExporter : IExporter
    {
        public string Name => "unused";

        public PdataForm PreferredForm => PdataForm.OtlpBytes;

        public int MaxConcurrency => 1;

        public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation) => ValueTask.FromResult(Outcome.Ack);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
