using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of HISTOGRAM_DATA_POINTS.</summary>
internal ref struct OtapHistogramPointView : IHistogramPointView
{
    private readonly PointAccessor _point;
    private readonly PrimitiveAccessor<ulong> _count;
    private readonly PrimitiveAccessor<double> _sum;
    private readonly PrimitiveAccessor<double> _min;
    private readonly PrimitiveAccessor<double> _max;
    private readonly ListAccessor _buckets;
    private readonly PrimitiveAccessor<ulong> _bucketItems;
    private readonly ListAccessor _bounds;
    private readonly PrimitiveAccessor<double> _boundItems;
    private OtapExemplarView _exemplar;

    public OtapHistogramPointView(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.HistogramDataPoints];
        _point = new PointAccessor(batch, PayloadType.HistogramDataPoints, PayloadType.HistogramDpAttrs);
        _count = new PrimitiveAccessor<ulong>(table.Find(ColumnNames.Count));
        _sum = new PrimitiveAccessor<double>(table.Find(ColumnNames.Sum));
        _min = new PrimitiveAccessor<double>(table.Find(ColumnNames.Min));
        _max = new PrimitiveAccessor<double>(table.Find(ColumnNames.Max));
        IArrowArray? buckets = table.Find(ColumnNames.BucketCounts);
        _buckets = new ListAccessor(buckets);
        _bucketItems = new PrimitiveAccessor<ulong>((buckets as ListArray)?.Values);
        IArrowArray? bounds = table.Find(ColumnNames.ExplicitBounds);
        _bounds = new ListAccessor(bounds);
        _boundItems = new PrimitiveAccessor<double>((bounds as ListArray)?.Values);
        _exemplar = new OtapExemplarView(batch, PayloadType.HistogramDpExemplars, PayloadType.HistogramDpExemplarAttrs);
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

    public readonly int BucketCountsLength => _buckets[Row].Count;

    public readonly int ExplicitBoundsLength => _bounds[Row].Count;

    public readonly int AttributeCount => TableValueWalk.Count(_point.Attributes, Row);

    public readonly int ExemplarCount => _exemplar.OfPoint.Count(Row);

    public readonly void CopyBucketCounts(scoped Span<ulong> destination) =>
        PointCells.Copy(_bucketItems, _buckets[Row], destination);

    public readonly void CopyExplicitBounds(scoped Span<double> destination) =>
        PointCells.Copy(_boundItems, _bounds[Row], destination);

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_point.Attributes, Row, ref visitor);

    public void VisitExemplars<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct => _exemplar.VisitAll(Row, ref visitor);
}
