using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of EXP_HISTOGRAM_DATA_POINTS.</summary>
internal ref struct OtapExponentialHistogramPointView : IExponentialHistogramPointView
{
    private readonly PointAccessor _point;
    private readonly PrimitiveAccessor<ulong> _count;
    private readonly PrimitiveAccessor<double> _sum;
    private readonly PrimitiveAccessor<double> _min;
    private readonly PrimitiveAccessor<double> _max;
    private readonly PrimitiveAccessor<int> _scale;
    private readonly PrimitiveAccessor<ulong> _zeroCount;
    private readonly PrimitiveAccessor<double> _zeroThreshold;
    private readonly BucketsAccessor _positive;
    private readonly BucketsAccessor _negative;
    private OtapExemplarView _exemplar;

    public OtapExponentialHistogramPointView(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.ExpHistogramDataPoints];
        _point = new PointAccessor(batch, PayloadType.ExpHistogramDataPoints, PayloadType.ExpHistogramDpAttrs);
        _count = new PrimitiveAccessor<ulong>(table.Find(ColumnNames.Count));
        _sum = new PrimitiveAccessor<double>(table.Find(ColumnNames.Sum));
        _min = new PrimitiveAccessor<double>(table.Find(ColumnNames.Min));
        _max = new PrimitiveAccessor<double>(table.Find(ColumnNames.Max));
        _scale = new PrimitiveAccessor<int>(table.Find(ColumnNames.Scale));
        _zeroCount = new PrimitiveAccessor<ulong>(table.Find(ColumnNames.ZeroCount));
        _zeroThreshold = new PrimitiveAccessor<double>(table.Find(ColumnNames.ZeroThreshold));
        _positive = new BucketsAccessor(table.Find(ColumnNames.Positive));
        _negative = new BucketsAccessor(table.Find(ColumnNames.Negative));
        _exemplar = new OtapExemplarView(batch, PayloadType.ExpHistogramDpExemplars, PayloadType.ExpHistogramDpExemplarAttrs);
    }

    /// <summary>The row it shows.</summary>
    public int Row { get; set; }

    public readonly ulong StartTimeUnixNano => (ulong)_point.StartTime[Row];

    public readonly ulong TimeUnixNano => (ulong)_point.Time[Row];

    public readonly uint Flags => _point.Flags[Row];

    public readonly ulong Count => _count[Row];

    public readonly double? Sum => _sum.Optional(Row);

    public readonly double? Min => _min.Optional(Row);

    public readonly double? Max => _max.Optional(Row);

    public readonly int Scale => _scale[Row];

    public readonly ulong ZeroCount => _zeroCount[Row];

    public readonly double ZeroThreshold => _zeroThreshold[Row];

    public readonly bool HasPositive => _positive.Exists(Row);

    public readonly int PositiveOffset => _positive.Offset[Row];

    public readonly int PositiveBucketsLength => _positive.Counts[Row].Count;

    public readonly bool HasNegative => _negative.Exists(Row);

    public readonly int NegativeOffset => _negative.Offset[Row];

    public readonly int NegativeBucketsLength => _negative.Counts[Row].Count;

    public readonly int AttributeCount => TableValueWalk.Count(_point.Attributes, Row);

    public readonly int ExemplarCount => _exemplar.OfPoint.Count(Row);

    public readonly void CopyPositiveBuckets(scoped Span<ulong> destination) =>
        PointCells.Copy(_positive.Items, _positive.Counts[Row], destination);

    public readonly void CopyNegativeBuckets(scoped Span<ulong> destination) =>
        PointCells.Copy(_negative.Items, _negative.Counts[Row], destination);

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_point.Attributes, Row, ref visitor);

    public void VisitExemplars<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct => _exemplar.VisitAll(Row, ref visitor);
}

/// <summary>Struct column positive or negative.</summary>
internal readonly ref struct BucketsAccessor
{
    private readonly IArrowArray? _column;

    public BucketsAccessor(IArrowArray? column)
    {
        _column = column;
        Offset = new PrimitiveAccessor<int>(column.Child(ColumnNames.Offset));
        IArrowArray? counts = column.Child(ColumnNames.BucketCounts);
        Counts = new ListAccessor(counts);
        Items = new PrimitiveAccessor<ulong>((counts as ListArray)?.Values);
    }

    public PrimitiveAccessor<int> Offset { get; }

    public ListAccessor Counts { get; }

    public PrimitiveAccessor<ulong> Items { get; }

    /// <summary>True when the point has buckets, even without counts.</summary>
    public bool Exists(int row) => !_column.IsNullAt(row);
}
