using Apache.Arrow;
using Rotel.Arrow.Parquet.Tests.Data;
using Rotel.Arrow.Parquet.Tests.Oracles;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Parquet.Tests;

/// <summary>Random schemas and arrays, nested up to four deep, come back equal from other implementations.</summary>
public sealed class RandomNestedDataTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_nested_batches_are_read_back_equal_by_ArrowCpp_DuckDB_and_ArrowGo(int series)
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < FuzzBudget.Iterations(25); i++)
        {
            int seed = (FuzzBudget.Seed * 1000) + (series * 100_000) + i;
            Random random = new(seed);
            Schema schema = new RandomSchemas(random).Schema(random.Next(1, 6), random.Next(0, 5));
            RandomArrays arrays = new(random, random.NextDouble() * 0.6);
            List<RecordBatch> batches = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => arrays.Batch(schema, random.Next(0, 300)))];
            string path = folder.Of($"{seed}.parquet");
            ParquetFiles.Write(path, schema, batches, RandomOptions(random));

            List<string> expected = ArrowText.Rows(batches);
            string label = $"seed {seed}: {schema}";
            Rows.Equal(expected, ParquetSharpOracle.Rows(path), "Arrow C++, " + label);
            Rows.Equal(expected, DuckDbOracle.Rows(path, schema), "DuckDB, " + label);
            if (ArrowGoOracle.IsPresent)
            {
                List<string> signless = [.. expected.Select(row => row.Replace("-nan", "nan", StringComparison.Ordinal))];
                Rows.Equal(signless, await ArrowGoOracle.RowsAsync(path, schema), "arrow-go, " + label);
            }

            File.Delete(path);
        }
    }

    static ParquetWriterOptions RandomOptions(Random random) => new()
    {
        PageVersion = random.Next(2) == 0 ? ParquetPageVersion.V1 : ParquetPageVersion.V2,
        Profile = random.Next(2) == 0 ? ParquetEncodingProfile.Dense : ParquetEncodingProfile.Compatible,
        PageRows = random.Next(2) == 0 ? random.Next(1, 100) : 20_000,
        PageBytes = random.Next(2) == 0 ? 4096 : 1 << 20,
        RowGroupRows = random.Next(2) == 0 ? random.Next(50, 400) : 1 << 20,
        DictionaryBytes = random.Next(4) == 0 ? 100 : 1 << 20,
        Default = new ParquetColumnOptions
        {
            Codec = random.Next(2) == 0 ? Format.ParquetCodec.Zstd : Format.ParquetCodec.Snappy,
            Dictionary = (ParquetDictionaryMode)random.Next(3),
            BloomFilter = random.Next(3) == 0,
        },
    };
}
