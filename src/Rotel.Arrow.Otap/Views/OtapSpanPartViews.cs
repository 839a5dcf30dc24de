using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of SPAN_EVENTS.</summary>
internal ref struct OtapSpanEventView : ISpanEventView
{
    private readonly PrimitiveAccessor<long> _time;
    private readonly BinaryAccessor _name;
    private readonly PrimitiveAccessor<uint> _dropped;
    private readonly AttributeAccessor _attributes;

    public OtapSpanEventView(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.SpanEvents];
        _time = new PrimitiveAccessor<long>(table.Find(ColumnNames.TimeUnixNano));
        _name = new BinaryAccessor(table.Find(ColumnNames.Name));
        _dropped = new PrimitiveAccessor<uint>(table.Find(ColumnNames.DroppedAttributesCount));
        _attributes = new AttributeAccessor(batch, PayloadType.SpanEventAttrs);
    }

    /// <summary>The row it shows.</summary>
    public int Row { get; set; }

    public readonly ulong TimeUnixNano => (ulong)_time[Row];

    public readonly ReadOnlySpan<byte> Name => _name[Row];

    public readonly uint DroppedAttributesCount => _dropped[Row];

    public readonly int AttributeCount => TableValueWalk.Count(_attributes, Row);

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_attributes, Row, ref visitor);
}

/// <summary>A row of SPAN_LINKS.</summary>
internal ref struct OtapSpanLinkView : ISpanLinkView
{
    private readonly FixedBinaryAccessor _traceId;
    private readonly FixedBinaryAccessor _spanId;
    private readonly BinaryAccessor _traceState;
    private readonly PrimitiveAccessor<uint> _dropped;
    private readonly PrimitiveAccessor<uint> _flags;
    private readonly AttributeAccessor _attributes;

    public OtapSpanLinkView(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.SpanLinks];
        _traceId = new FixedBinaryAccessor(table.Find(ColumnNames.TraceId));
        _spanId = new FixedBinaryAccessor(table.Find(ColumnNames.SpanId));
        _traceState = new BinaryAccessor(table.Find(ColumnNames.TraceState));
        _dropped = new PrimitiveAccessor<uint>(table.Find(ColumnNames.DroppedAttributesCount));
        _flags = new PrimitiveAccessor<uint>(table.Find(ColumnNames.Flags));
        _attributes = new AttributeAccessor(batch, PayloadType.SpanLinkAttrs);
    }

    /// <summary>The row it shows.</summary>
    public int Row { get; set; }

    public readonly ReadOnlySpan<byte> TraceId => _traceId[Row];

    public readonly ReadOnlySpan<byte> SpanId => _spanId[Row];

    public readonly ReadOnlySpan<byte> TraceState => _traceState[Row];

    public readonly uint Flags => _flags[Row];

    public readonly uint DroppedAttributesCount => _dropped[Row];

    public readonly int AttributeCount => TableValueWalk.Count(_attributes, Row);

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_attributes, Row, ref visitor);
}
