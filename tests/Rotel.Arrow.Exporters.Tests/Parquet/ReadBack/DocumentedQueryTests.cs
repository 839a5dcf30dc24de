using System.Text.RegularExpressions;
using Google.Protobuf;
using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.Parquet.ReadBack;

/// <summary>The queries of docs/parquet.md run as they stand there.</summary>
public sealed partial class DocumentedQueryTests
{
    [Fact]
    public async Task Every_DuckDB_query_of_the_documentation_runs()
    {
        using var under = new ParquetExporterUnderTest();
        await WriteAllSignalsAsync(under);
        List<string> queries = Of("duckdb");
        Assert.True(queries.Count >= 5);
        foreach (string query in queries)
        {
            DuckDb.Query(query.Replace("rotel-data/", under.Output + "/", StringComparison.Ordinal));
        }
    }

    /// <summary>The blocks of one language, in their order.</summary>
    internal static List<string> Of(string language) =>
        [.. Blocks().Matches(File.ReadAllText(RepositoryRoot.Of("docs", "parquet.md")))
            .Where(match => match.Groups[1].Value == language).Select(static match => match.Groups[2].Value)];

    internal static async Task WriteAllSignalsAsync(ParquetExporterUnderTest under)
    {
        var random = new RandomOtlp(3, RandomOtlpOptions.Realistic with { Items = 200, StringIndexes = false });
        ParquetExporter exporter = await under.StartAsync();
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            IMessage message = random.Request(signal);
            Telemetry.LimitTimes(message);
            Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, message));
        }

        await exporter.DisposeAsync();
    }

    [GeneratedRegex(@"```sql (\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
