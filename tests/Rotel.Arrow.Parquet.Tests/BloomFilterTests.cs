using System.Globalization;
using Apache.Arrow;
using Rotel.Arrow.Parquet.Tests.Data;
using Rotel.Arrow.Parquet.Tests.Oracles;

namespace Rotel.Arrow.Parquet.Tests;

/// <summary>Bloom filters as DuckDB probes them: never a false negative, few false positives.</summary>
public sealed class BloomFilterTests
{
    static readonly ParquetWriterOptions s_options = new()
    {
        RowGroupRows = 1000,
        Default = new ParquetColumnOptions { BloomFilter = true },
    };

    [Fact]
    public void Every_value_is_found_and_most_others_are_excluded()
    {
        Random random = new(5);
        long?[] longs = [.. Enumerable.Range(0, 2000).Select(_ => (long?)random.NextInt64())];
        string?[] texts = [.. Enumerable.Range(0, 2000).Select(i => i % 9 == 0 ? null : $"text {random.Next()}")];
        using WrittenFile file = new(
            SmallColumns.Batch(("l", SmallColumns.Longs(longs)), ("t", SmallColumns.Texts(texts))), s_options);
        Assert.Equal(2, file.Footer.RowGroups.Count);
        for (int i = 0; i < 2000; i += 61)
        {
            Assert.False(Excludes(file, "l", longs[i]!.Value.ToString(CultureInfo.InvariantCulture), i / 1000));
            if (texts[i] is { } text)
            {
                Assert.False(Excludes(file, "t", $"'{text}'", i / 1000));
            }
        }

        int excluded = Enumerable.Range(0, 100).Count(i => Excludes(file, "l", (i * 7919L).ToString(CultureInfo.InvariantCulture), 0));
        Assert.InRange(excluded, 90, 100);
    }

    [Fact]
    public void Dictionary_columns_hash_each_entry_once_and_the_filter_stays_small()
    {
        ArrayData entries = SmallColumns.Texts([.. Enumerable.Range(0, 20).Select(i => $"service number {i}")]);
        using WrittenFile file = new(
            SmallColumns.Batch(("d", SmallColumns.Dictionary(entries, [.. Enumerable.Range(0, 900).Select(i => i % 20)]))), s_options);
        Assert.Equal(32, file.Inspector.ReadBloomFilterBytes(file.Chunk("d")));
        Assert.False(Excludes(file, "d", "'service number 7'", 0));
        Assert.True(Excludes(file, "d", "'service number 20'", 0) || Excludes(file, "d", "'other'", 0));
    }

    [Fact]
    public void Repeated_plain_values_fold_the_filter_without_losing_one()
    {
        string?[] texts = [.. Enumerable.Range(0, 1000).Select(i => $"value {i % 50}")];
        using WrittenFile file = new(SmallColumns.Batch(("t", SmallColumns.Texts(texts))), s_options);
        Assert.InRange(file.Inspector.ReadBloomFilterBytes(file.Chunk("t"))!.Value, 32, 256);
        for (int i = 0; i < 50; i++)
        {
            Assert.False(Excludes(file, "t", $"'value {i}'", 0));
        }

        Assert.InRange(Enumerable.Range(0, 100).Count(i => Excludes(file, "t", $"'other {i}'", 0)), 85, 100);
    }

    [Fact]
    public void A_trace_id_as_text_is_looked_up_in_one_of_many_row_groups()
    {
        string?[] ids = [.. Ids(4000).Select(Convert.ToHexStringLower)];
        using WrittenFile file = new(SmallColumns.Batch(("trace_id", SmallColumns.Texts(ids))), s_options);
        Assert.All(Enumerable.Range(0, 4), group => Assert.NotNull(file.Chunk("trace_id", group).BloomFilterOffset));
        Assert.Equal(
            ["1"], DuckDbOracle.Query($"SELECT count(*) FROM read_parquet('{file.FullPath}') WHERE trace_id = '{ids[2345]}'"));
    }

    /// <summary>
    /// Probed here and not by DuckDB: version 1.5.6 finds no row by equality in a binary column with a bloom filter, it
    /// seems to hash the printed form of a BLOB (\xAB).
    /// </summary>
    [Fact]
    public void Binary_ids_are_found_by_the_hash_of_their_bytes()
    {
        byte[][] ids = Ids(1000);
        using WrittenFile file = new(SmallColumns.Batch(("id", SmallColumns.Ids(16, ids))), s_options);
        byte[] filter = BloomProbe.Read(file, "id");
        Assert.All(ids, id => Assert.True(BloomProbe.MayContain(filter, id)));
        Assert.InRange(Ids(2000).Skip(1000).Count(id => BloomProbe.MayContain(filter, id)), 0, 40);
    }

    static byte[][] Ids(int count)
    {
        Random random = new(9);
        byte[][] ids = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            ids[i] = new byte[16];
            random.NextBytes(ids[i]);
        }

        return ids;
    }

    static bool Excludes(WrittenFile file, string column, string value, int rowGroup) => bool.Parse(DuckDbOracle.Query(
        $"SELECT bloom_filter_excludes FROM parquet_bloom_probe('{file.FullPath}', '{column}', {value}) WHERE row_group_id = {rowGroup}")[0]);
}
