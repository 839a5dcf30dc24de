using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Inspect;
using Rotel.Arrow.Parquet.Tests.Data;

namespace Rotel.Arrow.Parquet.Tests;

/// <summary>One dictionary page a chunk, whatever dictionaries the batches bring.</summary>
public sealed class DictionaryTests
{
    [Fact]
    public void A_dictionary_that_grows_between_batches_is_written_once_and_codes_keep_their_meaning() =>
        AssertOneDictionary(
            3 + 2,
            (SmallColumns.Texts("alpha-alpha", "beta-beta", "gamma-gamma"), [0, 1, 2, 1, 0, 2, 2, 1, 0, 1, 2, 0]),
            (SmallColumns.Texts("alpha-alpha", "beta-beta", "gamma-gamma", "delta-delta", "epsilon"), [4, 3, 0, 4, 3, 0, 4, 3, 0, -1]));

    [Fact]
    public void Dictionaries_that_replace_each_other_are_merged_by_value() => AssertOneDictionary(
        4,
        (SmallColumns.Texts("alpha-alpha", "beta-beta"), [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]),
        (SmallColumns.Texts("gamma-gamma", "alpha-alpha", "delta-delta"), [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]),
        (SmallColumns.Texts("beta-beta", "alpha-alpha"), [0, 1, 0, 1, -1, 0, 1]));

    [Fact]
    public void Entries_that_no_row_uses_and_equal_entries_are_not_written() => AssertOneDictionary(
        2,
        (SmallColumns.Texts("unused", "alpha-alpha", "alpha-alpha", "unused 2", "beta-beta"), [1, 2, 4, 2, 1, 4, 4, 2, 1, 1, 2]));

    [Fact]
    public void Null_entries_become_nulls()
    {
        ArrayData entries = SmallColumns.Texts("alpha-alpha", null, "beta-beta");
        using WrittenFile file = new(SmallColumns.Batch(("d", SmallColumns.Dictionary(entries, 0, 1, 2, -1, 1, 0, 0, 2, 2, 0))));
        file.AssertReadBack();
        Assert.Equal(3, file.Chunk("d").Statistics!.NullCount);
    }

    [Fact]
    public void Null_entries_of_a_column_without_nulls_are_refused()
    {
        ArrayData array = SmallColumns.Dictionary(SmallColumns.Texts("a", null), 0, 1);
        Schema schema = new([new Field("d", array.DataType, false)], null);
        RecordBatch batch = new(schema, [ArrowArrayFactory.BuildArray(array)], 2);
        Assert.Throws<ArgumentException>(() => ParquetFiles.Bytes(schema, [batch]));
    }

    [Fact]
    public void The_memory_of_a_dictionary_may_be_reused_for_other_values_between_batches()
    {
        byte[] memory = "alpha-alphabeta--beta"u8.ToArray();
        ArrayData Entries() => new(
            StringType.Default, 2, 0, 0, [ArrowBuffer.Empty, RandomArrays.Buffer<int>([0, 11, 21]), new ArrowBuffer((ReadOnlyMemory<byte>)memory)]);
        int[] codes = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
        using MemoryStream stream = new();
        using Memory.SlabPool pool = new(new Memory.ByteBudget(long.MaxValue));
        Schema schema = new([new Field("d", new DictionaryType(UInt16Type.Default, StringType.Default, false), true)], null);
        List<string> expected = [];
        using (ParquetFileWriter writer = new(stream, schema, new ParquetWriterOptions(), pool))
        {
            for (int i = 0; i < 3; i++)
            {
                RecordBatch batch = new(schema, [ArrowArrayFactory.BuildArray(SmallColumns.Dictionary(Entries(), codes))], codes.Length);
                expected.AddRange(ArrowText.Rows([batch]));
                writer.Write(batch);
                memory.AsSpan().Reverse();
            }

            writer.Close();
        }

        using Rotel.Arrow.Testing.TemporaryFolder folder = new();
        File.WriteAllBytes(folder.Of("x.parquet"), stream.ToArray());
        Rows.Equal(expected, Oracles.ParquetSharpOracle.Rows(folder.Of("x.parquet")), "Arrow C++");
    }

    [Fact]
    public void A_dictionary_that_does_not_pay_leaves_no_trace()
    {
        ArrayData entries = SmallColumns.Texts([.. Enumerable.Range(0, 500).Select(i => $"value {i}")]);
        using WrittenFile file = new(SmallColumns.Batch(("d", SmallColumns.Dictionary(entries, [.. Enumerable.Range(0, 500)]))));
        ParquetColumnChunk chunk = file.Chunk("d");
        Assert.Null(chunk.DictionaryPageOffset);
        Assert.DoesNotContain(ParquetEncoding.RleDictionary, chunk.Encodings);
        Assert.Equal(ParquetEncoding.Plain, Assert.Single(file.Inspector.ReadPages(chunk)).Header.Encoding);
        file.AssertReadBack();
    }

