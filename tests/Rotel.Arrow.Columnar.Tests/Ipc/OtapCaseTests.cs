using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>The cases of otap.md section 8.6 that are decided at the level of Arrow IPC, named by their numbers.</summary>
public class OtapCaseTests
{
    private static readonly byte[] s_end = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

    [Theory]
    [InlineData(IpcCompression.None, 8)]
    [InlineData(IpcCompression.None, 64)]
    [InlineData(IpcCompression.Zstd, 8)]
    [InlineData(IpcCompression.Zstd, 64)]
    [InlineData(IpcCompression.Lz4Frame, 8)]
    [InlineData(IpcCompression.Lz4Frame, 64)]
    public void P2_P7_dictionaries_of_every_kind_arrive_in_every_compression_and_alignment(IpcCompression compression, int alignment)
    {
        // Empty, whole, delta, unchanged, a shorter one, replacement, back again.
        RecordBatch[] batches = [.. new (int, int)[] { (0, 0), (0, 2), (0, 300), (0, 300), (0, 7), (1, 5), (0, 300) }.Select(static step => DictionaryBatches.Of(step.Item1, step.Item2))];
        var options = new IpcWriterOptions { Compression = compression, AlignmentBytes = alignment };
        StreamRun run = StreamRun.Of(IpcStreams.Write(DictionaryBatches.Schema, batches, options));
        Assert.Null(run.Error);
        Assert.Equal(batches.Select(static batch => IpcCells.ReadAll(batch)[0]), run.Batches.Select(static cells => cells[0]));
    }

    [Fact]
    public void P6_an_end_of_stream_marker_in_a_record_ends_the_stream_and_not_the_batch_before_it()
    {
        byte[] record = [.. Record(DictionaryBatches.Of(0, 3)), .. s_end];
        StreamRun run = StreamRun.Of(record);
        Assert.True(run.IsFinished);
        Assert.Single(run.Batches);
    }

    [Fact]
    public void P6_of_two_record_batches_the_first_is_given_and_the_second_is_there_for_whoever_asks()
    {
        byte[] record = IpcStreams.Write(DictionaryBatches.Schema, [DictionaryBatches.Of(0, 3), DictionaryBatches.Of(0, 3)]);
        using var pool = new SlabPool(new ByteBudget(1 << 20), track: true);
        using var reader = new IpcStreamReader(pool);
        var context = new SealContext(pool);
        ReadOnlyMemory<byte> rest = record;
        Assert.Equal(4, reader.Read(ref rest, context)!.Length);
        Assert.False(rest.IsEmpty);
        Assert.Equal(4, reader.Read(ref rest, context)!.Length);
        Assert.Null(reader.Read(ref rest, context));
        context.Abandon();
    }

    [Fact]
    public void P6_garbage_behind_a_batch_is_refused_when_it_is_asked_for()
    {
        StreamRun run = StreamRun.Of((byte[])[.. Record(DictionaryBatches.Of(0, 3)), .. "garbage!"u8]);
        Assert.Single(run.Batches);
        Assert.NotNull(run.Error);
    }

    [Theory]
    [InlineData(IpcCompression.Zstd)]
    [InlineData(IpcCompression.Lz4Frame)]
    public void P15_a_buffer_that_claims_much_more_than_it_holds_gets_no_memory_for_it(IpcCompression compression)
    {
        byte[] record = Zeros(1000, compression);
        int prefix = record.AsSpan().LastIndexOf<byte>([0x40, 0x1F, 0, 0, 0, 0, 0, 0]);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(prefix), compression == IpcCompression.Zstd ? 48 << 20 : 9000);
        using var pool = new SlabPool(new ByteBudget(1L << 30));
        StreamRun run = StreamRun.Of(record, pool: pool);
        Assert.Equal(IpcErrorCode.Malformed, run.Error?.Code);
        Assert.InRange(pool.Budget.PeakBytes, 0, 256 << 10);
    }

    [Theory]
    [InlineData(IpcCompression.Zstd)]
    [InlineData(IpcCompression.Lz4Frame)]
    public void P15_a_buffer_that_shrank_a_thousandfold_is_read_when_it_is_what_it_claims(IpcCompression compression)
    {
        byte[] record = Zeros(1 << 20, compression);
        Assert.True(record.Length < 80 << 10, $"{record.Length} bytes");
        StreamRun run = StreamRun.Of(record);
        Assert.Null(run.Error);
        Assert.True(run.Batches[0][0].All(static cell => cell == "0"));
    }

    private static byte[] Record(RecordBatch batch) => IpcStreams.Write(batch.Schema, [batch]);

    private static byte[] Zeros(int rows, IpcCompression compression)
    {
        var schema = new Schema([new Field("n", Int64Type.Default, true)], null);
        var array = new Int64Array(new ArrayData(Int64Type.Default, rows, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(new byte[rows * 8])]));
        return IpcStreams.Write(schema, [new RecordBatch(schema, [array], rows)], new IpcWriterOptions { Compression = compression });
    }
}
