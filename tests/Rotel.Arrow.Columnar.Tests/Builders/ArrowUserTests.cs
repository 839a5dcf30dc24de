using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Builders;

/// <summary>An ordinary .NET Arrow user can take our batches as they are, for as long as they are held.</summary>
public sealed class ArrowUserTests : IDisposable
{
    private readonly SealedColumns _columns = new();

    public void Dispose() => _columns.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_written_by_Apache_Arrow_are_read_back_equal(bool compressed)
    {
        using var table = new AllLayouts(_columns.Pool);
        for (int round = 0; round < 4; round++)
        {
            RecordBatch batch = table.Seal(_columns.Context, rows: round * 150, seed: round);
            using var stream = new MemoryStream();
            IpcOptions options = compressed ? new IpcOptions { CompressionCodec = CompressionCodecType.Zstd, CompressionCodecFactory = new Apache.Arrow.Compression.CompressionCodecFactory() } : new IpcOptions();
            using (var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true, options))
            {
                writer.WriteRecordBatch(batch);
                writer.WriteEnd();
            }

            stream.Position = 0;
            using var reader = new ArrowStreamReader(stream, new Apache.Arrow.Compression.CompressionCodecFactory());
            using RecordBatch back = reader.ReadNextRecordBatch();
            Assert.Equal(batch.Length, back.Length);
            Assert.Equal(batch.ColumnCount, back.ColumnCount);
            for (int i = 0; i < batch.ColumnCount; i++)
            {
                Assert.Equal(batch.Schema.FieldsList[i].Name, back.Schema.FieldsList[i].Name);
                Assert.Equal(batch.Schema.FieldsList[i].DataType.TypeId, back.Schema.FieldsList[i].DataType.TypeId);
                Assert.Equal(ArrowCells.ReadAll(batch.Column(i)), ArrowCells.ReadAll(back.Column(i)));
            }
        }

        _columns.AssertClean(table);
    }

    [Fact]
    public void Disposing_a_batch_frees_nothing_that_another_reader_holds()
    {
        using var table = new AllLayouts(_columns.Pool);
        RecordBatch batch = table.Seal(_columns.Context, rows: 50, seed: 1);
        string[] before = ArrowCells.ReadAll(batch.Column(1));
        IArrowArray column = batch.Column(1);
        batch.Dispose();
        Assert.Equal(before, ArrowCells.ReadAll(column));
        _columns.AssertClean(table);
    }

    [Fact]
    public void Reading_an_array_after_its_slabs_were_released_throws_whatever_its_layout()
    {
        using var table = new AllLayouts(_columns.Pool);
        RecordBatch batch = table.Seal(_columns.Context, rows: 50, seed: 1);
        _columns.ReleaseArrays();
        for (int i = 0; i < batch.ColumnCount; i++)
        {
            IArrowArray column = batch.Column(i);
            Assert.Throws<ObjectDisposedException>(() => ArrowCells.ReadAll(column));
            foreach (ArrowBuffer buffer in column.Data.Buffers.Where(static b => b.Length > 0))
            {
                Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
            }
        }

        _columns.AssertClean(table);
    }

    [Fact]
    public void Buffers_are_moved_into_the_array_and_not_copied()
    {
        var column = new PrimitiveColumn<long>("c", Int64Type.Default, true, _columns.Pool);
        column.Append([1, 2, 3]);
        int slabs = _columns.Pool.LiveSlabs;
        long used = _columns.Pool.Budget.UsedBytes;
        IArrowArray array = _columns.Seal(column, 3);
        Assert.Equal(slabs, _columns.Pool.LiveSlabs);
        Assert.Equal(used, _columns.Pool.Budget.UsedBytes);
        Assert.Equal(24, array.Data.Buffers[1].Length);
        Slab slab = Assert.Single(_columns.Context.Slabs);
        Assert.True(slab.IsExclusive);
        _columns.AssertClean(column);
    }

    /// <summary>One column of every layout that our tables use.</summary>
    private sealed class AllLayouts : IDisposable
    {
        private readonly PrimitiveColumn<long> _time;
        private readonly PrimitiveColumn<long> _duration;
        private readonly PrimitiveColumn<double> _number;
        private readonly PrimitiveColumn<byte> _kind;
        private readonly BoolColumn _flag;
        private readonly FixedBinaryColumn _id;
        private readonly BinaryColumn _bytes;
        private readonly DictionaryColumn _name;
        private readonly PrimitiveColumn<ulong> _item;
        private readonly ListColumn _list;
        private readonly PrimitiveColumn<int> _offset;
        private readonly PrimitiveColumn<ulong> _nestedItem;
        private readonly ListColumn _nestedList;
        private readonly StructColumn _struct;
        private readonly TableBuilder _table;

        public AllLayouts(SlabPool pool)
        {
            _time = new PrimitiveColumn<long>("time", new TimestampType(TimeUnit.Nanosecond, "UTC"), true, pool);
            _duration = new PrimitiveColumn<long>("duration", DurationType.Nanosecond, false, pool);
            _number = new PrimitiveColumn<double>("number", DoubleType.Default, true, pool);
            _kind = new PrimitiveColumn<byte>("kind", UInt8Type.Default, true, pool);
            _flag = new BoolColumn("flag", true, pool);
            _id = new FixedBinaryColumn("id", 16, true, pool);
            _bytes = new BinaryColumn("bytes", BinaryType.Default, true, pool);
            _name = new DictionaryColumn("name", true, DictionaryWidth.Index8, true, pool);
            _item = new PrimitiveColumn<ulong>("item", UInt64Type.Default, true, pool);
            _list = new ListColumn("list", _item, true, pool);
            _offset = new PrimitiveColumn<int>("offset", Int32Type.Default, true, pool);
            _nestedItem = new PrimitiveColumn<ulong>("item", UInt64Type.Default, true, pool);
            _nestedList = new ListColumn("bucket_counts", _nestedItem, true, pool);
            _struct = new StructColumn("positive", [_offset, _nestedList], true, pool);
            _table = new TableBuilder(_time, _duration, _number, _kind, _flag, _id, _bytes, _name, _list, _struct);
        }

        public RecordBatch Seal(SealContext context, int rows, int seed)
        {
            var random = new Random(seed);
            Span<byte> id = stackalloc byte[16];
            for (int row = 0; row < rows; row++)
            {
                _duration.Set(row, random.NextInt64());
                random.NextBytes(id);
                int present = random.Next(1 << 9);
                if ((present & 1) != 0)
                {
                    _time.Set(row, random.NextInt64());
                    _number.Set(row, random.NextDouble());
                }

                if ((present & 2) != 0)
                {
                    _kind.Set(row, id[0]);
                    _flag.Set(row, id[1] > 100);
                }

                if ((present & 4) != 0)
                {
                    _id.Set(row, id);
                    _bytes.Set(row, id[..(id[0] & 15)]);
                }

                if ((present & 8) != 0)
                {
                    Assert.True(_name.TrySet(row, "name"u8[..(id[2] & 3)]));
                }

                if ((present & 16) != 0)
                {
                    _item.AppendRepeated(id[3], id[4] & 3);
                    _list.Set(row);
                }

                if ((present & 32) != 0)
                {
                    _struct.Set(row);
                    _offset.Set(row, id[5]);
                    _nestedItem.AppendRepeated(id[6], id[7] & 3);
                    _nestedList.Set(row);
                }
            }

            _table.Rows = rows;
            return _table.Seal(context, []);
        }

        public void Dispose() => _table.Dispose();
    }
}
