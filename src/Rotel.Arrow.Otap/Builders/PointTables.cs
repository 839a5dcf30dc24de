using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>
/// One of the four data point tables with its attributes and, except for summaries, its exemplars. Parents are rows
/// of UNIVARIATE_METRICS.
/// </summary>
internal abstract class PointTable : IDisposable
{
    private readonly PayloadType _type;

    protected PointTable(PayloadType type, PayloadType attributesType, ExemplarTable? exemplars, SlabPool pool)
    {
        _type = type;
        StartTime = SignalTables.Timestamp(ColumnNames.StartTimeUnixNano, true, pool);
        Time = SignalTables.Timestamp(ColumnNames.TimeUnixNano, true, pool);
        Flags = SignalTables.UInt32(ColumnNames.Flags, pool);
        Attributes = new AttributeTable(attributesType, true, pool);
        Exemplars = exemplars;
        Offsets = new ParentOffsets(pool);
    }

    public abstract TableBuilder Table { get; }

    public PrimitiveColumn<long> StartTime { get; }

    public PrimitiveColumn<long> Time { get; }

    public PrimitiveColumn<uint> Flags { get; }

    public AttributeTable Attributes { get; }

    public ExemplarTable? Exemplars { get; }

    public ParentOffsets Offsets { get; }

    /// <summary>All cells of the point and its children are there.</summary>
    public void EndRow()
    {
        Attributes.EndParent();
        Exemplars?.Offsets.End(Exemplars.Table.Rows);
        Table.Rows++;
    }

    /// <summary>Drops points from <paramref name="rows"/> on.</summary>
    public void TruncateRows(int rows)
    {
        Table.Truncate(rows);
        Attributes.TruncateParents(rows);
        Exemplars?.TruncateParents(rows);
    }

    /// <summary>Back to the first <paramref name="parents"/> metrics.</summary>
    public void TruncateParents(int parents) => TruncateRows(Offsets.Truncate(parents));

    public void Seal(SealContext context, OtapBatch batch)
    {
        ChildTable.Seal(context, batch, _type, Table, Offsets, wideParent: false, Attributes);
        Exemplars?.Seal(context, batch);
    }

    public void Dispose()
    {
        Table.Dispose();
        Attributes.Dispose();
        Exemplars?.Dispose();
        Offsets.Dispose();
    }
}

/// <summary>NUMBER_DATA_POINTS: the points of gauges and sums.</summary>
internal sealed class NumberPointTable : PointTable
{
    public NumberPointTable(SlabPool pool)
        : base(
            PayloadType.NumberDataPoints,
            PayloadType.NumberDpAttrs,
            new ExemplarTable(PayloadType.NumberDpExemplars, PayloadType.NumberDpExemplarAttrs, pool),
            pool)
    {
        IntValue = new PrimitiveColumn<long>(ColumnNames.IntValue, Int64Type.Default, true, pool);
        DoubleValue = new PrimitiveColumn<double>(ColumnNames.DoubleValue, DoubleType.Default, true, pool);
        Table = new TableBuilder(StartTime, Time, IntValue, DoubleValue, Flags);
    }

    public override TableBuilder Table { get; }

    public PrimitiveColumn<long> IntValue { get; }

    public PrimitiveColumn<double> DoubleValue { get; }
}

/// <summary>SUMMARY_DATA_POINTS.</summary>
internal sealed class SummaryPointTable : PointTable
{
    public SummaryPointTable(SlabPool pool)
        : base(PayloadType.SummaryDataPoints, PayloadType.SummaryDpAttrs, null, pool)
    {
        Count = new PrimitiveColumn<ulong>(ColumnNames.Count, UInt64Type.Default, true, pool);
        Sum = new PrimitiveColumn<double>(ColumnNames.Sum, DoubleType.Default, true, pool);
        Quantile = new PrimitiveColumn<double>(ColumnNames.Quantile, DoubleType.Default, true, pool);
        Value = new PrimitiveColumn<double>(ColumnNames.Value, DoubleType.Default, true, pool);
        QuantileItem = new StructColumn(ColumnNames.Item, [Quantile, Value], true, pool);
        Quantiles = new ListColumn(ColumnNames.Quantile, QuantileItem, true, pool);
        Table = new TableBuilder(StartTime, Time, Count, Sum, Quantiles, Flags);
    }

    public override TableBuilder Table { get; }

    public PrimitiveColumn<ulong> Count { get; }

    public PrimitiveColumn<double> Sum { get; }

    public ListColumn Quantiles { get; }

    public StructColumn QuantileItem { get; }

    public PrimitiveColumn<double> Quantile { get; }

    public PrimitiveColumn<double> Value { get; }
}

