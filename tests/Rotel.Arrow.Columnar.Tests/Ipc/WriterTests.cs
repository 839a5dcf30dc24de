using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>Which messages a record holds, and that a stream can take a record back.</summary>
public sealed class WriterTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), track: true);
    private readonly NativeBuffer<byte> _output;

    public WriterTests() => _output = new NativeBuffer<byte>(_pool);

    public void Dispose()
    {
        _output.Dispose();
        _pool.AssertNoLeaks();
        _pool.Dispose();
    }

    [Fact]
    public void The_first_record_has_schema_and_dictionaries_and_later_ones_only_what_is_new()
    {
        using IpcStreamWriter writer = New();
        Assert.Equal("S D0 R", Record(writer, DictionaryBatches.Of(0, 3)));
        Assert.Equal("R", Record(writer, DictionaryBatches.Of(0, 3)));
        Assert.Equal("D0+ R", Record(writer, DictionaryBatches.Of(0, 5)));
        Assert.Equal("R", Record(writer, DictionaryBatches.Of(0, 2)));
        Assert.Equal("R", Record(writer, DictionaryBatches.Of(0, 5)));
        Assert.Equal("D0 R", Record(writer, DictionaryBatches.Of(1, 4)));
        Assert.Equal("D0 R", Record(writer, DictionaryBatches.Of(0, 5)));
    }

    [Fact]
    public void A_dictionary_that_was_empty_is_replaced_and_not_appended_to()
    {
        using IpcStreamWriter writer = New();
        Assert.Equal("S D0 R", Record(writer, DictionaryBatches.Of(0, 0)));
        Assert.Equal("D0 R", Record(writer, DictionaryBatches.Of(0, 2)));
        Assert.Equal("D0+ R", Record(writer, DictionaryBatches.Of(0, 3)));
    }

    [Fact]
    public void Without_deltas_a_dictionary_that_grew_is_sent_whole()
    {
        using IpcStreamWriter writer = New(new IpcWriterOptions { Deltas = false });
        Assert.Equal("S D0 R", Record(writer, DictionaryBatches.Of(0, 3)));
        Assert.Equal("D0 R", Record(writer, DictionaryBatches.Of(0, 4)));
        Assert.Equal("R", Record(writer, DictionaryBatches.Of(0, 4)));
    }

    [Fact]
    public void A_generation_decides_without_a_look_at_the_values()
    {
        using IpcStreamWriter writer = New();
        Assert.Equal("S D0 R", Record(writer, DictionaryBatches.Of(0, 3), 7));
        Assert.Equal("D0+ R", Record(writer, DictionaryBatches.Of(0, 4), 7));
        Assert.Equal("R", Record(writer, DictionaryBatches.Of(0, 4), 7));
        Assert.Equal("D0 R", Record(writer, DictionaryBatches.Of(0, 4), 8));

        // Nothing of it was kept to compare with, so a dictionary without a generation is sent whole, and then known.
        Assert.Equal("D0 R", Record(writer, DictionaryBatches.Of(0, 4)));
        Assert.Equal("R", Record(writer, DictionaryBatches.Of(0, 4)));
    }

    [Fact]
    public void Columns_of_one_append_only_dictionary_send_each_value_once()
    {
        var schema = new Schema([new Field("word", new DictionaryType(UInt8Type.Default, StringType.Default, false), true)], null);
        using var column = new DictionaryColumn("word", isText: true, DictionaryWidth.Index8, nullable: true, _pool);
        using var writer = new IpcStreamWriter(schema, _pool);
        string[] messages = new string[3];
        for (int batch = 0; batch < messages.Length; batch++)
        {
            var context = new SealContext(_pool);
            for (int row = 0; row < 100; row++)
            {
                Assert.True(column.TrySet(row, System.Text.Encoding.UTF8.GetBytes($"{row % (batch == 2 ? 20 : 10)}")));
            }

            long generation = column.Dictionary.Generation;
            RecordBatch sealedBatch = new(schema, [ArrowArrayFactory.BuildArray(column.Seal(context, 100))], 100);
            messages[batch] = Record(writer, sealedBatch, generation);
            context.Abandon();
        }

        Assert.Equal(["S D0 R", "R", "D0+ R"], messages);
    }

    [Fact]
    public void Dictionaries_below_a_dictionary_come_before_it()
    {
        var inner = new DictionaryType(Int8Type.Default, StringType.Default, false);
        var outer = new DictionaryType(Int8Type.Default, new ListType(new Field("item", inner, true)), false);
        var schema = new Schema([new Field("outer", outer, true), new Field("word", inner, true)], null);
        var indexes = new ArrowBuffer(new byte[4]);
        var words = new ArrayData(inner, 1, 0, 0, [ArrowBuffer.Empty, indexes], null, new StringArray.Builder().Append("w").Build().Data);
        var lists = new ArrayData(outer.ValueType, 1, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(new byte[] { 0, 0, 0, 0, 1, 0, 0, 0 })], [words]);
        var cells = new ArrayData(outer, 1, 0, 0, [ArrowBuffer.Empty, indexes], null, lists);
        using var writer = new IpcStreamWriter(schema, _pool);
        Assert.Equal("S D1 D0 D2 R", Record(writer, new RecordBatch(schema, [new DictionaryArray(cells), new DictionaryArray(words)], 1)));
        Assert.Equal(3, writer.DictionaryCount);
    }

    [Fact]
    public void A_record_that_was_taken_back_comes_out_the_same_again()
    {
        using IpcStreamWriter writer = New();
        byte[] first = Bytes(writer, DictionaryBatches.Of(0, 3));
        writer.Undo();
        Assert.Equal(first, Bytes(writer, DictionaryBatches.Of(0, 3)));
        byte[] second = Bytes(writer, DictionaryBatches.Of(0, 5));
        writer.Undo();
        Assert.Equal("D0 R", Record(writer, DictionaryBatches.Of(2, 5)));
        writer.Undo();
        writer.Undo();
        Assert.Equal(second, Bytes(writer, DictionaryBatches.Of(0, 5)));
    }

    [Fact]
    public void After_a_reset_the_stream_begins_anew()
    {
        using IpcStreamWriter writer = New();
        byte[] first = Bytes(writer, DictionaryBatches.Of(0, 3));
        Record(writer, DictionaryBatches.Of(0, 4));
        writer.Reset();
        Assert.Equal(first, Bytes(writer, DictionaryBatches.Of(0, 3)));
    }

    [Fact]
    public void A_batch_that_cannot_be_written_leaves_output_and_stream_as_they_were()
    {
        using IpcStreamWriter writer = New();
        Record(writer, DictionaryBatches.Of(0, 3));
        var lying = new RecordBatch(DictionaryBatches.Schema, [new Int32Array.Builder().Append(1).Build()], 1);
        Assert.Throws<ArgumentException>(() => writer.Write(lying, _output));
        var other = new RecordBatch(new Schema([new Field("x", Int32Type.Default, true)], null), [new Int32Array.Builder().Append(1).Build()], 1);
        Assert.False(writer.Accepts(other.Schema));
        Assert.Throws<ArgumentException>(() => writer.Write(other, _output));
        Assert.Throws<ArgumentException>(() => writer.Write(DictionaryBatches.Of(0, 9), [1, 2], _output));
        Assert.Equal(0, _output.Count);
        Assert.Equal("D0+ R", Record(writer, DictionaryBatches.Of(0, 9)));
    }

    [Fact]
    public void Types_that_are_not_known_are_refused_by_name()
    {
        IArrowType[] types = [Date32Type.Default, Time64Type.Default, StringViewType.Default, new Decimal128Type(10, 2), new FixedSizeListType(Int8Type.Default, 2)];
        foreach (IArrowType type in types)
        {
            var schema = new Schema([new Field("top", new StructType([new Field("inner", type, true)]), true)], null);
            IpcException error = Assert.Throws<IpcException>(() => new IpcStreamWriter(schema, _pool));
            Assert.Equal(IpcErrorCode.Unsupported, error.Code);
            Assert.Equal("top.inner", error.Column);
            Assert.Contains(type.Name, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void Messages_bodies_and_buffers_begin_at_multiples_of_the_alignment(int alignment)
    {
        using IpcStreamWriter writer = New(new IpcWriterOptions { AlignmentBytes = alignment });
        foreach (int length in new[] { 3, 30 })
        {
            byte[] record = Bytes(writer, DictionaryBatches.Of(0, length));
            Assert.Equal(0, record.Length % alignment);
        }
    }

    [Theory]
    [InlineData(IpcCompression.Zstd)]
    [InlineData(IpcCompression.Lz4Frame)]
    public void Compression_shrinks_what_shrinks_and_marks_the_rest_as_raw(IpcCompression compression)
    {
        var schema = new Schema([new Field("same", Int64Type.Default, false), new Field("random", Int64Type.Default, false)], null);
        var random = new Random(1);
        var noise = new byte[80_000];
        random.NextBytes(noise);
        RecordBatch batch = new(
            schema,
            [
                ArrowArrayFactory.BuildArray(new ArrayData(Int64Type.Default, 10_000, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(new byte[80_000])])),
                ArrowArrayFactory.BuildArray(new ArrayData(Int64Type.Default, 10_000, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(noise)])),
            ],
            10_000);
        using var writer = new IpcStreamWriter(schema, _pool, new IpcWriterOptions { Compression = compression });
        byte[] record = Bytes(writer, batch);
        Assert.InRange(record.Length, 80_000, 82_000);
        Assert.True(record.AsSpan().IndexOf(noise) > 0, "what does not shrink is stored as it is");
    }

    private IpcStreamWriter New(IpcWriterOptions? options = null) => new(DictionaryBatches.Schema, _pool, options);

    private string Record(IpcStreamWriter writer, RecordBatch batch, params ReadOnlySpan<long> generations)
    {
        writer.Write(batch, generations, _output);
        string messages = IpcStreams.Messages(_output.Values);
        _output.Clear();
        return messages;
    }

    private byte[] Bytes(IpcStreamWriter writer, RecordBatch batch)
    {
        writer.Write(batch, _output);
        byte[] bytes = _output.Values.ToArray();
        _output.Clear();
        return bytes;
    }
}
