using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>Each limit of the reader: the stream that meets it is read, the one above is refused as such.</summary>
public class LimitTests
{
    [Fact]
    public void Metadata() => AssertLimit(Numbers(1), static most => new IpcReaderOptions { MaxMetadataBytes = (int)most }, 1 << 10, 100);

    [Fact]
    public void Body() => AssertLimit(Numbers(1000), static most => new IpcReaderOptions { MaxBodyBytes = (int)most }, 8000, 7999);

    [Fact]
    public void Bytes_after_decompression() =>
        AssertLimit(Numbers(1000, IpcCompression.Zstd), static most => new IpcReaderOptions { MaxDecompressedBytes = (int)most }, 8000, 7999);

    [Fact]
    public void Bytes_of_dictionaries()
    {
        // 10 words of 8 bytes each and 11 offsets, in one whole dictionary and two deltas.
        byte[] stream = IpcStreams.Write(DictionaryBatches.Schema, [DictionaryBatches.Of(0, 4), DictionaryBatches.Of(0, 7), DictionaryBatches.Of(0, 10)]);
        AssertLimit(stream, static most => new IpcReaderOptions { MaxDictionaryBytes = (int)most }, 160, 123);
    }

    [Fact]
    public void Entries_of_a_dictionary()
    {
        byte[] stream = IpcStreams.Write(DictionaryBatches.Schema, [DictionaryBatches.Of(0, 4), DictionaryBatches.Of(0, 10)]);
        AssertLimit(stream, static most => new IpcReaderOptions { MaxDictionaryEntries = (int)most }, 10, 9);
    }

    [Fact]
    public void Replacements_do_not_add_up()
    {
        byte[] stream = IpcStreams.Write(DictionaryBatches.Schema, [.. Enumerable.Range(0, 50).Select(static i => DictionaryBatches.Of(i % 10, 10))]);
        Assert.Null(StreamRun.Of(stream, new IpcReaderOptions { MaxDictionaryBytes = 160, MaxDictionaryEntries = 10 }).Error);
    }

    [Fact]
    public void Fields_of_a_schema()
    {
        var type = new StructType([new Field("a", Int64Type.Default, true), new Field("b", Int64Type.Default, true)]);
        AssertLimit(Empty(type), static most => new IpcReaderOptions { MaxFields = (int)most }, 3, 2);
    }

    [Fact]
    public void Levels_of_nesting()
    {
        IArrowType type = Int64Type.Default;
        for (int i = 1; i < 64; i++)
        {
            type = new ListType(new Field("i", type, true));
        }

        AssertLimit(Empty(type), static most => new IpcReaderOptions { MaxDepth = (int)most }, 64, 63);
        StreamRun run = StreamRun.Of(Empty(new ListType(new Field("i", type, true))), new IpcReaderOptions { MaxDepth = 1000 });
        Assert.Equal(IpcErrorCode.LimitExceeded, run.Error?.Code);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 40)]
    [InlineData((64L << 20) + 1)]
    public void A_buffer_that_claims_more_than_the_limit_is_refused_wherever_it_stands(long claim)
    {
        // Two equal columns; the claim of the second one would bring the sum of both to overflow.
        byte[] column = new byte[8000];
        var schema = new Schema([new Field("a", Int64Type.Default, true), new Field("b", Int64Type.Default, true)], null);
        var array = new Int64Array(new ArrayData(Int64Type.Default, 1000, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(column)]));
        byte[] stream = IpcStreams.Write(schema, [new RecordBatch(schema, [array, array], 1000)], new IpcWriterOptions { Compression = IpcCompression.Zstd });
        int prefix = stream.AsSpan().LastIndexOf<byte>([0x40, 0x1F, 0, 0, 0, 0, 0, 0, 0x28, 0xB5, 0x2F, 0xFD]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(stream.AsSpan(prefix), claim);
        Assert.Equal(IpcErrorCode.LimitExceeded, StreamRun.Of(stream).Error?.Code);
    }

    [Fact]
    public void Values_so_wide_that_their_bits_overflow_32_bits_are_refused()
    {
        // The width stands in the type table of the schema message: 3 becomes 2^29 + 3, which is 3 again in bits.
        var schema = new Schema([new Field("b", new FixedSizeBinaryType(0x00ABCDEF), true)], null);
        byte[] stream = IpcStreams.Write(schema, [new RecordBatch(schema, [ArrowArrayFactory.BuildArray(EmptyOf(schema.FieldsList[0].DataType))], 0)]);
        Assert.Null(StreamRun.Of(stream).Error);
        stream[stream.AsSpan().IndexOf<byte>([0xEF, 0xCD, 0xAB, 0x00]) + 3] = 0x20;
        StreamRun run = StreamRun.Of(stream);
        Assert.Equal(IpcErrorCode.LimitExceeded, run.Error?.Code);
        Assert.Equal("b", run.Error!.Column);
    }

    [Fact]
    public void Rows() => AssertLimit(Numbers(1000), static most => new IpcReaderOptions { MaxRows = (int)most }, 1000, 999);

    [Fact]
    public void Items_of_lists()
    {
        // Nulls take no memory: two rows may claim any number of them.
        var type = new ListType(new Field("item", NullType.Default, true));
        var schema = new Schema([new Field("l", type, true)], null);
        var items = new ArrayData(NullType.Default, 2000, 2000, 0, System.Array.Empty<ArrowBuffer>());
        var lists = new ArrayData(type, 2, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(SpanCast.AsBytes<int>([0, 1000, 2000]).ToArray())], [items]);
        byte[] stream = IpcStreams.Write(schema, [new RecordBatch(schema, [new ListArray(lists)], 2)]);
        AssertLimit(stream, static most => new IpcReaderOptions { MaxRows = (int)most }, 2000, 1999);
    }

    private static void AssertLimit(byte[] stream, Func<long, IpcReaderOptions> options, long enough, long tooLittle)
    {
        Assert.Null(StreamRun.Of(stream, options(enough)).Error);
        Assert.Equal(IpcErrorCode.LimitExceeded, StreamRun.Of(stream, options(tooLittle)).Error?.Code);
    }

    private static byte[] Numbers(int rows, IpcCompression compression = IpcCompression.None)
    {
        var schema = new Schema([new Field("n", Int64Type.Default, true)], null);
        var array = new ArrayData(Int64Type.Default, rows, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(new byte[rows * 8])]);
        return IpcStreams.Write(schema, [new RecordBatch(schema, [new Int64Array(array)], rows)], new IpcWriterOptions { Compression = compression });
    }

    private static byte[] Empty(IArrowType type)
    {
        var schema = new Schema([new Field("c", type, true)], null);
        return IpcStreams.Write(schema, [new RecordBatch(schema, [ArrowArrayFactory.BuildArray(EmptyOf(type))], 0)]);
    }

    private static ArrayData EmptyOf(IArrowType type) => type switch
    {
        ListType list => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty], [EmptyOf(list.ValueDataType)]),
        StructType all => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty], [.. all.Fields.Select(static field => EmptyOf(field.DataType))]),
        _ => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty]),
    };
}
