using Apache.Arrow;
using FsCheck.Xunit;
using Google.Protobuf;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Columnar.Tests;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otap.Tests;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Properties;

/// <summary>The kernels on the tables that telemetry really gives: columns that come and go, dictionaries that grow.</summary>
[Properties(Arbitrary = [typeof(EdgeOtlp)], MaxTest = 25)]
public sealed class KernelProperties
{
    [Property]
    public void Tables_of_traces_are_concatenated_sliced_taken_and_filtered(ExportTraceServiceRequest first, ExportTraceServiceRequest second, int seed) => AssertKernels(first, second, seed);

    [Property]
    public void Tables_of_logs_are_concatenated_sliced_taken_and_filtered(ExportLogsServiceRequest first, ExportLogsServiceRequest second, int seed) => AssertKernels(first, second, seed);

    [Property]
    public void Tables_of_metrics_are_concatenated_sliced_taken_and_filtered(ExportMetricsServiceRequest first, ExportMetricsServiceRequest second, int seed) => AssertKernels(first, second, seed);

    private static void AssertKernels(IMessage first, IMessage second, int seed)
    {
        using var tables = new TablesUnderTest(Forms.SignalOf(first));
        OtapBatch one = Seal(tables, first);
        OtapBatch other = Seal(tables, second);
        var context = new SealContext(tables.Pool);
        var random = new Random(seed);
        foreach ((PayloadType type, RecordBatch table) in one.Tables)
        {
            RecordBatch[] parts = other[type] is { } more ? [table, more, table] : [table, table];
            AssertRows(parts.SelectMany(Rows), ConcatenateKernel.Concatenate(context, parts));

            string[] rows = [.. Rows(table)];
            int start = random.Next(rows.Length + 1);
            AssertRows(rows[start..], SliceKernel.Slice(context, table, start, rows.Length - start));
            int[] picked = [.. Enumerable.Range(0, rows.Length).Select(_ => random.Next(rows.Length))];
            AssertRows(picked.Select(row => rows[row]), TakeKernel.Take(context, table, picked));
            RowRun[] runs = start + 2 < rows.Length ? [new(0, start), new(start + 1, 1)] : [];
            using RowSelection selection = RowSelection.FromRuns(runs, rows.Length, tables.Pool);
            AssertRows(runs.SelectMany(run => rows[run.Start..(run.Start + run.Count)]), FilterKernel.Filter(context, table, selection));
        }

        one.Release();
        other.Release();
        context.Abandon();
        tables.AssertClean();
    }

    private static OtapBatch Seal(TablesUnderTest tables, IMessage request)
    {
        Assert.Equal(AppendStatus.Appended, tables.Builder.Append(request.ToByteArray()).Status);
        return tables.Builder.Seal();
    }

    private static void AssertRows(IEnumerable<string> expected, RecordBatch table) => Assert.Equal(expected, Rows(table));

    /// <summary>A row as its columns that are not null, so that tables with and without an empty column are equal.</summary>
    private static IEnumerable<string> Rows(RecordBatch table) => Enumerable.Range(0, table.Length)
        .Select(row => ArrowCells.Struct(table.Schema.FieldsList.Select((field, i) => (field.Name, ArrowCells.Read(table.Column(i), row)))));
}
