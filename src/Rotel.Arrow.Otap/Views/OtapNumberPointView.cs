using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of NUMBER_DATA_POINTS.</summary>
internal ref struct OtapNumberPointView : INumberPointView
{
    private readonly PointAccessor _point;
    private readonly NumberAccessor _value;
    private OtapExemplarView _exemplar;

    public OtapNumberPointView(OtapBatch batch)
    {
        _point = new PointAccessor(batch, PayloadType.NumberDataPoints, PayloadType.NumberDpAttrs);
        _value = new NumberAccessor(batch[PayloadType.NumberDataPoints]);
        _exemplar = new OtapExemplarView(batch, PayloadType.NumberDpExemplars, PayloadType.NumberDpExemplarAttrs);
    }

    /// <summary>The row it shows.</summary>
    public int Row { get; set; }

    public readonly ulong StartTimeUnixNano => (ulong)_point.StartTime[Row];

    public readonly ulong TimeUnixNano => (ulong)_point.Time[Row];

    public readonly uint Flags => _point.Flags[Row];

    public readonly NumberKind ValueKind => _value.Kind(Row);

    public readonly long IntValue => _value.Int(Row);

    public readonly double DoubleValue => _value.Double(Row);

    public readonly int AttributeCount => TableValueWalk.Count(_point.Attributes, Row);

    public readonly int ExemplarCount => _exemplar.OfPoint.Count(Row);

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_point.Attributes, Row, ref visitor);

    public void VisitExemplars<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct => _exemplar.VisitAll(Row, ref visitor);
}
