using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>Outgoing SPANS, events and links with their attributes. Rows without children have no id.</summary>
internal sealed class SentSpans : SentSignal
{
    private readonly PrimitiveColumn<long> _start, _duration;
    private readonly FixedBinaryColumn _traceId, _spanId, _parentSpanId;
    private readonly DictionaryColumn _traceState, _name, _statusMessage;
    private readonly PrimitiveColumn<uint> _flags, _droppedAttributes, _droppedEvents, _droppedLinks;
    private readonly PrimitiveColumn<int> _kind, _statusCode;
    private readonly StructColumn _status;
    private readonly SentTable _root;
    private readonly SentAttributes _attributes, _eventAttributes, _linkAttributes;
    private readonly SentRows _eventRows, _linkRows;
    private readonly PrimitiveColumn<uint> _eventId, _linkId, _eventDropped, _linkDropped, _linkFlags;
    private readonly PrimitiveColumn<ushort> _eventParent, _linkParent;
    private readonly PrimitiveColumn<long> _eventTime;
    private readonly DictionaryColumn _eventName, _linkState;
    private readonly FixedBinaryColumn _linkTraceId, _linkSpanId;
    private readonly SentTable _events, _links;
    private int[] _stateIds = [], _nameIds = [], _messageIds = [], _eventNameIds = [], _linkStateIds = [];
    private ulong[] _keys = [];

    public SentSpans(SlabPool pool, IpcWriterOptions options)
        : base(pool, options)
    {
        _start = Time(ColumnNames.StartTimeUnixNano, false);
        _duration = new PrimitiveColumn<long>(ColumnNames.DurationTimeUnixNano, DurationType.Nanosecond, false, pool);
        _traceId = new FixedBinaryColumn(ColumnNames.TraceId, 16, false, pool);
        _spanId = new FixedBinaryColumn(ColumnNames.SpanId, 8, false, pool);
        _traceState = Text(ColumnNames.TraceState, true);
        _parentSpanId = new FixedBinaryColumn(ColumnNames.ParentSpanId, 8, true, pool);
        _flags = UInt32(ColumnNames.Flags);
        _name = Text(ColumnNames.Name, false);
        _kind = Int32(ColumnNames.Kind);
        _droppedAttributes = UInt32(ColumnNames.DroppedAttributesCount);
        _droppedEvents = UInt32(ColumnNames.DroppedEventsCount);
        _droppedLinks = UInt32(ColumnNames.DroppedLinksCount);
        _statusCode = Int32(ColumnNames.StatusCode);
        _statusMessage = Text(ColumnNames.StatusMessage, true);
        _status = new StructColumn(ColumnNames.Status, [_statusCode, _statusMessage], true, pool) { KeepsChildren = true };
        _root = new SentTable(
            PayloadType.Spans, pool, options,
            Origin.Id, Origin.Resource, Origin.Scope, Origin.SchemaUrl, _start, _duration, _traceId, _spanId, _traceState,
            _parentSpanId, _flags, _name, _kind, _droppedAttributes, _droppedEvents, _droppedLinks, _status);

        _eventId = UInt32(ColumnNames.Id);
        _eventParent = new PrimitiveColumn<ushort>(ColumnNames.ParentId, UInt16Type.Default, false, pool);
        _eventTime = Time(ColumnNames.TimeUnixNano, true);
        _eventName = Text(ColumnNames.Name, false);
        _eventDropped = UInt32(ColumnNames.DroppedAttributesCount);
        _events = new SentTable(PayloadType.SpanEvents, pool, options, _eventId, _eventParent, _eventTime, _eventName, _eventDropped);
        _eventRows = new SentRows(pool);

        _linkId = UInt32(ColumnNames.Id);
        _linkParent = new PrimitiveColumn<ushort>(ColumnNames.ParentId, UInt16Type.Default, false, pool);
        _linkTraceId = new FixedBinaryColumn(ColumnNames.TraceId, 16, false, pool);
        _linkSpanId = new FixedBinaryColumn(ColumnNames.SpanId, 8, false, pool);
        _linkState = Text(ColumnNames.TraceState, true);
        _linkDropped = UInt32(ColumnNames.DroppedAttributesCount);
        _linkFlags = UInt32(ColumnNames.Flags);
        _links = new SentTable(
            PayloadType.SpanLinks, pool, options,
            _linkId, _linkParent, _linkTraceId, _linkSpanId, _linkState, _linkDropped, _linkFlags);
        _linkRows = new SentRows(pool);

        _attributes = new SentAttributes(PayloadType.SpanAttrs, false, pool, options);
        _eventAttributes = new SentAttributes(PayloadType.SpanEventAttrs, true, pool, options);
        _linkAttributes = new SentAttributes(PayloadType.SpanLinkAttrs, true, pool, options);
        Add(
            _root, Origin.ResourceAttributes.Table, Origin.ScopeAttributes.Table, _attributes.Table, _events, _links,
            _eventAttributes.Table, _linkAttributes.Table);
    }

