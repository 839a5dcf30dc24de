using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of one of the exemplar tables.</summary>
internal ref struct OtapExemplarView : IExemplarView
{
    private readonly PrimitiveAccessor<long> _time;
    private readonly NumberAccessor _value;
    private readonly FixedBinaryAccessor _spanId;
    private readonly FixedBinaryAccessor _traceId;
    private readonly AttributeAccessor _attributes;
    private int _row;

    public OtapExemplarView(OtapBatch batch, PayloadType exemplars, PayloadType attributes)
    {
        RecordBatch? table = batch[exemplars];
        OfPoint = new ChildRows(batch, exemplars);
        _time = new PrimitiveAccessor<long>(table.Find(ColumnNames.TimeUnixNano));
        _value = new NumberAccessor(table);
        _spanId = new FixedBinaryAccessor(table.Find(ColumnNames.SpanId));
        _traceId = new FixedBinaryAccessor(table.Find(ColumnNames.TraceId));
        _attributes = new AttributeAccessor(batch, attributes);
    }

    /// <summary>Which rows belong to a point.</summary>
    public ChildRows OfPoint { get; }

    public readonly ulong TimeUnixNano => (ulong)_time[_row];

    public readonly ReadOnlySpan<byte> TraceId => _traceId[_row];

    public readonly ReadOnlySpan<byte> SpanId => _spanId[_row];

    public readonly NumberKind ValueKind => _value.Kind(_row);

    public readonly long IntValue => _value.Int(_row);

    public readonly double DoubleValue => _value.Double(_row);

    public readonly int AttributeCount => TableValueWalk.Count(_attributes, _row);

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_attributes, _row, ref visitor);

    /// <summary>Shows itself at each exemplar of a point.</summary>
    public void VisitAll<TVisitor>(int point, scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct
    {
        int end = OfPoint.End(point);
        for (int row = OfPoint.Start(point); row < end; row++)
        {
            _row = row;
            visitor.Exemplar(ref this);
        }
    }
}
