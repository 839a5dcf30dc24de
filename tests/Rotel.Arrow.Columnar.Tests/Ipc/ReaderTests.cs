using System.Buffers;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>Where the memory of a batch lies and who holds it; what an error does to the stream.</summary>
public sealed class ReaderTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), track: true);

    public void Dispose()
    {
        _pool.AssertNoLeaks();
        Assert.Equal(0, _pool.Budget.UsedBytes);
        _pool.Dispose();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(8, true)]
    [InlineData(1, false)]
    [InlineData(4, false)]
    public unsafe void An_uncompressed_body_is_used_where_it_lies_if_it_is_aligned(int offset, bool inPlace)
    {
        RecordBatch source = Numbers(1000);
        byte[] stream = IpcStreams.Write(source.Schema, [source]);
        Slab received = _pool.Rent(stream.Length + offset);
        stream.CopyTo(received.GetSpan()[offset..]);
        ReadOnlyMemory<byte> record = received.Memory.Slice(offset, stream.Length);
        var context = new SealContext(_pool);
        using (var reader = new IpcStreamReader(_pool))
        {
            RecordBatch batch = reader.Read(ref record, context)!;

            // The receiver's own reference ends; the batch has one.
            using (MemoryHandle whole = received.Pin())
            using (MemoryHandle buffer = batch.Column(0).Data.Buffers[1].Memory.Pin())
            {
                nint distance = (nint)buffer.Pointer - (nint)whole.Pointer;
                Assert.Equal(inPlace, distance >= 0 && distance < received.CapacityBytes);
                Assert.Equal(0, (nint)buffer.Pointer % 8);
            }

            received.Release();
            Assert.Equal(IpcCells.ReadAll(source), IpcCells.ReadAll(batch));
            Assert.True(record.IsEmpty);
        }

        context.Abandon();
    }

    [Fact]
    public void A_batch_outlives_its_reader_and_later_dictionaries()
    {
        RecordBatch[] sources = [DictionaryBatches.Of(0, 300), DictionaryBatches.Of(0, 20_000), DictionaryBatches.Of(1, 5)];
        ReadOnlyMemory<byte> stream = IpcStreams.Write(DictionaryBatches.Schema, sources);
        var context = new SealContext(_pool);
        var reader = new IpcStreamReader(_pool);
        var batches = new List<RecordBatch>();
        while (reader.Read(ref stream, context) is { } batch)
        {
            batches.Add(batch);
        }

        Assert.Equal(3, batches.Count);
        reader.Dispose();
        for (int i = 0; i < sources.Length; i++)
        {
            Assert.Equal(IpcCells.ReadAll(sources[i]), IpcCells.ReadAll(batches[i]));
        }

        context.Abandon();
    }

    [Fact]
    public void A_batch_that_is_refused_leaves_the_stream_usable()
    {
        byte[][] records = Records(DictionaryBatches.Of(0, 3), DictionaryBatches.Of(0, 3), DictionaryBatches.Of(0, 4));

        // The indexes of the second record begin its body, behind the (absent) bitmap: 2, 1, 0.
        int at = records[1].AsSpan().LastIndexOf<byte>([2, 0, 1, 0, 0, 0]);
        records[1][at] = 9;
        using var reader = new IpcStreamReader(_pool);
        Read(reader, records[0]);
        IpcException error = Assert.Throws<IpcException>(() => Read(reader, records[1]));
        Assert.Equal(IpcErrorCode.InvalidData, error.Code);
        Assert.Equal("word", error.Column);
        Assert.Contains("index 9", error.Message, StringComparison.Ordinal);
        Assert.False(reader.IsBroken);
        Assert.Equal(IpcCells.ReadAll(DictionaryBatches.Of(0, 4)), Read(reader, records[2]));
    }

    [Fact]
    public void A_dictionary_that_is_refused_ends_the_stream()
    {
        byte[][] records = Records(DictionaryBatches.Of(0, 3), DictionaryBatches.Of(0, 4), DictionaryBatches.Of(0, 5));
        records[1][records[1].AsSpan().IndexOf("g0-word3"u8)] = 0xFF;
        using var reader = new IpcStreamReader(_pool);
        Read(reader, records[0]);
        Assert.Equal(IpcErrorCode.InvalidData, Assert.Throws<IpcException>(() => Read(reader, records[1])).Code);
        Assert.True(reader.IsBroken);

        // Its delta would stand at the wrong place.
        Assert.Equal(IpcErrorCode.Broken, Assert.Throws<IpcException>(() => Read(reader, records[2])).Code);
    }

    [Fact]
    public void A_record_of_dictionaries_only_gives_no_batch()
    {
        byte[] record = Records(DictionaryBatches.Of(0, 3))[0];
        int batch = record.AsSpan().LastIndexOf<byte>([0xFF, 0xFF, 0xFF, 0xFF]);
        using var reader = new IpcStreamReader(_pool);
        ReadOnlyMemory<byte> rest = record.AsMemory(0, batch);
        Assert.Null(reader.Read(ref rest, new SealContext(_pool)));
        Assert.Equal(24, reader.DictionaryBytes - (4 * sizeof(int)));
        Assert.Equal(IpcCells.ReadAll(DictionaryBatches.Of(0, 3)), Read(reader, record[batch..]));
    }

    [Fact]
    public void What_stands_behind_a_batch_is_left_to_the_caller_and_nothing_follows_the_end()
    {
        byte[] record = [.. Records(DictionaryBatches.Of(0, 3))[0], 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];
        using var reader = new IpcStreamReader(_pool);
        var context = new SealContext(_pool);
        ReadOnlyMemory<byte> rest = record;
        Assert.NotNull(reader.Read(ref rest, context));
        Assert.Equal(8, rest.Length);
        Assert.Null(reader.Read(ref rest, context));
        Assert.True(rest.IsEmpty && reader.IsFinished);
        context.Abandon();
        Assert.Equal(IpcErrorCode.Malformed, Assert.Throws<IpcException>(() => Read(reader, record)).Code);
    }

    [Fact]
    public void A_full_budget_refuses_and_takes_nothing()
    {
        RecordBatch source = Numbers(10_000);
        byte[] stream = IpcStreams.Write(source.Schema, [source], new IpcWriterOptions { Compression = IpcCompression.Zstd });
        using var small = new SlabPool(new ByteBudget(16 << 10), track: true);
        using var reader = new IpcStreamReader(small);
        ReadOnlyMemory<byte> rest = stream;
        var context = new SealContext(small);
        Assert.Equal(IpcErrorCode.OverBudget, Assert.Throws<IpcException>(() => reader.Read(ref rest, context)).Code);
        context.Abandon();
        Assert.Equal(0, small.Budget.UsedBytes);
        Assert.False(reader.IsBroken);
    }

    [Fact]
    public void Small_dictionaries_take_small_memory()
    {
        DictionaryType type = new(UInt8Type.Default, StringType.Default, false);
        var schema = new Schema([.. Enumerable.Range(0, 40).Select(i => new Field("d" + i, type, true))], null);
        var cells = new DictionaryArray(type, new UInt8Array.Builder().Append(0).Build(), new StringArray.Builder().Append("http.method").Append("http.route").Build());
        RecordBatch batch = new(schema, Enumerable.Repeat(cells, 40), 1);
        using var reader = new IpcStreamReader(_pool);
        Read(reader, IpcStreams.Write(schema, [batch]));

        // An idle stream of 40 dictionaries, and nothing else.
        Assert.InRange(_pool.Budget.UsedBytes, 1, 10 << 10);
    }

    [Fact]
    public void Ten_thousand_streams_one_after_the_other_leave_nothing()
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40));
        byte[] record = Records(DictionaryBatches.Of(0, 200))[0];
        for (int i = 0; i < 10_000; i++)
        {
            using var reader = new IpcStreamReader(pool);
            var context = new SealContext(pool);
            ReadOnlyMemory<byte> rest = record;
            Assert.NotNull(reader.Read(ref rest, context));
            context.Abandon();
        }

        Assert.Equal(0, pool.LiveSlabs);
        Assert.Equal(0, pool.Budget.UsedBytes);
        Assert.InRange(pool.RetainedBytes, 0, 256 << 10);
    }

    private static RecordBatch Numbers(int rows)
    {
        var builder = new Int64Array.Builder();
        for (int i = 0; i < rows; i++)
        {
            builder.Append(i * 7919L);
        }

        return new RecordBatch(new Schema([new Field("n", Int64Type.Default, true)], null), [builder.Build()], rows);
    }

    private static byte[][] Records(params RecordBatch[] batches)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40));
        using var output = new NativeBuffer<byte>(pool);
        using var writer = new IpcStreamWriter(batches[0].Schema, pool);
        var records = new byte[batches.Length][];
        for (int i = 0; i < batches.Length; i++)
        {
            writer.Write(batches[i], output);
            records[i] = output.Values.ToArray();
            output.Clear();
        }

        return records;
    }

    private string[][] Read(IpcStreamReader reader, ReadOnlyMemory<byte> record)
    {
        var context = new SealContext(_pool);
        try
        {
            return IpcCells.ReadAll(reader.Read(ref record, context)!);
        }
        finally
        {
            context.Abandon();
        }
    }
}
