using Google.Protobuf;
using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Trace.V1;

namespace Rotel.Arrow.Exporters.Tests.Parquet.ReadBack;

/// <summary>A query for one trace reads the row group that has it and skips the others.</summary>
public sealed class RowGroupSkippingTests
{
    private const int Batches = 8;
    private const int SpansABatch = 4000;

    [Fact]
    public async Task DuckDB_skips_every_row_group_without_the_trace_and_finds_its_spans()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync(new ParquetExporterOptions { RowGroupBytes = 1 << 20 });
        var random = new Random(5);
        string wanted = "";
        for (int i = 0; i < Batches; i++)
        {
            ExportTraceServiceRequest message = Spans(random);
            wanted = i == Batches / 2 ? Convert.ToHexStringLower(message.ResourceSpans[0].ScopeSpans[0].Spans[77].TraceId.Span) : wanted;
            Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, message));
        }

        await exporter.DisposeAsync();
        string file = Assert.Single(under.Files("traces"));
        int groups = int.Parse(Assert.Single(DuckDb.Query($"SELECT num_row_groups FROM parquet_file_metadata('{file}')")));
        Assert.True(groups >= 3, $"{groups} row groups");
        Assert.Equal($"{groups - 1}", Assert.Single(DuckDb.Query(
            $"SELECT count(*) FILTER (bloom_filter_excludes) FROM parquet_bloom_probe('{file}', 'trace_id', '{wanted}')")));
        Assert.Equal("1", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{file}' WHERE trace_id = '{wanted}'")));
        Assert.Equal("0", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{file}' WHERE trace_id = '{new string('a', 32)}'")));
    }

    private static ExportTraceServiceRequest Spans(Random random)
    {
        var scope = new ScopeSpans();
        var id = new byte[16];
        for (int i = 0; i < SpansABatch; i++)
        {
            random.NextBytes(id);
            scope.Spans.Add(new Span
            {
                TraceId = ByteString.CopyFrom(id), SpanId = ByteString.CopyFrom(id, 4, 8), Name = "work",
                StartTimeUnixNano = 1_760_400_000_000_000_000, EndTimeUnixNano = 1_760_400_000_000_001_000,
            });
        }

        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { scope } } } };
    }
}
