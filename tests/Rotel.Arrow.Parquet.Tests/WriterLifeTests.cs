using System.Buffers;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Inspect;
using Rotel.Arrow.Parquet.Tests.Data;
using Rotel.Arrow.Parquet.Tests.Oracles;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Parquet.Tests;

/// <summary>Row groups, memory, sinks, failures, and the order of calls.</summary>
public sealed class WriterLifeTests
{
    [Fact]
    public void The_smallest_file_has_exactly_these_bytes()
    {
        Schema schema = new([new Field("n", Int32Type.Default, false)], null);
        ArrayData data = new(Int32Type.Default, 3, 0, 0, [ArrowBuffer.Empty, RandomArrays.Buffer<int>([1, 2, 3])]);
        byte[] bytes = ParquetFiles.Bytes(
            schema,
            [new RecordBatch(schema, [ArrowArrayFactory.BuildArray(data)], 3)],
            new ParquetWriterOptions
            {
                ArrowSchema = false,
                CreatedBy = "x",
                Profile = ParquetEncodingProfile.Compatible,
                Default = new ParquetColumnOptions { Codec = ParquetCodec.Uncompressed },
            });
        string expected =
            "50415231" // PAR1
            + "1500" + "1518" + "1518" + "15D9F5FEF109" // data page v1, 12 bytes, stored as 12, CRC-32 of the values
            + "1C" + "1506" + "1500" + "1506" + "1506" + "00" + "00" // 3 values, PLAIN, levels RLE
            + "010000000200000003000000"
            + "1911" + "02" + "1918" + "0401000000" + "1918" + "0403000000" + "1502" + "1916" + "00" + "00" // column index
            + "191C" + "1608" + "1546" + "1600" + "00" + "00"; // offset index: at 4, 35 bytes, row 0
        Assert.StartsWith(expected, Convert.ToHexString(bytes), StringComparison.Ordinal);
        Assert.EndsWith("50415231", Convert.ToHexString(bytes), StringComparison.Ordinal);
        ParquetInspector file = new(new MemoryStream(bytes));
        ParquetColumnChunk chunk = file.Metadata.RowGroups[0].Columns[0];
        Assert.Equal(4, chunk.DataPageOffset);
        Assert.Equal(1, file.Metadata.Version);
        Assert.Equal(1, file.Metadata.ColumnOrderCount);
        Assert.Equal([new ParquetPageEncodingStats(ParquetPageType.DataPage, ParquetEncoding.Plain, 1)], chunk.PageEncodings);
        Assert.Equal(
            bytes.Length,
            4 + chunk.CompressedSize + chunk.ColumnIndexLength + chunk.OffsetIndexLength + file.FooterBytes + 8);
    }

    [Fact]
    public void No_batch_and_empty_batches_make_a_file_without_row_groups()
    {
        Schema schema = new RandomSchemas(new Random(2)).Schema(5, 3);
        using TemporaryFolder folder = new();
        ParquetFiles.Write(folder.Of("a.parquet"), schema, []);
        ParquetFiles.Write(folder.Of("b.parquet"), schema, [new RandomArrays(new Random(1)).Batch(schema, 0)]);
        foreach (string file in (string[])["a.parquet", "b.parquet"])
        {
            Assert.Empty(ParquetSharpOracle.Rows(folder.Of(file)));
            Assert.Equal(["0"], DuckDbOracle.Query($"SELECT count(*) FROM read_parquet('{folder.Of(file)}')"));
        }

        Assert.Equal(File.ReadAllBytes(folder.Of("a.parquet")), File.ReadAllBytes(folder.Of("b.parquet")));
    }

