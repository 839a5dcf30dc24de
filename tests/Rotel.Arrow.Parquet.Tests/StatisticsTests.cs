using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Inspect;
using Rotel.Arrow.Parquet.Tests.Data;
using Rotel.Arrow.Parquet.Tests.Oracles;

namespace Rotel.Arrow.Parquet.Tests;

/// <summary>Bounds never lie: what readers skip by them is what they may skip.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public void NaN_is_no_bound_and_is_counted_and_zero_bounds_face_outwards()
    {
        using WrittenFile file = new(SmallColumns.Batch(
            ("zeros", SmallColumns.Doubles(0.0, double.NaN, 0.0, null)),
            ("minus", SmallColumns.Doubles(-0.0, -0.0, 1.0, null)),
            ("nans", SmallColumns.Doubles(double.NaN, double.NaN, null, double.NaN)),
            ("single", SmallColumns.Floats(float.NaN, 2.5f, float.NegativeInfinity, 1f))));
        ParquetStatistics zeros = file.Chunk("zeros").Statistics!;
        Assert.Equal(BitConverter.GetBytes(-0.0), zeros.Min);
        Assert.Equal(BitConverter.GetBytes(0.0), zeros.Max);
        Assert.Equal(1, zeros.NanCount);
        Assert.Equal(1, zeros.NullCount);
        Assert.Equal(BitConverter.GetBytes(-0.0), file.Chunk("minus").Statistics!.Min);
        ParquetStatistics nans = file.Chunk("nans").Statistics!;
        Assert.Null(nans.Min);
        Assert.Null(nans.Max);
        Assert.Equal(3, nans.NanCount);
        Assert.Null(file.Inspector.ReadColumnIndex(file.Chunk("nans")));
        Assert.NotNull(file.Inspector.ReadOffsetIndex(file.Chunk("nans")));
        Assert.Equal(BitConverter.GetBytes(float.NegativeInfinity), file.Chunk("single").Statistics!.Min);
        Assert.Equal(BitConverter.GetBytes(2.5f), file.Chunk("single").Statistics!.Max);
        file.AssertReadBack();
    }

    [Fact]
    public void Unsigned_and_signed_integers_and_decimals_have_their_own_order()
    {
        using WrittenFile file = new(SmallColumns.Batch(
            ("u8", SmallColumns.Fixed<byte>(UInt8Type.Default, 200, 3, null)),
            ("u32", SmallColumns.Fixed<uint>(UInt32Type.Default, 4_000_000_000, 3, null)),
            ("u64", SmallColumns.Fixed<ulong>(UInt64Type.Default, ulong.MaxValue, 3, null)),
            ("i8", SmallColumns.Fixed<sbyte>(Int8Type.Default, -100, 3, null)),
            ("i64", SmallColumns.Longs(long.MinValue, long.MaxValue, null)),
            ("dec", SmallColumns.Fixed<Int128>(new Decimal128Type(10, 2), -150, 3, null))));
        Assert.Equal(BitConverter.GetBytes(200), file.Chunk("u8").Statistics!.Max);
        Assert.Equal(BitConverter.GetBytes(4_000_000_000), file.Chunk("u32").Statistics!.Max);
        Assert.Null(file.Chunk("u32").Statistics!.LegacyMax);
        Assert.Equal(BitConverter.GetBytes(ulong.MaxValue), file.Chunk("u64").Statistics!.Max);
        Assert.Equal(BitConverter.GetBytes(-100), file.Chunk("i8").Statistics!.Min);
        Assert.Equal(BitConverter.GetBytes(long.MinValue), file.Chunk("i64").Statistics!.LegacyMin);
        Assert.Equal(-150, new System.Numerics.BigInteger(file.Chunk("dec").Statistics!.Min, isBigEndian: true));
        Assert.Equal(3, new System.Numerics.BigInteger(file.Chunk("dec").Statistics!.Max, isBigEndian: true));
        file.AssertReadBack();
    }

    [Fact]
    public void Long_texts_are_cut_between_characters_and_the_upper_bound_is_raised()
    {
        string low = new string('a', 63) + "\u00e4zzz";
        string high = new string('z', 62) + "\u20ac\u20ac";
        using WrittenFile file = new(SmallColumns.Batch(
            ("t", SmallColumns.Texts(low, high, null)), ("short", SmallColumns.Texts("x", "yy", null))));
        ParquetStatistics statistics = file.Chunk("t").Statistics!;
        Assert.Equal(new string('a', 63), System.Text.Encoding.UTF8.GetString(statistics.Min!));
        Assert.Equal(new string('z', 61) + "{", System.Text.Encoding.UTF8.GetString(statistics.Max!));
        Assert.False(statistics.IsMinExact);
        Assert.False(statistics.IsMaxExact);
        Assert.True(file.Chunk("short").Statistics!.IsMaxExact);
        Assert.Equal("yy"u8.ToArray(), file.Chunk("short").Statistics!.Max);
        file.AssertReadBack();
    }

    [Fact]
    public void An_upper_bound_that_cannot_be_raised_is_left_out_together_with_the_index()
    {
        byte[] top = [.. Enumerable.Repeat((byte)0xFF, 100)];
        using WrittenFile file = new(SmallColumns.Batch(("b", SmallColumns.Bytes(BinaryType.Default, [1], top))));
        Assert.Null(file.Chunk("b").Statistics!.Max);
        Assert.Null(file.Inspector.ReadColumnIndex(file.Chunk("b")));
        file.AssertReadBack();
    }

    [Fact]
    public void Columns_of_nulls_have_no_bounds_but_counts()
    {
        using WrittenFile file = new(
            SmallColumns.Batch(
                ("l", SmallColumns.Longs(null, null, null, null)),
                ("t", SmallColumns.Texts(null, null, null, null)),
                ("d", SmallColumns.Dictionary(SmallColumns.Texts("a"), -1, -1, -1, -1)),
                ("n", new ArrayData(NullType.Default, 4, 4, 0, [], null))),
            new ParquetWriterOptions { PageRows = 2 });
        foreach (string column in (string[])["l", "t", "d", "n"])
        {
            Assert.Null(file.Chunk(column).Statistics!.Min);
            Assert.Equal(4, file.Chunk(column).Statistics!.NullCount);
        }

        ParquetColumnIndex index = file.Inspector.ReadColumnIndex(file.Chunk("l"))!;
        Assert.Equal([true, true], index.NullPages);
        Assert.Equal([2L, 2L], index.NullCounts);
        file.AssertReadBack();
    }

    [Fact]
    public void Page_bounds_hold_every_value_of_their_page_and_rows_are_where_the_offset_index_says()
    {
        Random random = new(21);
        long?[] values = [.. Enumerable.Range(0, 3000).Select(i => random.Next(6) == 0 ? (long?)null : random.NextInt64(-1000, 1000))];
        long?[] sorted = [.. Enumerable.Range(0, 3000).Select(i => (long?)i)];
        using WrittenFile file = new(
            SmallColumns.Batch(("v", SmallColumns.Longs(values)), ("s", SmallColumns.Longs(sorted))),
            new ParquetWriterOptions { PageRows = 250, RowGroupRows = 2000 });
        long groupStart = 0;
        for (int group = 0; group < 2; group++)
        {
            ParquetColumnChunk chunk = file.Chunk("v", group);
            ParquetColumnIndex index = file.Inspector.ReadColumnIndex(chunk)!;
            ParquetOffsetIndex offsets = file.Inspector.ReadOffsetIndex(chunk)!;
            ParquetPage[] pages = [.. file.Inspector.ReadPages(chunk).Where(page => page.IsData)];
            Assert.Equal(pages.Select(page => page.Offset), offsets.Pages.Select(page => page.Offset));
            Assert.Equal(pages.Select(page => (int)(page.End - page.Offset)), offsets.Pages.Select(page => page.Bytes));
            for (int i = 0; i < pages.Length; i++)
            {
                long first = groupStart + offsets.Pages[i].FirstRow;
                long end = groupStart + (i + 1 < pages.Length ? offsets.Pages[i + 1].FirstRow : file.Footer.RowGroups[group].RowCount);
                long[] there = [.. values[(int)first..(int)end].OfType<long>()];
                Assert.Equal(there.Min(), BinaryPrimitives.ReadInt64LittleEndian(index.Mins[i]));
                Assert.Equal(there.Max(), BinaryPrimitives.ReadInt64LittleEndian(index.Maxes[i]));
                Assert.Equal(end - first - there.Length, index.NullCounts[i]);
            }

            Assert.Equal(0, index.BoundaryOrder);
            Assert.Equal(1, file.Inspector.ReadColumnIndex(file.Chunk("s", group))!.BoundaryOrder);
            groupStart += file.Footer.RowGroups[group].RowCount;
        }

        Assert.Equal(["2"], DuckDbOracle.Query($"SELECT count(*) FROM read_parquet('{file.FullPath}') WHERE s IN (1999, 2000)"));
        file.AssertReadBack();
    }

    [Fact]
    public void Dictionary_columns_have_bounds_over_the_entries_that_pages_refer_to()
    {
        ArrayData entries = SmallColumns.Texts("zzz unused", "mmmm", "aaaa", "kkkk");
        int[] codes = [.. Enumerable.Repeat(1, 50), .. Enumerable.Repeat(3, 50), .. Enumerable.Repeat(2, 50)];
        using WrittenFile file = new(
            SmallColumns.Batch(("d", SmallColumns.Dictionary(entries, codes))), new ParquetWriterOptions { PageRows = 50 });
        ParquetColumnIndex index = file.Inspector.ReadColumnIndex(file.Chunk("d"))!;
        Assert.Equal(["mmmm", "kkkk", "aaaa"], index.Mins.Select(System.Text.Encoding.UTF8.GetString));
        Assert.Equal(2, index.BoundaryOrder);
        Assert.Equal("mmmm"u8.ToArray(), file.Chunk("d").Statistics!.Max);
    }

    [Fact]
    public void Size_statistics_count_levels_and_bytes()
    {
        Schema schema = new([new Field("l", new ListType(new Field("item", StringType.Default, true)), true)], null);
        ArrayData values = SmallColumns.Texts("abc", null, "de");
        ArrayData lists = new(
            schema.FieldsList[0].DataType, 4, -1, 0, [new ArrowBuffer(new byte[] { 0b1101 }), RandomArrays.Buffer<int>([0, 2, 2, 2, 3])], [values]);
        using WrittenFile file = new(new RecordBatch(schema, [ArrowArrayFactory.BuildArray(lists)], 4));
        ParquetSizeStatistics sizes = file.Chunk("l.list.element").Sizes!;
        Assert.Equal([1L, 1L, 1L, 2L], sizes.DefinitionHistogram);
        Assert.Equal([4L, 1L], sizes.RepetitionHistogram);
        Assert.Equal(5, sizes.UnencodedByteArrayBytes);
        Assert.Equal(3, file.Chunk("l.list.element").Statistics!.NullCount);
        file.AssertReadBack();
    }

    [Fact]
    public void Switched_off_statistics_leave_only_the_null_count_and_the_offset_index()
    {
        using WrittenFile file = new(
            SmallColumns.Batch(("l", SmallColumns.Longs(1, null, 3))),
            new ParquetWriterOptions { Default = new ParquetColumnOptions { Statistics = false } });
        Assert.Null(file.Chunk("l").Statistics!.Min);
        Assert.Equal(1, file.Chunk("l").Statistics!.NullCount);
        Assert.Null(file.Chunk("l").ColumnIndexOffset);
        Assert.NotNull(file.Chunk("l").OffsetIndexOffset);
    }
}