/// <summary>HISTOGRAM_DATA_POINTS.</summary>
internal sealed class HistogramPointTable : PointTable
{
    public HistogramPointTable(SlabPool pool)
        : base(
            PayloadType.HistogramDataPoints,
            PayloadType.HistogramDpAttrs,
            new ExemplarTable(PayloadType.HistogramDpExemplars, PayloadType.HistogramDpExemplarAttrs, pool),
            pool)
    {
        Count = new PrimitiveColumn<ulong>(ColumnNames.Count, UInt64Type.Default, true, pool);
        Sum = new PrimitiveColumn<double>(ColumnNames.Sum, DoubleType.Default, true, pool);
        BucketCountItem = new PrimitiveColumn<ulong>(ColumnNames.Item, UInt64Type.Default, true, pool);
        BucketCounts = new ListColumn(ColumnNames.BucketCounts, BucketCountItem, true, pool);
        BoundItem = new PrimitiveColumn<double>(ColumnNames.Item, DoubleType.Default, true, pool);
        ExplicitBounds = new ListColumn(ColumnNames.ExplicitBounds, BoundItem, true, pool);
        Min = new PrimitiveColumn<double>(ColumnNames.Min, DoubleType.Default, true, pool);
        Max = new PrimitiveColumn<double>(ColumnNames.Max, DoubleType.Default, true, pool);
        Table = new TableBuilder(StartTime, Time, Count, Sum, BucketCounts, ExplicitBounds, Flags, Min, Max);
    }

    public override TableBuilder Table { get; }

    public PrimitiveColumn<ulong> Count { get; }

    public PrimitiveColumn<double> Sum { get; }

    public ListColumn BucketCounts { get; }

    public PrimitiveColumn<ulong> BucketCountItem { get; }

    public ListColumn ExplicitBounds { get; }

    public PrimitiveColumn<double> BoundItem { get; }

    public PrimitiveColumn<double> Min { get; }

    public PrimitiveColumn<double> Max { get; }
}

/// <summary>EXP_HISTOGRAM_DATA_POINTS.</summary>
internal sealed class ExpHistogramPointTable : PointTable
{
    public ExpHistogramPointTable(SlabPool pool)
        : base(
            PayloadType.ExpHistogramDataPoints,
            PayloadType.ExpHistogramDpAttrs,
            new ExemplarTable(PayloadType.ExpHistogramDpExemplars, PayloadType.ExpHistogramDpExemplarAttrs, pool),
            pool)
    {
        Count = new PrimitiveColumn<ulong>(ColumnNames.Count, UInt64Type.Default, true, pool);
        Sum = new PrimitiveColumn<double>(ColumnNames.Sum, DoubleType.Default, true, pool);
        Scale = new PrimitiveColumn<int>(ColumnNames.Scale, Int32Type.Default, true, pool);
        ZeroCount = new PrimitiveColumn<ulong>(ColumnNames.ZeroCount, UInt64Type.Default, true, pool);
        Positive = new BucketsColumns(ColumnNames.Positive, pool);
        Negative = new BucketsColumns(ColumnNames.Negative, pool);
        Min = new PrimitiveColumn<double>(ColumnNames.Min, DoubleType.Default, true, pool);
        Max = new PrimitiveColumn<double>(ColumnNames.Max, DoubleType.Default, true, pool);
        ZeroThreshold = new PrimitiveColumn<double>(ColumnNames.ZeroThreshold, DoubleType.Default, true, pool);
        Table = new TableBuilder(
            StartTime, Time, Count, Sum, Scale, ZeroCount, Positive.Struct, Negative.Struct, Flags, Min, Max, ZeroThreshold);
    }

    public override TableBuilder Table { get; }

    public PrimitiveColumn<ulong> Count { get; }

    public PrimitiveColumn<double> Sum { get; }

    public PrimitiveColumn<int> Scale { get; }

    public PrimitiveColumn<ulong> ZeroCount { get; }

    public BucketsColumns Positive { get; }

    public BucketsColumns Negative { get; }

    public PrimitiveColumn<double> Min { get; }

    public PrimitiveColumn<double> Max { get; }

    public PrimitiveColumn<double> ZeroThreshold { get; }
}

/// <summary>struct { offset i32, bucket_counts list of u64 }; null where the Buckets message is absent.</summary>
internal sealed class BucketsColumns
{
    public BucketsColumns(string name, SlabPool pool)
    {
        Offset = new PrimitiveColumn<int>(ColumnNames.Offset, Int32Type.Default, true, pool);
        BucketCountItem = new PrimitiveColumn<ulong>(ColumnNames.Item, UInt64Type.Default, true, pool);
        BucketCounts = new ListColumn(ColumnNames.BucketCounts, BucketCountItem, true, pool);
        Struct = new StructColumn(name, [Offset, BucketCounts], true, pool);
    }

    public StructColumn Struct { get; }

    public PrimitiveColumn<int> Offset { get; }

    public ListColumn BucketCounts { get; }

    public PrimitiveColumn<ulong> BucketCountItem { get; }
}