    [Fact]
    public void Row_groups_end_by_rows_by_bytes_and_on_demand()
    {
        Schema schema = new([new Field("n", Int64Type.Default, true)], null);
        RecordBatch batch = new RandomArrays(new Random(1)).Batch(schema, 1000);
        using SlabPool pool = new(new ByteBudget(long.MaxValue), track: true);
        MemoryStream stream = new();
        using (ParquetFileWriter writer = new(stream, schema, new ParquetWriterOptions { RowGroupRows = 1500 }, pool))
        {
            writer.Write(batch);
            Assert.Equal(0, writer.RowGroupCount);
            Assert.True(writer.RowGroupBytes > 0);
            writer.Write(batch);
            Assert.Equal(1, writer.RowGroupCount);
            writer.FlushRowGroup();
            writer.FlushRowGroup();
            Assert.Equal(2, writer.RowGroupCount);
            long length = writer.Close();
            Assert.Equal(stream.Length, length);
            Assert.Equal(2000, writer.RowCount);
        }

        Assert.Equal([1500L, 500L], new ParquetInspector(stream).Metadata.RowGroups.Select(group => group.RowCount));
        pool.AssertNoLeaks();
    }

    [Fact]
    public void Memory_is_bounded_by_the_row_group_whatever_the_amount_of_data()
    {
        Schema schema = new(
            [new Field("id", new FixedSizeBinaryType(16), false), new Field("text", StringType.Default, true), new Field("l", new ListType(Int64Type.Default), true)], null);
        RandomArrays arrays = new(new Random(3));
        RecordBatch batch = arrays.Batch(schema, 20_000);
        ByteBudget budget = new(long.MaxValue);
        using SlabPool pool = new(budget);
        long peakAfterTen = 0;
        using ParquetFileWriter writer = new(Stream.Null, schema, new ParquetWriterOptions { RowGroupBytes = 4 << 20, PageBytes = 256 << 10 }, pool);
        for (int i = 0; i < 100; i++)
        {
            writer.Write(batch);
            peakAfterTen = i == 10 ? budget.PeakBytes : peakAfterTen;
        }

        Assert.True(writer.RowGroupCount > 10);
        Assert.True(budget.PeakBytes <= peakAfterTen + (2 << 20), $"{peakAfterTen} bytes after 10 batches, {budget.PeakBytes} after 100");
        Assert.InRange(budget.PeakBytes, 1, 20 << 20);
    }

    [Fact]
    public void The_limit_of_held_memory_ends_row_groups_too()
    {
        Schema schema = new([new Field("id", new FixedSizeBinaryType(16), false)], null);
        RecordBatch batch = new RandomArrays(new Random(3)).Batch(schema, 20_000);
        using SlabPool pool = new(new ByteBudget(long.MaxValue));
        using ParquetFileWriter writer = new(
            Stream.Null, schema, new ParquetWriterOptions { BufferedBytes = 4 << 20, Default = new ParquetColumnOptions { BloomFilter = true } }, pool);
        for (int i = 0; i < 30; i++)
        {
            writer.Write(batch);
            Assert.True(writer.HeldBytes < 6 << 20);
        }

        Assert.True(writer.RowGroupCount >= 2);
    }

    [Fact]
    public void A_buffer_writer_gets_the_same_bytes_as_a_stream()
    {
        Schema schema = new RandomSchemas(new Random(12)).Schema(4, 2);
        RecordBatch batch = new RandomArrays(new Random(13)).Batch(schema, 500);
        ArrayBufferWriter<byte> buffer = new();
        using SlabPool pool = new(new ByteBudget(long.MaxValue));
        using (ParquetFileWriter writer = new(buffer, schema, new ParquetWriterOptions(), pool))
        {
            writer.Write(batch);
            writer.Close();
        }

        Assert.Equal(ParquetFiles.Bytes(schema, [batch]), buffer.WrittenSpan.ToArray());
    }

    [Fact]
    public void After_a_failed_write_the_file_cannot_be_closed_and_the_memory_comes_back()
    {
        RecordBatch batch = SmallColumns.Batch(("n", SmallColumns.Longs(1, 2, 3)));
        using SlabPool pool = new(new ByteBudget(long.MaxValue), track: true);
        using (ParquetFileWriter writer = new(new FullDisk(), batch.Schema, new ParquetWriterOptions(), pool))
        {
            writer.Write(batch);
            Assert.Throws<IOException>(writer.FlushRowGroup);
            Assert.Throws<InvalidOperationException>(() => writer.Write(batch));
            Assert.Throws<InvalidOperationException>(() => writer.Close());
        }

        pool.AssertNoLeaks();
    }

