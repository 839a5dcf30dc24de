using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>Received SPANS, events, links and their attributes into <see cref="SpanTables"/>.</summary>
internal ref struct ReceivedSpans : IReceivedItems
{
    private const PayloadType Root = PayloadType.Spans;

    private readonly SpanTables _target;
    private readonly RecordsContext _context;
    private readonly WireNumbers _start;
    private readonly WireNumbers _duration;
    private readonly WireColumn _traceIdColumn;
    private readonly WireColumn _spanIdColumn;
    private readonly WireColumn _parentSpanIdColumn;
    private readonly WireBytes _traceId;
    private readonly WireBytes _spanId;
    private readonly WireBytes _parentSpanId;
    private readonly WireBytes _traceState;
    private readonly WireBytes _name;
    private readonly WireNumbers _kind;
    private readonly WireNumbers _flags;
    private readonly WireNumbers _droppedAttributes;
    private readonly WireNumbers _droppedEvents;
    private readonly WireNumbers _droppedLinks;
    private readonly WireColumn _status;
    private readonly WireNumbers _statusCode;
    private readonly WireBytes _statusMessage;
    private readonly ReceivedAttributes _attributes;
    private ReceivedEvents _events;
    private ReceivedLinks _links;
    private int _traceStateGuess, _nameGuess, _messageGuess;

    public ReceivedSpans(ReceivedTables tables, SpanTables target, RecordsContext context)
    {
        _target = target;
        _context = context;
        _start = new WireNumbers(tables.Column(Root, ColumnNames.StartTimeUnixNano), NumberKind.Time);
        _duration = new WireNumbers(tables.Column(Root, ColumnNames.DurationTimeUnixNano), NumberKind.Time);
        _traceIdColumn = tables.Column(Root, ColumnNames.TraceId);
        _spanIdColumn = tables.Column(Root, ColumnNames.SpanId);
        _parentSpanIdColumn = tables.Column(Root, ColumnNames.ParentSpanId);
        _traceId = new WireBytes(_traceIdColumn);
        _spanId = new WireBytes(_spanIdColumn);
        _parentSpanId = new WireBytes(_parentSpanIdColumn);
        _traceState = new WireBytes(tables.Column(Root, ColumnNames.TraceState));
        _name = new WireBytes(tables.Column(Root, ColumnNames.Name));
        _kind = Counts(tables, ColumnNames.Kind);
        _flags = Counts(tables, ColumnNames.Flags);
        _droppedAttributes = Counts(tables, ColumnNames.DroppedAttributesCount);
        _droppedEvents = Counts(tables, ColumnNames.DroppedEventsCount);
        _droppedLinks = Counts(tables, ColumnNames.DroppedLinksCount);
        _status = tables.Column(Root, ColumnNames.Status);
        _statusCode = new WireNumbers(_status.Child(ColumnNames.StatusCode), NumberKind.Integer, 32);
        _statusMessage = new WireBytes(_status.Child(ColumnNames.StatusMessage));

        int rows = tables[Root]!.Length;
        bool hasChildren = tables[PayloadType.SpanAttrs] is not null
            || tables[PayloadType.SpanEvents] is not null
            || tables[PayloadType.SpanLinks] is not null;
        RowsById ids = hasChildren
            ? ReceivedChildren.Ids(tables, Root, TransportIds.Mask16, context)
            : new RowsById(default, context.Scratch);
        _attributes = new ReceivedAttributes(tables, PayloadType.SpanAttrs, ids, rows, TransportIds.Mask16, context);
        _events = new ReceivedEvents(tables, target.Events, ids, rows, context);
        _links = new ReceivedLinks(tables, target.Links, ids, rows, context);
    }

    /// <inheritdoc/>
    public void Append(int row)
    {
        int target = _target.Root.Rows;
        _target.StartTime.Append(_start[row]);
        _target.Duration.Append(_duration[row]);
        RecordsContext.SetId(_target.TraceId, target, _traceId[row], 16, _traceIdColumn);
        RecordsContext.SetId(_target.SpanId, target, _spanId[row], 8, _spanIdColumn);
        RecordsContext.SetId(_target.ParentSpanId, target, _parentSpanId[row], 8, _parentSpanIdColumn);
        _context.SetText(_target.TraceState, target, _traceState[row], ref _traceStateGuess);
        _context.SetAnyText(_target.Name, target, _name[row], ref _nameGuess);
        _target.Kind.Append((int)_kind[row]);
        if ((uint)_flags[row] is not 0 and var flags)
        {
            _target.Flags.Set(target, flags);
        }

        uint droppedAttributes = (uint)_droppedAttributes[row];
        uint droppedEvents = (uint)_droppedEvents[row];
        uint droppedLinks = (uint)_droppedLinks[row];
        if ((droppedAttributes | droppedEvents | droppedLinks) != 0)
        {
            _target.DroppedAttributes.Set(target, droppedAttributes);
            _target.DroppedEvents.Set(target, droppedEvents);
            _target.DroppedLinks.Set(target, droppedLinks);
        }

        AppendStatus(row, target);
        _attributes.AppendTo(_target.Attributes, row);
        _events.AppendTo(row);
        _links.AppendTo(row);
        _target.EndRow();
    }

    private static WireNumbers Counts(ReceivedTables tables, string name) =>
        new(tables.Column(Root, name), NumberKind.Integer, 32);

    private void AppendStatus(int row, int target)
    {
        if (_status.IsNull(row))
        {
            return;
        }

        _target.Status.Set(target);
        _target.StatusCode.Set(target, (int)_statusCode[row]);
        _context.SetText(_target.StatusMessage, target, _statusMessage[row], ref _messageGuess);
    }
}

