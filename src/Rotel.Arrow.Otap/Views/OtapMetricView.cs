using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of UNIVARIATE_METRICS with its metadata, without its points.</summary>
internal ref struct OtapMetricView : IMetricView
{
    private readonly PrimitiveAccessor<byte> _type;
    private readonly BinaryAccessor _name;
    private readonly BinaryAccessor _description;
    private readonly BinaryAccessor _unit;
    private readonly PrimitiveAccessor<int> _temporality;
    private readonly BoolAccessor _monotonic;
    private readonly AttributeAccessor _metadata;
    private int _row;

    public OtapMetricView(OtapBatch batch)
    {
        RecordBatch root = batch.Root;
        _type = new PrimitiveAccessor<byte>(root.Find(ColumnNames.MetricType));
        _name = new BinaryAccessor(root.Find(ColumnNames.Name));
        _description = new BinaryAccessor(root.Find(ColumnNames.Description));
        _unit = new BinaryAccessor(root.Find(ColumnNames.Unit));
        _temporality = new PrimitiveAccessor<int>(root.Find(ColumnNames.AggregationTemporality));
        _monotonic = new BoolAccessor(root.Find(ColumnNames.IsMonotonic));
        _metadata = new AttributeAccessor(batch, PayloadType.MetricAttrs);
    }

    public readonly ReadOnlySpan<byte> Name => _name[_row];

    public readonly ReadOnlySpan<byte> Description => _description[_row];

    public readonly ReadOnlySpan<byte> Unit => _unit[_row];

    public readonly MetricKind Kind => KindAt(_row);

    public readonly AggregationTemporality AggregationTemporality =>
        Kind is MetricKind.Sum or MetricKind.Histogram or MetricKind.ExponentialHistogram
            ? (AggregationTemporality)_temporality[_row]
            : default;

    public readonly bool IsMonotonic => Kind == MetricKind.Sum && _monotonic[_row];

    public int PointCount { get; private set; }

    public readonly int AttributeCount => TableValueWalk.Count(_metadata, _row);

    /// <summary>The kind of any row; types that nobody defined are none.</summary>
    public readonly MetricKind KindAt(int row) => _type[row] <= (byte)MetricKind.Summary ? (MetricKind)_type[row] : MetricKind.None;

    /// <summary>Moves to a row that has this many points.</summary>
    public void Show(int row, int pointCount)
    {
        _row = row;
        PointCount = pointCount;
    }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_metadata, _row, ref visitor);
}
