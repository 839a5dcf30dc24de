using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of SPANS with its child rows.</summary>
internal ref struct OtapSpanView : ISpanView
{
    private readonly PrimitiveAccessor<long> _start;
    private readonly PrimitiveAccessor<long> _duration;
    private readonly FixedBinaryAccessor _traceId;
    private readonly FixedBinaryAccessor _spanId;
    private readonly FixedBinaryAccessor _parentSpanId;
    private readonly BinaryAccessor _traceState;
    private readonly BinaryAccessor _name;
    private readonly PrimitiveAccessor<int> _kind;
    private readonly PrimitiveAccessor<uint> _flags;
    private readonly PrimitiveAccessor<uint> _droppedAttributes;
    private readonly PrimitiveAccessor<uint> _droppedEvents;
    private readonly PrimitiveAccessor<uint> _droppedLinks;
    private readonly IArrowArray? _status;
    private readonly PrimitiveAccessor<int> _statusCode;
    private readonly BinaryAccessor _statusMessage;
    private readonly AttributeAccessor _attributes;
    private readonly ChildRows _eventRows;
    private readonly ChildRows _linkRows;
    private OtapSpanEventView _event;
    private OtapSpanLinkView _link;

    public OtapSpanView(OtapBatch batch)
    {
        RecordBatch root = batch.Root;
        _start = new PrimitiveAccessor<long>(root.Find(ColumnNames.StartTimeUnixNano));
        _duration = new PrimitiveAccessor<long>(root.Find(ColumnNames.DurationTimeUnixNano));
        _traceId = new FixedBinaryAccessor(root.Find(ColumnNames.TraceId));
        _spanId = new FixedBinaryAccessor(root.Find(ColumnNames.SpanId));
        _parentSpanId = new FixedBinaryAccessor(root.Find(ColumnNames.ParentSpanId));
        _traceState = new BinaryAccessor(root.Find(ColumnNames.TraceState));
        _name = new BinaryAccessor(root.Find(ColumnNames.Name));
        _kind = new PrimitiveAccessor<int>(root.Find(ColumnNames.Kind));
        _flags = new PrimitiveAccessor<uint>(root.Find(ColumnNames.Flags));
        _droppedAttributes = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedAttributesCount));
        _droppedEvents = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedEventsCount));
        _droppedLinks = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedLinksCount));
        _status = root.Find(ColumnNames.Status);
        _statusCode = new PrimitiveAccessor<int>(_status.Child(ColumnNames.StatusCode));
        _statusMessage = new BinaryAccessor(_status.Child(ColumnNames.StatusMessage));
        _attributes = new AttributeAccessor(batch, PayloadType.SpanAttrs);
        _eventRows = new ChildRows(batch, PayloadType.SpanEvents);
        _linkRows = new ChildRows(batch, PayloadType.SpanLinks);
        _event = new OtapSpanEventView(batch);
        _link = new OtapSpanLinkView(batch);
    }

    /// <summary>The row it shows.</summary>
    public int Row { get; set; }

    public readonly ReadOnlySpan<byte> TraceId => _traceId[Row];

    public readonly ReadOnlySpan<byte> SpanId => _spanId[Row];

    public readonly ReadOnlySpan<byte> ParentSpanId => _parentSpanId[Row];

    public readonly ReadOnlySpan<byte> TraceState => _traceState[Row];

    public readonly uint Flags => _flags[Row];

    public readonly ReadOnlySpan<byte> Name => _name[Row];

    public readonly SpanKind Kind => (SpanKind)_kind[Row];

    public readonly ulong StartTimeUnixNano => (ulong)_start[Row];

    public readonly ulong EndTimeUnixNano => unchecked((ulong)_start[Row] + (ulong)_duration[Row]);

    public readonly uint DroppedAttributesCount => _droppedAttributes[Row];

    public readonly uint DroppedEventsCount => _droppedEvents[Row];

    public readonly uint DroppedLinksCount => _droppedLinks[Row];

    public readonly bool HasStatus => !_status.IsNullAt(Row);

    public readonly SpanStatusCode StatusCode => (SpanStatusCode)_statusCode[Row];

    public readonly ReadOnlySpan<byte> StatusMessage => _statusMessage[Row];

    public readonly int AttributeCount => TableValueWalk.Count(_attributes, Row);

    public readonly int EventCount => _eventRows.Count(Row);

    public readonly int LinkCount => _linkRows.Count(Row);

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_attributes, Row, ref visitor);

    public void VisitEvents<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : ISpanEventVisitor, allows ref struct
    {
        int end = _eventRows.End(Row);
        for (int row = _eventRows.Start(Row); row < end; row++)
        {
            _event.Row = row;
            visitor.Event(ref _event);
        }
    }

    public void VisitLinks<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : ISpanLinkVisitor, allows ref struct
    {
        int end = _linkRows.End(Row);
        for (int row = _linkRows.Start(Row); row < end; row++)
        {
            _link.Row = row;
            visitor.Link(ref _link);
        }
    }
}
