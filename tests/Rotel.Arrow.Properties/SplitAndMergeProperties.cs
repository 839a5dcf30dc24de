using FsCheck.Xunit;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Tests;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Otlp.Tests;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Properties;

/// <summary>Splitting and merging bytes, and then tables of the result: every item once, in its order, with its envelope.</summary>
[Properties(Arbitrary = [typeof(EdgeOtlp)], MaxTest = 40)]
public sealed class SplitAndMergeProperties
{
    [Property]
    public void Split_traces_are_in_tables_what_the_whole_is(ExportTraceServiceRequest request, byte limit) => AssertSplit(request, limit);

    [Property]
    public void Split_logs_are_in_tables_what_the_whole_is(ExportLogsServiceRequest request, byte limit) => AssertSplit(request, limit);

    [Property]
    public void Split_metrics_are_in_tables_what_the_whole_is(ExportMetricsServiceRequest request, byte limit) => AssertSplit(request, limit);

    [Property]
    public void Merged_traces_are_in_tables_their_concatenation(ExportTraceServiceRequest first, ExportTraceServiceRequest second) => AssertMerge(first, second);

    [Property]
    public void Merged_logs_are_in_tables_their_concatenation(ExportLogsServiceRequest first, ExportLogsServiceRequest second) => AssertMerge(first, second);

    [Property]
    public void Merged_metrics_are_in_tables_their_concatenation(ExportMetricsServiceRequest first, ExportMetricsServiceRequest second) => AssertMerge(first, second);

    private static void AssertSplit(IMessage request, byte limit)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), track: true);
        using var converter = new PooledPdataConverter(pool);
        OtlpBytes whole = Forms.Batch(pool, request);
        int most = 1 + (limit % 20);
        List<OtlpBytes> pieces = OtlpSplitter.Split(whole, new OtlpSplitLimits(most, 1 << 20), pool);
        var items = new List<string>();
        foreach (OtlpBytes piece in pieces)
        {
            Assert.InRange(piece.ItemCount, 0, most);
            OtapBatch tables = converter.ToOtap(piece, out _);
            Assert.Equal(piece.ItemCount, tables.ItemCount);
            OtlpBytes back = converter.ToOtlp(tables);
            items.AddRange(FlatItems.Of(TablesUnderTest.WithoutEmptyEnvelopes(Forms.Parse(back))));
            back.Release();
            tables.Release();
            piece.Release();
        }

        whole.Release();
        Assert.Equal(FlatItems.Of(TablesUnderTest.WithoutEmptyEnvelopes(request)), items);
        converter.Dispose();
        pool.AssertNoLeaks();
    }

    private static void AssertMerge(IMessage first, IMessage second)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), track: true);
        using var converter = new PooledPdataConverter(pool);
        OtlpBytes one = Forms.Batch(pool, first);
        OtlpBytes other = Forms.Batch(pool, second, first);
        var merged = new OtlpBytes(one.Signal);
        merged.AddShared(other, 0);
        merged.AddShared(one, 0);
        merged.AddShared(other, 1);
        one.Release();
        other.Release();

        OtapBatch tables = converter.ToOtap(merged, out _);
        OtlpBytes back = converter.ToOtlp(tables);
        IMessage expected = Forms.Parse(merged);
        Assert.Equal(TablesUnderTest.WithoutEmptyEnvelopes(expected), Forms.Parse(back));
        Assert.Equal(OtlpItems.Count(expected), back.ItemCount);
        merged.Release();
        tables.Release();
        back.Release();
        converter.Dispose();
        pool.AssertNoLeaks();
    }
}
