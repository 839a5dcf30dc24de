using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>
/// A row a data point. The four point tables become up to four batches of one schema, each with nulls in the columns
/// that its kind does not have. A metric without points leaves no row.
/// </summary>
internal static class WideMetrics
{
    private static readonly string[] MetricTypes = ["empty", "gauge", "sum", "histogram", "exponential_histogram", "summary"];
    private static readonly string[] Temporalities = ["UNSPECIFIED", "DELTA", "CUMULATIVE"];

    private static readonly (PayloadType Points, PayloadType Attributes, PayloadType Exemplars, PayloadType ExemplarAttributes)[] Kinds =
    [
        (PayloadType.NumberDataPoints, PayloadType.NumberDpAttrs, PayloadType.NumberDpExemplars, PayloadType.NumberDpExemplarAttrs),
        (PayloadType.HistogramDataPoints, PayloadType.HistogramDpAttrs, PayloadType.HistogramDpExemplars, PayloadType.HistogramDpExemplarAttrs),
        (PayloadType.ExpHistogramDataPoints, PayloadType.ExpHistogramDpAttrs, PayloadType.ExpHistogramDpExemplars, PayloadType.ExpHistogramDpExemplarAttrs),
        (PayloadType.SummaryDataPoints, PayloadType.SummaryDpAttrs, PayloadType.Unknown, PayloadType.Unknown),
    ];

    public static void Build(SealContext context, OtapBatch batch, JsonValueWriter json, List<RecordBatch> results)
    {
        var origin = new WideOrigin(context, batch, json);
        AttributeMaps metadata = AttributeMaps.Build(context, batch, PayloadType.MetricAttrs, batch.Root.Length, json);
        ArrayData types = MetricTypeNames(context, batch.Root);
        foreach (var kind in Kinds)
        {
            if (batch[kind.Points] is { } points)
            {
                int[] roots = Parents(batch.ChildOffsets(kind.Points), points.Length);
                var columns = new WideColumns(context, WideSchemas.Of(batch.Signal), points.Length);
                AddMetric(columns, origin, metadata, types, batch.Root, points, roots);
                AttributeMaps attributes = AttributeMaps.Build(context, batch, kind.Attributes, points.Length, json);
                columns.Add(attributes.Text);
                columns.Add(attributes.Typed);
                columns.Add(WideTraces.UInt32(context, points, ColumnNames.Flags));
                AddValues(columns, points, kind.Points);
                columns.Add(Exemplars(context, batch, kind.Exemplars, kind.ExemplarAttributes, points.Length, json));
                origin.AddTo(columns, roots);
                results.Add(columns.Build());
            }
        }
    }

    private static void AddMetric(
        WideColumns columns, WideOrigin origin, AttributeMaps metadata, ArrayData types, RecordBatch root, RecordBatch points, int[] roots)
    {
        SealContext context = columns.Context;
        columns.Add(WideColumns.Times(context, points.Find(ColumnNames.TimeUnixNano)));
        columns.Add(WideColumns.Times(context, points.Find(ColumnNames.StartTimeUnixNano)));
        columns.Add(origin.ServiceName(roots));
        columns.Add(origin.Take(root.Find(ColumnNames.Name)?.Data, roots));
        columns.Add(origin.Take(root.Find(ColumnNames.Description)?.Data, roots));
        columns.Add(origin.Take(root.Find(ColumnNames.Unit)?.Data, roots));
        columns.Add(origin.Take(types, roots));

        // UNSPECIFIED and kinds without a temporality are null.
        columns.Add(root.Find(ColumnNames.AggregationTemporality) is { } temporality
            ? origin.Take(WithValidityOf(temporality, TextDictionary.Names(context, temporality, root.Length, Temporalities)), roots)
            : null);
        columns.Add(origin.Take(IsMonotonic(context, root), roots));
        AttributeMaps taken = metadata.Take(context, roots);
        columns.Add(taken.Text);
        columns.Add(taken.Typed);
    }

    /// <summary>The columns from value_int to quantiles.</summary>
    private static void AddValues(WideColumns columns, RecordBatch points, PayloadType kind)
    {
        SealContext context = columns.Context;
        columns.Add(points.Find(ColumnNames.IntValue));
        columns.Add(points.Find(ColumnNames.DoubleValue));
        if (kind == PayloadType.NumberDataPoints)
        {
            columns.AddNulls(14);
            return;
        }

        columns.Add(WideColumns.ZeroForNull<ulong>(context, points.Find(ColumnNames.Count), UInt64Type.Default, points.Length));
        columns.Add(points.Find(ColumnNames.Sum));
        columns.Add(points.Find(ColumnNames.Min));
        columns.Add(points.Find(ColumnNames.Max));
        columns.Add(points.Find(ColumnNames.BucketCounts));
        columns.Add(points.Find(ColumnNames.ExplicitBounds));
        if (kind == PayloadType.ExpHistogramDataPoints)
        {
            columns.Add(WideColumns.ZeroForNull<int>(context, points.Find(ColumnNames.Scale), Int32Type.Default, points.Length));
            columns.Add(WideColumns.ZeroForNull<ulong>(context, points.Find(ColumnNames.ZeroCount), UInt64Type.Default, points.Length));
            columns.Add(WideColumns.ZeroForNull<double>(context, points.Find(ColumnNames.ZeroThreshold), DoubleType.Default, points.Length));
            AddBuckets(columns, points.Find(ColumnNames.Positive));
            AddBuckets(columns, points.Find(ColumnNames.Negative));
        }
        else
        {
            columns.AddNulls(7);
        }

        columns.Add(Quantiles(context, points.Find(ColumnNames.Quantile)));
    }

