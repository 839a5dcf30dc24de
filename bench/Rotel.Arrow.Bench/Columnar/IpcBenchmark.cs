using BenchmarkDotNet.Attributes;
using Rotel.Arrow.Bench.Inputs;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Bench.Columnar;

/// <summary>
/// The tables of one batch of 1,000 items to Arrow IPC records and back, in streams that have run for a while: no schemas,
/// no dictionaries. One operation is all tables of the batch.
/// </summary>
/// <remarks>
/// Expected allocations: nothing to write; to read the Arrow objects of the columns and one handle of a slab a table.
/// </remarks>
[MemoryDiagnoser]
public class IpcBenchmark
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), retainedLimitBytes: 256 << 20);
    private readonly List<Table> _tables = [];
    private NativeBuffer<byte> _output = null!;
    private SealContext _context = null!;
    private OtapBatch _batch = null!;

    [Params("traces", "logs", "metrics")]
    public string Signal { get; set; } = "traces";

    [Params(IpcCompression.None, IpcCompression.Zstd, IpcCompression.Lz4Frame)]
    public IpcCompression Compression { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        using var builder = new OtapBatchBuilder(Enum.Parse<Signal>(Signal, ignoreCase: true), _pool);
        builder.Append(RealisticRequests.Create(Signal, 1000, 1)[0].AsSpan());
        _batch = builder.Seal();
        _output = new NativeBuffer<byte>(_pool);
        _context = new SealContext(_pool);
        foreach ((_, Apache.Arrow.RecordBatch table) in _batch.Tables)
        {
            var one = new Table(table, new IpcStreamWriter(table.Schema, _pool, new IpcWriterOptions { Compression = Compression }), new IpcStreamReader(_pool));
            _tables.Add(one);

            // The first record has schema and dictionaries; the second one is what every later one is like.
            for (int i = 0; i < 2; i++)
            {
                _output.Clear();
                one.Writer.Write(table, _output);
                one.Record = _output.Values.ToArray();
                Read(one);
            }
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (Table table in _tables)
        {
            table.Writer.Dispose();
            table.Reader.Dispose();
        }

        _output.Dispose();
        _batch.Release();
        _pool.AssertNoLeaks();
        _pool.Dispose();
    }

    [Benchmark]
    public int Write()
    {
        _output.Clear();
        foreach (Table table in _tables)
        {
            table.Writer.Write(table.Batch, _output);
        }

        return _output.Count;
    }

    [Benchmark]
    public int Read()
    {
        int rows = 0;
        foreach (Table table in _tables)
        {
            rows += Read(table);
        }

        return rows;
    }

    private int Read(Table table)
    {
        ReadOnlyMemory<byte> record = table.Record;
        int rows = table.Reader.Read(ref record, _context)!.Length;
        _context.Abandon();
        return rows;
    }

    private sealed class Table(Apache.Arrow.RecordBatch batch, IpcStreamWriter writer, IpcStreamReader reader)
    {
        internal Apache.Arrow.RecordBatch Batch { get; } = batch;

        internal IpcStreamWriter Writer { get; } = writer;

        internal IpcStreamReader Reader { get; } = reader;

        internal byte[] Record { get; set; } = [];
    }
}
