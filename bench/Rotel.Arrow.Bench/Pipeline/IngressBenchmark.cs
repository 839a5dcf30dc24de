using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Bench.Pipeline;

/// <summary>
/// The way of a request through the door: admission, copying the body into its slab, and submit, in the steady state
/// in which batches are sealed and taken by an exporter that does nothing. One operation is one request.
/// </summary>
/// <remarks>
/// Expected allocations: the handle of one slab a request (40 bytes), plus what a batch costs divided by its requests.
/// The floor is <see cref="AdmitAndRelease"/>; what submit adds to it is validation (bytes) or decoding (columns).
/// Parameters and results are of simple types: the project that BenchmarkDotNet generates references this one only.
/// </remarks>
[MemoryDiagnoser]
public class IngressBenchmark
{
    private const int Requests = 64;

    private readonly byte[][] _requests = new byte[Requests][];
    private SlabPool _pool = null!;
    private TelemetryPipeline _pipeline = null!;
    private Signal _signal;
    private int _next;

    [Params(10, 100, 1000)]
    public int Items { get; set; }

    [Params("traces", "logs", "metrics")]
    public string Signal { get; set; } = "";

    [Params("bytes", "columns")]
    public string Form { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomOtlp(1, RandomOtlpOptions.Realistic with { Items = Items });
        for (int i = 0; i < Requests; i++)
        {
            _requests[i] = random.Request(Signal).ToByteArray();
        }

        _signal = Enum.Parse<Signal>(Signal, ignoreCase: true);
        PdataMode mode = Form == "columns" ? PdataMode.Columns : PdataMode.Auto;

        _pool = new SlabPool(new ByteBudget(1L << 30), retainedLimitBytes: 64 << 20);
        _pipeline = new PipelineBuilder(new PipelineOptions { Pdata = mode }, _pool).Add(new NothingExporter()).Build();
        _pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _pipeline.StopAsync().GetAwaiter().GetResult();
        _pool.AssertNoLeaks();
        _pool.Dispose();
    }

    /// <summary>Admission and the copy of the body: what a refused or cut request costs at most.</summary>
    [Benchmark(Baseline = true)]
    public void AdmitAndRelease() => Admit(Next()).Release();

    /// <summary>All of it.</summary>
    [Benchmark]
    public int AdmitAndSubmit()
    {
        byte[] request = Next();
        return _pipeline.Ingress.Submit(_signal, Admit(request), request.Length, null).AcceptedItems;
    }

    private byte[] Next() => _requests[_next++ % Requests];

    private Slab Admit(byte[] request)
    {
        Admission admission = _pipeline.Ingress.TryAdmit(_signal, request.Length);
        while (admission.Slab is null)
        {
            // The exporter's thread is behind; it needs a processor.
            Thread.Yield();
            admission = _pipeline.Ingress.TryAdmit(_signal, request.Length);
        }

        request.CopyTo(admission.Slab.GetSpan());
        return admission.Slab;
    }

    private sealed class NothingExporter : IExporter
    {
        public string Name => "nothing";

        public PdataForm PreferredForm => PdataForm.Any;

        public int MaxConcurrency => 1;

        public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation) => ValueTask.FromResult(Outcome.Ack);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