    private static void AddBuckets(WideColumns columns, IArrowArray? buckets)
    {
        if (buckets is null)
        {
            columns.AddNulls(2);
            return;
        }

        ArrayData offsets = WideColumns.ZeroForNull<int>(
            columns.Context, buckets.Child(ColumnNames.Offset), Int32Type.Default, buckets.Length);
        columns.Add(WithValidityOf(buckets, offsets));
        columns.Add(buckets.Child(ColumnNames.BucketCounts));
    }

    /// <summary>The list of quantiles; a member that is zero in every item is missing in the table, and null items mean zero.</summary>
    private static ArrayData? Quantiles(SealContext context, IArrowArray? column)
    {
        if (column is not ListArray list)
        {
            return null;
        }

        IArrowArray items = list.Values;
        ArrayData[] members =
        [
            WideColumns.ZeroForNull<double>(context, items.Child(ColumnNames.Quantile), DoubleType.Default, items.Length),
            WideColumns.ZeroForNull<double>(context, items.Child(ColumnNames.Value), DoubleType.Default, items.Length),
        ];
        return new ArrayData(
            WideTypes.ListOf(WideTypes.Quantile), column.Data.Length, column.Data.GetNullCount(), column.Data.Offset, column.Data.Buffers,
            [new ArrayData(WideTypes.Quantile, items.Length, 0, 0, [ArrowBuffer.Empty], members)]);
    }

    private static ArrayData? Exemplars(
        SealContext context, OtapBatch batch, PayloadType type, PayloadType attributesType, int points, JsonValueWriter json)
    {
        if (batch[type] is not { } exemplars)
        {
            return null;
        }

        AttributeMaps attributes = AttributeMaps.Build(context, batch, attributesType, exemplars.Length, json);
        return WideTraces.ListOf(context, batch, type, points, WideTypes.Exemplar, exemplars.Length,
        [
            WideColumns.Times(context, exemplars.Find(ColumnNames.TimeUnixNano)),
            exemplars.Find(ColumnNames.IntValue)?.Data,
            exemplars.Find(ColumnNames.DoubleValue)?.Data,
            WideColumns.Hex(context, exemplars.Find(ColumnNames.TraceId)),
            WideColumns.Hex(context, exemplars.Find(ColumnNames.SpanId)),
            attributes.Text,
            attributes.Typed,
        ]);
    }

    private static ArrayData MetricTypeNames(SealContext context, RecordBatch root)
    {
        var types = new PrimitiveAccessor<byte>(root.Find(ColumnNames.MetricType));
        var numbers = new int[root.Length];
        for (int row = 0; row < numbers.Length; row++)
        {
            numbers[row] = types[row];
        }

        return TextDictionary.Names(context, numbers, numbers.Length, MetricTypes);
    }

    /// <summary>True or false for sums, null for the other kinds.</summary>
    private static ArrayData IsMonotonic(SealContext context, RecordBatch root)
    {
        var types = new PrimitiveAccessor<byte>(root.Find(ColumnNames.MetricType));
        var monotonic = new BoolAccessor(root.Find(ColumnNames.IsMonotonic));
        using var validity = new BitBuffer(context.Pool);
        using var values = new BitBuffer(context.Pool);
        for (int row = 0; row < root.Length; row++)
        {
            validity.Append(types[row] == (byte)MetricType.Sum);
            values.Append(monotonic[row]);
        }

        int nulls = root.Length - validity.SetCount;
        return new ArrayData(BooleanType.Default, root.Length, nulls, 0, [context.Move(validity), context.Move(values)]);
    }

    /// <summary>Null where the other column is null. Both begin at their first buffer's first bit.</summary>
    private static ArrayData WithValidityOf(IArrowArray source, ArrayData data) => source.Data.GetNullCount() == 0
        ? data
        : new ArrayData(
            data.DataType, data.Length, source.Data.GetNullCount(), 0, [source.Data.Buffers[0], .. data.Buffers.AsSpan(1)], data.Children, data.Dictionary);

    /// <summary>The root row of each point.</summary>
    private static int[] Parents(ReadOnlySpan<int> offsets, int points)
    {
        var parents = new int[points];
        for (int parent = 0; parent + 1 < offsets.Length; parent++)
        {
            parents.AsSpan(offsets[parent]..offsets[parent + 1]).Fill(parent);
        }

        return parents;
    }
}