/// <summary>Received SPAN_EVENTS and SPAN_EVENT_ATTRS.</summary>
internal ref struct ReceivedEvents
{
    private const PayloadType Table = PayloadType.SpanEvents;

    private readonly EventTable _target;
    private readonly RecordsContext _context;
    private readonly ChildOrder _order;
    private readonly WireNumbers _time;
    private readonly WireBytes _name;
    private readonly WireNumbers _dropped;
    private readonly ReceivedAttributes _attributes;
    private int _nameGuess;

    public ReceivedEvents(ReceivedTables tables, EventTable target, RowsById spans, int spanCount, RecordsContext context)
    {
        _target = target;
        _context = context;
        _order = ReceivedChildren.OrderByRuns(tables, Table, ColumnNames.Name, spans, spanCount, context);
        _time = new WireNumbers(tables.Column(Table, ColumnNames.TimeUnixNano), NumberKind.Time);
        _name = new WireBytes(tables.Column(Table, ColumnNames.Name));
        _dropped = new WireNumbers(tables.Column(Table, ColumnNames.DroppedAttributesCount), NumberKind.Integer, 32);
        _attributes = new ReceivedAttributes(
            tables,
            PayloadType.SpanEventAttrs,
            ReceivedChildren.Ids(tables, Table, TransportIds.Mask32, context),
            tables[Table]?.Length ?? 0,
            TransportIds.Mask32,
            context);
    }

    /// <summary>Appends the events of a span.</summary>
    public void AppendTo(int span)
    {
        foreach (int row in _order[span])
        {
            int target = _target.Table.Rows;
            _target.Time.Append(_time[row]);
            _context.SetAnyText(_target.Name, target, _name[row], ref _nameGuess);
            if ((uint)_dropped[row] is not 0 and var dropped)
            {
                _target.DroppedAttributes.Set(target, dropped);
            }

            _attributes.AppendTo(_target.Attributes, row);
            _target.EndRow();
        }
    }
}

/// <summary>Received SPAN_LINKS and SPAN_LINK_ATTRS.</summary>
internal ref struct ReceivedLinks
{
    private const PayloadType Table = PayloadType.SpanLinks;

    private readonly LinkTable _target;
    private readonly RecordsContext _context;
    private readonly ChildOrder _order;
    private readonly WireColumn _traceIdColumn;
    private readonly WireColumn _spanIdColumn;
    private readonly WireBytes _traceId;
    private readonly WireBytes _spanId;
    private readonly WireBytes _traceState;
    private readonly WireNumbers _dropped;
    private readonly WireNumbers _flags;
    private readonly ReceivedAttributes _attributes;
    private int _stateGuess;

    public ReceivedLinks(ReceivedTables tables, LinkTable target, RowsById spans, int spanCount, RecordsContext context)
    {
        _target = target;
        _context = context;
        _order = ReceivedChildren.OrderByRuns(tables, Table, ColumnNames.TraceId, spans, spanCount, context);
        _traceIdColumn = tables.Column(Table, ColumnNames.TraceId);
        _spanIdColumn = tables.Column(Table, ColumnNames.SpanId);
        _traceId = new WireBytes(_traceIdColumn);
        _spanId = new WireBytes(_spanIdColumn);
        _traceState = new WireBytes(tables.Column(Table, ColumnNames.TraceState));
        _dropped = new WireNumbers(tables.Column(Table, ColumnNames.DroppedAttributesCount), NumberKind.Integer, 32);
        _flags = new WireNumbers(tables.Column(Table, ColumnNames.Flags), NumberKind.Integer, 32);
        _attributes = new ReceivedAttributes(
            tables,
            PayloadType.SpanLinkAttrs,
            ReceivedChildren.Ids(tables, Table, TransportIds.Mask32, context),
            tables[Table]?.Length ?? 0,
            TransportIds.Mask32,
            context);
    }

    /// <summary>Appends the links of a span.</summary>
    public void AppendTo(int span)
    {
        foreach (int row in _order[span])
        {
            int target = _target.Table.Rows;
            RecordsContext.SetId(_target.TraceId, target, _traceId[row], 16, _traceIdColumn);
            RecordsContext.SetId(_target.SpanId, target, _spanId[row], 8, _spanIdColumn);
            _context.SetText(_target.TraceState, target, _traceState[row], ref _stateGuess);
            if ((uint)_dropped[row] is not 0 and var dropped)
            {
                _target.DroppedAttributes.Set(target, dropped);
            }

            if ((uint)_flags[row] is not 0 and var flags)
            {
                _target.Flags.Set(target, flags);
            }

            _attributes.AppendTo(_target.Attributes, row);
            _target.EndRow();
        }
    }
}
