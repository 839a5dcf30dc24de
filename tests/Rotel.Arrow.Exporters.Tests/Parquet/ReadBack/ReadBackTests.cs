using Google.Protobuf;
using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Exporters.Parquet.Wide;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests.Parquet.ReadBack;

/// <summary>Every reader finds in the files what the reference generator put into the requests, value by value.</summary>
public sealed class ReadBackTests
{
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            cases.Add(signal, "realistic");
            cases.Add(signal, "edge");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task DuckDB_ArrowCpp_and_ArrowGo_read_the_reference_telemetry_back_equal(string signal, string profile)
    {
        Peers.Require();
        using var under = new ParquetExporterUnderTest();
        (List<string> expected, IReadOnlyList<string> files) = await WriteAsync(under, signal, profile);
        Apache.Arrow.Schema schema = WideSchemas.Of(Enum.GetValues<Signal>().Single(s => s.Name() == signal));
        Equal(expected, DuckDb.Rows(under.Glob(signal), schema), "DuckDB");
        Equal(expected, ArrowCppRows.Read(files), "Arrow C++");
        Equal(expected, await ArrowGoRows.ReadAsync(files, schema), "arrow-go");
    }

    /// <summary>Two requests of the generator through an exporter; the rows that must come out and the files.</summary>
    internal static async Task<(List<string> Expected, IReadOnlyList<string> Files)> WriteAsync(
        ParquetExporterUnderTest under, string signal, string profile)
    {
        List<string> expected = [];
        ParquetExporter exporter = await under.StartAsync();
        for (int seed = 1; seed <= 2; seed++)
        {
            IMessage message = await Telemetry.GenerateAsync(signal, profile, profile == "edge" ? 120 : 400, seed);
            expected.AddRange(ExpectedRows.Of(message));
            Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, message));
        }

        await exporter.DisposeAsync();
        expected.Sort(StringComparer.Ordinal);
        return (expected, under.Files(signal));
    }

    internal static void Equal(List<string> expected, List<string> actual, string reader)
    {
        for (int i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            Assert.True(expected[i] == actual[i], $"{reader}, row {i}\nexpected {expected[i]}\nactual   {actual[i]}");
        }

        Assert.Equal(expected.Count, actual.Count);
    }
}
