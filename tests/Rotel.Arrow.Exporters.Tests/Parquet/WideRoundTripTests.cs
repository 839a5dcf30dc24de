using Google.Protobuf;
using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Exporters.Parquet.Wide;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using Rotel.Arrow.Exporters.Tests.Parquet.ReadBack;

namespace Rotel.Arrow.Exporters.Tests.Parquet;

/// <summary>Every value of every message stands in the row where it belongs, as DuckDB reads the files.</summary>
public sealed class WideRoundTripTests
{
    public static TheoryData<string, bool, int> Cases()
    {
        var cases = new TheoryData<string, bool, int>();
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            for (int seed = 1; seed <= 3; seed++)
            {
                cases.Add(signal, true, seed);
            }

            cases.Add(signal, false, 5);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_value_of_a_message_is_read_back_by_DuckDB(string signal, bool edge, int seed)
    {
        using var under = new ParquetExporterUnderTest();
        var random = new RandomOtlp(seed, (edge ? RandomOtlpOptions.Edge : RandomOtlpOptions.Realistic) with
        {
            Items = edge ? 40 : 300, StringIndexes = false, LargeValueBytes = 5000,
        });
        var expected = new List<string>();
        ParquetExporter exporter = await under.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            IMessage message = random.Request(signal);
            Telemetry.LimitTimes(message);
            if (OtlpItems.Count(message) == 0)
            {
                continue;
            }

            expected.AddRange(ExpectedRows.Of(message));
            Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, message));
        }

        await exporter.DisposeAsync();
        expected.Sort(StringComparer.Ordinal);
        List<string> actual = DuckDb.Rows(under.Glob(signal), WideSchemas.Of(Enum.GetValues<Signal>().Single(s => s.Name() == signal)));
        for (int i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            Assert.Equal(expected[i], actual[i]);
        }

        Assert.Equal(expected.Count, actual.Count);
    }

    [Theory]
    [InlineData(ParquetCodec.Uncompressed)]
    [InlineData(ParquetCodec.Snappy)]
    [InlineData(ParquetCodec.Gzip)]
    [InlineData(ParquetCodec.Lz4Raw)]
    [InlineData(ParquetCodec.Zstd)]
    public async Task ArrowGo_reads_every_file_of_every_signal_and_codec(ParquetCodec codec)
    {
        Peers.Require();
        using var under = new ParquetExporterUnderTest();
        var random = new RandomOtlp(11, RandomOtlpOptions.Edge with { Items = 15, StringIndexes = false });
        ParquetExporter exporter = await under.StartAsync(new ParquetExporterOptions { Compression = codec });
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            IMessage message = random.Request(signal);
            Telemetry.LimitTimes(message);
            Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, message));
        }

        await exporter.DisposeAsync();
        foreach (string file in ((string[])["traces", "logs", "metrics"]).SelectMany(under.Files))
        {
            Assert.NotEmpty(await Peers.RunSuccessfullyAsync("parquet", "cat", file));
        }
    }
}
