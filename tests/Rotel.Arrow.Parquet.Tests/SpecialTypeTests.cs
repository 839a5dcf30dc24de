using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Parquet.Tests.Data;
using Rotel.Arrow.Parquet.Tests.Oracles;
using ParquetFormat = Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Tests;

/// <summary>Types that some oracle cannot show, conversions, and what is refused.</summary>
public sealed class SpecialTypeTests
{
    [Fact]
    public void Nanoseconds_and_durations_are_exact()
    {
        using WrittenFile file = new(SmallColumns.Batch(
            ("utc", SmallColumns.Fixed<long>(new TimestampType(TimeUnit.Nanosecond, "UTC"), 1_750_000_000_123_456_789, null, -1)),
            ("local", SmallColumns.Fixed<long>(new TimestampType(TimeUnit.Nanosecond, (string?)null), 1_750_000_000_123_456_789, null, -1)),
            ("duration", SmallColumns.Fixed<long>(DurationType.Nanosecond, long.MaxValue, null, -1))));
        file.AssertReadBack(duckDb: false);
        Assert.Equal(
            ["1750000000123456789", "NULL", "-1"],
            DuckDbOracle.Query($"SELECT epoch_ns(local)::VARCHAR FROM read_parquet('{file.FullPath}')"));
        Assert.Equal(
            ["9223372036854775807", "NULL", "-1"], DuckDbOracle.Query($"SELECT duration::VARCHAR FROM read_parquet('{file.FullPath}')"));
    }

    [Fact]
    public void Nanoseconds_become_microseconds_for_Spark_when_asked_for()
    {
        using WrittenFile file = new(
            SmallColumns.Batch(("t", SmallColumns.Fixed<long>(new TimestampType(TimeUnit.Nanosecond, "UTC"), 1_750_000_000_123_456_789, -1))),
            new ParquetWriterOptions { TimestampsInMicros = true, ArrowSchema = false });
        ParquetFormat.ParquetSchemaElement column = file.Footer.Schema[1];
        Assert.Equal(ParquetFormat.ParquetTimeUnit.Micros, column.Logical!.Unit);
        Assert.Equal(ParquetFormat.ParquetConvertedType.TimestampMicros, column.Converted);
        Assert.Equal(
            ["1750000000123456", "-1"], DuckDbOracle.Query($"SELECT epoch_us(t)::VARCHAR FROM read_parquet('{file.FullPath}')"));
    }

    [Fact]
    public void Seconds_and_milliseconds_of_dates_are_converted()
    {
        using WrittenFile file = new(SmallColumns.Batch(
            ("s", SmallColumns.Fixed<long>(new TimestampType(TimeUnit.Second, "UTC"), 1_750_000_000, -5)),
            ("time", SmallColumns.Fixed<int>(new Time32Type(TimeUnit.Second), 3661, 0)),
            ("day", SmallColumns.Fixed<long>(Date64Type.Default, 86_400_000, -1))));
        Assert.Equal(
            ["1750000000000 01:01:01+00 1970-01-02", "-5000 00:00:00+00 1969-12-31"],
            DuckDbOracle.Query($"SELECT epoch_ms(s)::VARCHAR || ' ' || time::VARCHAR || ' ' || day::VARCHAR FROM read_parquet('{file.FullPath}')"));
    }

    [Fact]
    public void Half_precision_large_decimals_and_null_columns_are_read_by_ArrowCpp()
    {
        byte[] wide = new byte[64];
        System.Numerics.BigInteger.Parse("-123456789012345678901234567890123456789012").TryWriteBytes(wide, out _);
        wide.AsSpan(18, 14).Fill(0xFF);
        wide[32] = 7;
        ArrayData decimals = new(new Decimal256Type(60, 4), 2, 0, 0, [new ArrowBuffer(new byte[] { 3 }), new ArrowBuffer(wide)]);
        using WrittenFile file = new(SmallColumns.Batch(
            ("half", SmallColumns.Fixed<Half>(HalfFloatType.Default, (Half)1.5, null)),
            ("decimal", decimals),
            ("nothing", new ArrayData(NullType.Default, 2, 2, 0, [], null))));
        file.AssertReadBack(duckDb: false);
    }

    [Fact]
    public void Fixed_size_lists_are_lists()
    {
        FixedSizeListType type = new(new Field("item", Int32Type.Default, true), 2);
        ArrayData values = SmallColumns.Fixed<int>(Int32Type.Default, 1, null, 3, 4, 5, 6);
        ArrayData lists = new(type, 3, -1, 0, [new ArrowBuffer(new byte[] { 0b101 })], [values]);
        using WrittenFile file = new(SmallColumns.Batch(("l", lists)));
        Rows.Equal(ArrowText.Rows(file.Batches), DuckDbOracle.Rows(file.FullPath, file.Schema), "DuckDB");
    }

    [Fact]
    public void Slices_that_Arrow_makes_are_written_as_their_rows()
    {
        Random random = new(31);
        Schema schema = new RandomSchemas(random).Schema(8, 3);
        RecordBatch batch = new RandomArrays(random).Batch(schema, 400);
        RecordBatch slice = batch.Slice(37, 301);
        using WrittenFile file = new([slice, batch.Slice(399, 1), batch.Slice(5, 0)]);
        Assert.Equal(ArrowText.Rows([batch])[37..338], ArrowText.Rows([slice]));
        file.AssertReadBack();
    }

    [Fact]
    public void A_text_of_megabytes_fits_and_ends_its_page()
    {
        string?[] texts = ["a", new string('b', 3_000_000), null, "c", new string('d', 2_000_000), "e"];
        using WrittenFile file = new(SmallColumns.Batch(("t", SmallColumns.Texts(texts))));
        Assert.True(file.Inspector.ReadPages(file.Chunk("t")).Count() > 2);
        file.AssertReadBack();
    }

    [Fact]
    public void Types_without_a_form_are_refused_by_name()
    {
        Schema union = new([new Field("u", new UnionType([new Field("a", Int32Type.Default, true)], [0], UnionMode.Dense), true)], null);
        Assert.Contains("u", Assert.Throws<NotSupportedException>(() => ParquetFiles.Bytes(union, [])).Message, StringComparison.Ordinal);
        Field deep = new("x", Int32Type.Default, true);
        for (int i = 0; i < 70; i++)
        {
            deep = new Field("x", new ListType(deep), true);
        }

        Assert.Throws<NotSupportedException>(() => ParquetFiles.Bytes(new Schema([deep], null), []));
    }

    [Fact]
    public void Field_ids_and_metadata_reach_the_footer()
    {
        Schema schema = new(
            [new Field("a", Int64Type.Default, false, [new("PARQUET:field_id", "42")])], [new("origin", "test")]);
        RecordBatch batch = new(schema, [ArrowArrayFactory.BuildArray(new ArrayData(Int64Type.Default, 1, 0, 0, [ArrowBuffer.Empty, RandomArrays.Buffer<long>([1])]))], 1);
        using WrittenFile file = new(batch, new ParquetWriterOptions
        {
            Metadata = [new("writer.note", "x")],
            SortingColumns = [new ParquetSortingColumn("a", Descending: true)],
        });
        Assert.Equal(42, file.Footer.Schema[1].FieldId);
        Assert.Equal(["ARROW:schema", "origin", "writer.note"], file.Footer.KeyValues.Select(pair => pair.Key));
        Assert.Equal(new ParquetFormat.ParquetSortingEntry(0, true, false), Assert.Single(file.Footer.RowGroups[0].SortingColumns));
        Assert.StartsWith("rotel-arrow version ", file.Footer.CreatedBy, StringComparison.Ordinal);
    }
}