    [Fact]
    public void A_batch_of_another_schema_is_refused_and_the_file_goes_on()
    {
        RecordBatch batch = SmallColumns.Batch(("n", SmallColumns.Longs(1, 2, 3)));
        MemoryStream stream = new();
        using SlabPool pool = new(new ByteBudget(long.MaxValue), track: true);
        using (ParquetFileWriter writer = new(stream, batch.Schema, new ParquetWriterOptions(), pool))
        {
            Assert.Throws<ArgumentException>(() => writer.Write(SmallColumns.Batch(("n", SmallColumns.Texts("a")))));
            Assert.Throws<ArgumentException>(() => writer.Write(
                SmallColumns.Batch(("n", SmallColumns.Longs(1)), ("m", SmallColumns.Longs(1)))));
            writer.Write(batch);
            writer.Close();
            Assert.Throws<ObjectDisposedException>(() => writer.Write(batch));
        }

        Assert.Equal(3, new ParquetInspector(stream).Metadata.RowCount);
    }

    [Fact]
    public void Lists_and_texts_whose_offsets_descend_are_refused()
    {
        ArrayData text = new(
            StringType.Default, 2, 0, 0, [ArrowBuffer.Empty, RandomArrays.Buffer<int>([0, 3, 1]), new ArrowBuffer(new byte[4])]);
        ArrayData values = SmallColumns.Longs(1, 2, 3, 4);
        ArrayData list = new(
            new ListType(Int64Type.Default), 3, 0, 0, [ArrowBuffer.Empty, RandomArrays.Buffer<int>([0, 4, 2, 3])], [values]);
        ArrayData beyond = new(
            new ListType(Int64Type.Default), 1, 0, 0, [ArrowBuffer.Empty, RandomArrays.Buffer<int>([0, 40])], [values]);
        foreach (ArrayData array in (ArrayData[])[text, list, beyond])
        {
            RecordBatch batch = SmallColumns.Batch(("x", array));
            Assert.ThrowsAny<ArgumentException>(() => ParquetFiles.Bytes(batch.Schema, [batch]));
        }
    }

    [Fact]
    public void A_null_in_a_column_without_nulls_is_refused_by_name()
    {
        ArrayData data = SmallColumns.Longs(1, null);
        Schema schema = new([new Field("id", Int64Type.Default, false)], null);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ParquetFiles.Bytes(schema, [new RecordBatch(schema, [ArrowArrayFactory.BuildArray(data)], 2)]));
        Assert.Contains("id", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_in_the_options_is_told_at_once()
    {
        ParquetWriterOptions options = new()
        {
            RowGroupBytes = 1,
            PageRows = 0,
            Columns = new Dictionary<string, ParquetColumnOptions> { ["a.b"] = new() { Codec = ParquetCodec.Brotli } },
            Default = new ParquetColumnOptions { CompressionLevel = 40, BloomFilter = true, BloomFilterRate = 2 },
        };
        IReadOnlyList<string> errors = options.Validate();
        Assert.Equal(5, errors.Count);
        Schema schema = new([new Field("n", Int64Type.Default, false)], null);
        Assert.Throws<ArgumentException>(() => ParquetFiles.Bytes(schema, [], options));
        Assert.Throws<ArgumentException>(() => ParquetFiles.Bytes(
            schema, [], new ParquetWriterOptions { SortingColumns = [new ParquetSortingColumn("missing")] }));
        Assert.Empty(new ParquetWriterOptions().Validate());
    }

    [Fact]
    public void Options_hold_for_the_path_and_for_all_below_the_longest_prefix()
    {
        ParquetColumnOptions map = new() { CompressionLevel = 2 };
        ParquetColumnOptions key = new() { CompressionLevel = 3 };
        ParquetWriterOptions options = new()
        {
            Columns = new Dictionary<string, ParquetColumnOptions> { ["attributes"] = map, ["attributes.key_value.key"] = key },
        };
        Assert.Same(key, options.For("attributes.key_value.key"));
        Assert.Same(map, options.For("attributes.key_value.value"));
        Assert.Same(options.Default, options.For("attributes2"));
    }

    sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