    [Fact]
    public void A_column_leaves_its_dictionary_where_values_stop_repeating_and_returns_in_the_next_row_group()
    {
        ArrayData few = SmallColumns.Texts("alpha-alpha", "beta-beta", "gamma-gamma");
        ArrayData many = SmallColumns.Texts([.. Enumerable.Range(0, 100).Select(i => $"value number {i}")]);
        int[] repeated = [.. Enumerable.Range(0, 100).Select(i => i % 3)];
        using WrittenFile file = new(
            [
                SmallColumns.Batch(("d", SmallColumns.Dictionary(few, repeated))),
                SmallColumns.Batch(("d", SmallColumns.Dictionary(many, [.. Enumerable.Range(0, 100)]))),
                SmallColumns.Batch(("d", SmallColumns.Dictionary(few, repeated))),
                SmallColumns.Batch(("d", SmallColumns.Dictionary(few, repeated))),
            ],
            new ParquetWriterOptions { PageRows = 100, RowGroupRows = 300 });
        ParquetEncoding[] first = [.. file.Inspector.ReadPages(file.Chunk("d", 0)).Select(page => page.Header.Encoding)];
        Assert.Equal(
            [ParquetEncoding.Plain, ParquetEncoding.RleDictionary, ParquetEncoding.Plain, ParquetEncoding.Plain], first);
        Assert.Equal(3, file.Inspector.ReadPages(file.Chunk("d", 0)).First().Header.ValueCount);
        ParquetEncoding[] second = [.. file.Inspector.ReadPages(file.Chunk("d", 1)).Select(page => page.Header.Encoding)];
        Assert.Equal([ParquetEncoding.Plain, ParquetEncoding.RleDictionary], second);
        file.AssertReadBack();
    }

    [Fact]
    public void The_size_limit_ends_the_dictionary_after_the_page_that_reached_it()
    {
        ArrayData entries = SmallColumns.Texts([.. Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), 100) + i)]);
        int[] codes = [.. Enumerable.Range(0, 600).Select(i => i % 40)];
        using WrittenFile file = new(
            SmallColumns.Batch(("d", SmallColumns.Dictionary(entries, codes))),
            new ParquetWriterOptions { PageRows = 200, DictionaryBytes = 1000 });
        ParquetEncoding[] pages = [.. file.Inspector.ReadPages(file.Chunk("d")).Select(page => page.Header.Encoding)];
        Assert.Equal(
            [ParquetEncoding.Plain, ParquetEncoding.RleDictionary, ParquetEncoding.Plain, ParquetEncoding.Plain], pages);
        file.AssertReadBack();
    }

    [Fact]
    public void Batches_may_bring_a_column_as_dictionary_or_as_values()
    {
        ArrayData entries = SmallColumns.Texts("alpha-alpha", "beta-beta");
        Schema schema = new([new Field("d", new DictionaryType(UInt16Type.Default, StringType.Default, false), true)], null);
        int[] codes = [.. Enumerable.Range(0, 60).Select(i => i % 2)];
        RecordBatch coded = new(schema, [ArrowArrayFactory.BuildArray(SmallColumns.Dictionary(entries, codes))], 60);
        RecordBatch plain = new(
            schema, [ArrowArrayFactory.BuildArray(SmallColumns.Texts([.. Enumerable.Range(0, 60).Select(i => $"text {i}")]))], 60);
        using WrittenFile file = new([coded, plain, coded]);
        file.AssertReadBack();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(ushort.MaxValue)]
    public void A_code_behind_the_dictionary_is_refused(int code)
    {
        RecordBatch batch = SmallColumns.Batch(("d", SmallColumns.Dictionary(SmallColumns.Texts("a", "b"), 0, code)));
        Assert.Throws<ArgumentException>(() => ParquetFiles.Bytes(batch.Schema, [batch]));
    }

    [Fact]
    public void Plain_strings_that_repeat_get_a_dictionary_when_asked_for()
    {
        ArrayData texts = SmallColumns.Texts([.. Enumerable.Range(0, 1000).Select(i => i % 7 == 0 ? null : $"value {i % 5}")]);
        using WrittenFile file = new(
            SmallColumns.Batch(("t", texts)),
            new ParquetWriterOptions { Default = new ParquetColumnOptions { Dictionary = ParquetDictionaryMode.Always } });
        Assert.Equal(5, file.Inspector.ReadPages(file.Chunk("t")).First().Header.ValueCount);
        file.AssertReadBack();
    }

    static void AssertOneDictionary(int entries, params (ArrayData Entries, int[] Codes)[] batches)
    {
        using WrittenFile file = new(
            [.. batches.Select(batch => SmallColumns.Batch(("d", SmallColumns.Dictionary(batch.Entries, batch.Codes))))]);
        ParquetPage[] pages = [.. file.Inspector.ReadPages(file.Chunk("d"))];
        Assert.Equal(2, pages.Length);
        Assert.Equal(ParquetPageType.DictionaryPage, pages[0].Header.Type);
        Assert.Equal(entries, pages[0].Header.ValueCount);
        Assert.Equal(ParquetEncoding.RleDictionary, pages[1].Header.Encoding);
        file.AssertReadBack();
    }
}
