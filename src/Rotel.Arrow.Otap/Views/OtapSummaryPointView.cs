using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of SUMMARY_DATA_POINTS.</summary>
internal ref struct OtapSummaryPointView : ISummaryPointView
{
    private readonly PointAccessor _point;
    private readonly PrimitiveAccessor<ulong> _count;
    private readonly PrimitiveAccessor<double> _sum;
    private readonly ListAccessor _quantiles;
    private readonly PrimitiveAccessor<double> _quantile;
    private readonly PrimitiveAccessor<double> _value;

    public OtapSummaryPointView(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.SummaryDataPoints];
        _point = new PointAccessor(batch, PayloadType.SummaryDataPoints, PayloadType.SummaryDpAttrs);
        _count = new PrimitiveAccessor<ulong>(table.Find(ColumnNames.Count));
        _sum = new PrimitiveAccessor<double>(table.Find(ColumnNames.Sum));
        IArrowArray? quantiles = table.Find(ColumnNames.Quantile);
        IArrowArray? items = (quantiles as ListArray)?.Values;
        _quantiles = new ListAccessor(quantiles);
        _quantile = new PrimitiveAccessor<double>(items.Child(ColumnNames.Quantile));
        _value = new PrimitiveAccessor<double>(items.Child(ColumnNames.Value));
    }

    /// <summary>The row it shows.</summary>
    public int Row { get; set; }

    public readonly ulong StartTimeUnixNano => (ulong)_point.StartTime[Row];

    public readonly ulong TimeUnixNano => (ulong)_point.Time[Row];

    public readonly uint Flags => _point.Flags[Row];

    public readonly ulong Count => _count[Row];

    public readonly double Sum => _sum[Row];

    public readonly int QuantilesLength => _quantiles[Row].Count;

    public readonly int AttributeCount => TableValueWalk.Count(_point.Attributes, Row);

    public readonly void CopyQuantiles(scoped Span<QuantileValue> destination)
    {
        (int start, int count) = _quantiles[Row];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, count);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = new QuantileValue(_quantile[start + i], _value[start + i]);
        }
    }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_point.Attributes, Row, ref visitor);
}