    public override long LostValues =>
        _attributes.LostValues + _eventAttributes.LostValues + _linkAttributes.LostValues
        + Origin.ResourceAttributes.LostValues + Origin.ScopeAttributes.LostValues;

    public override void Fill(OtapBatch batch, ReadOnlySpan<int> order)
    {
        RecordBatch root = batch.Root;
        var start = new PrimitiveAccessor<long>(root.Find(ColumnNames.StartTimeUnixNano));
        var duration = new PrimitiveAccessor<long>(root.Find(ColumnNames.DurationTimeUnixNano));
        var traceId = new FixedBinaryAccessor(root.Find(ColumnNames.TraceId));
        var spanId = new FixedBinaryAccessor(root.Find(ColumnNames.SpanId));
        var parentSpanId = new FixedBinaryAccessor(root.Find(ColumnNames.ParentSpanId));
        var traceState = new BinaryAccessor(root.Find(ColumnNames.TraceState));
        var name = new BinaryAccessor(root.Find(ColumnNames.Name));
        var kind = new PrimitiveAccessor<int>(root.Find(ColumnNames.Kind));
        var flags = new PrimitiveAccessor<uint>(root.Find(ColumnNames.Flags));
        var droppedAttributes = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedAttributesCount));
        var droppedEvents = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedEventsCount));
        var droppedLinks = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedLinksCount));
        IArrowArray? status = root.Find(ColumnNames.Status);
        var code = new PrimitiveAccessor<int>(status.Child(ColumnNames.StatusCode));
        var message = new BinaryAccessor(status.Child(ColumnNames.StatusMessage));
        ReadOnlySpan<int> attributes = batch.ChildOffsets(PayloadType.SpanAttrs);
        ReadOnlySpan<int> events = batch.ChildOffsets(PayloadType.SpanEvents);
        ReadOnlySpan<int> links = batch.ChildOffsets(PayloadType.SpanLinks);
        Origin.Fill(batch, order);
        uint id = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            if (Has(attributes, row) || Has(events, row) || Has(links, row))
            {
                _attributes.Rows.AddChildren(attributes, row, id);
                _eventRows.AddChildren(events, row, id);
                _linkRows.AddChildren(links, row, id);
                Origin.Id.Set(i, (ushort)(id++ == 0 ? 0 : 1));
            }
            else if (id == 0 && i == order.Length - 1)
            {
                // Rust looks for the column in every batch (otap-lab-rust.md 3).
                Origin.Id.Set(i, 0);
            }

            _start.Append(start[row]);
            _duration.Append(duration[row]);
            SetId(_traceId, i, traceId, row, 16);
            SetId(_spanId, i, spanId, row, 8);
            SetId(_parentSpanId, i, parentSpanId, row, 0);
            SentOrigin.SetText(_traceState, i, traceState, row, ref _stateIds);
            SentAttributes.Set(_name, i, name, row, ref _nameIds);
            _kind.Append(kind[row]);
            SentOrigin.SetCount(_flags, i, flags, row);
            SentOrigin.SetCount(_droppedAttributes, i, droppedAttributes, row);
            SentOrigin.SetCount(_droppedEvents, i, droppedEvents, row);
            SentOrigin.SetCount(_droppedLinks, i, droppedLinks, row);
            if (!status.IsNullAt(row))
            {
                _status.PadTo(i);
                _status.AppendPresent(1);
                _statusCode.Set(i, code[row]);
                SentOrigin.SetText(_statusMessage, i, message, row, ref _messageIds);
            }
        }

        _root.Table.Rows = order.Length;
        _attributes.Fill(batch);
        FillEvents(batch);
        FillLinks(batch);
    }

    public override void Dispose()
    {
        base.Dispose();
        _attributes.Dispose();
        _eventAttributes.Dispose();
        _linkAttributes.Dispose();
        _eventRows.Dispose();
        _linkRows.Dispose();
    }

    private void FillEvents(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.SpanEvents];
        var time = new PrimitiveAccessor<long>(table.Find(ColumnNames.TimeUnixNano));
        var name = new BinaryAccessor(table.Find(ColumnNames.Name));
        var dropped = new PrimitiveAccessor<uint>(table.Find(ColumnNames.DroppedAttributesCount));
        ReadOnlySpan<int> attributes = batch.ChildOffsets(PayloadType.SpanEventAttrs);
        Span<ulong> keys = Keys(_eventRows.Count);
        for (int i = 0; i < keys.Length; i++)
        {
            int row = _eventRows.Rows[i];
            keys[i] = name.IsDictionary ? (ulong)name.IndexOf(row) << 24 : 0;
        }

        _eventRows.Sort(keys);
        uint id = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            int row = _eventRows.Rows[i];
            uint parent = _eventRows.Parents[i];
            bool isRun = i > 0 && name[row].SequenceEqual(name[_eventRows.Rows[i - 1]]);
            _eventParent.Append((ushort)(isRun ? parent - _eventRows.Parents[i - 1] : parent));
            _eventTime.Append(time[row]);
            SentAttributes.Set(_eventName, i, name, row, ref _eventNameIds);
            SentOrigin.SetCount(_eventDropped, i, dropped, row);
            if (Has(attributes, row))
            {
                _eventAttributes.Rows.AddChildren(attributes, row, id);
                _eventId.Set(i, id++ == 0 ? 0u : 1u);
            }
        }

        _events.Table.Rows = keys.Length;
        _eventRows.Clear();
        _eventAttributes.Fill(batch);
    }

    private void FillLinks(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.SpanLinks];
        var traceId = new FixedBinaryAccessor(table.Find(ColumnNames.TraceId));
        var spanId = new FixedBinaryAccessor(table.Find(ColumnNames.SpanId));
        var state = new BinaryAccessor(table.Find(ColumnNames.TraceState));
        var dropped = new PrimitiveAccessor<uint>(table.Find(ColumnNames.DroppedAttributesCount));
        var flags = new PrimitiveAccessor<uint>(table.Find(ColumnNames.Flags));
        ReadOnlySpan<int> attributes = batch.ChildOffsets(PayloadType.SpanLinkAttrs);
        Span<ulong> keys = Keys(_linkRows.Count);
        for (int i = 0; i < keys.Length; i++)
        {
            ReadOnlySpan<byte> trace = traceId[_linkRows.Rows[i]];
            keys[i] = trace.IsEmpty ? 0 : BitConverter.ToUInt64(trace) & ~0xFF_FFFFUL;
        }

        _linkRows.Sort(keys);
        uint id = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            int row = _linkRows.Rows[i];
            uint parent = _linkRows.Parents[i];
            bool isRun = i > 0 && IsSameTrace(traceId[row], traceId[_linkRows.Rows[i - 1]]);
            _linkParent.Append((ushort)(isRun ? parent - _linkRows.Parents[i - 1] : parent));
            SetId(_linkTraceId, i, traceId, row, 16);
            SetId(_linkSpanId, i, spanId, row, 8);
            SentOrigin.SetText(_linkState, i, state, row, ref _linkStateIds);
            SentOrigin.SetCount(_linkDropped, i, dropped, row);
            SentOrigin.SetCount(_linkFlags, i, flags, row);
            if (Has(attributes, row))
            {
                _linkAttributes.Rows.AddChildren(attributes, row, id);
                _linkId.Set(i, id++ == 0 ? 0u : 1u);
            }
        }

        _links.Table.Rows = keys.Length;
        _linkRows.Clear();
        _linkAttributes.Fill(batch);
    }

    /// <summary>An id that is not there is sent as zeros, and equal to them.</summary>
    private static bool IsSameTrace(ReadOnlySpan<byte> one, ReadOnlySpan<byte> two) =>
        one.SequenceEqual(two) || (!one.ContainsAnyExcept((byte)0) && !two.ContainsAnyExcept((byte)0));

    private Span<ulong> Keys(int count)
    {
        if (_keys.Length < count)
        {
            _keys = new ulong[Math.Max(count, 256)];
        }

        return _keys.AsSpan(0, count);
    }
}
