using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>Encodes SPANS and its child tables.</summary>
internal readonly ref struct SpanEncoder
{
    private readonly OriginEncoder _origin;
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

    private readonly ReadOnlySpan<int> _eventOffsets;
    private readonly PrimitiveAccessor<long> _eventTime;
    private readonly BinaryAccessor _eventName;
    private readonly PrimitiveAccessor<uint> _eventDropped;
    private readonly AttributeAccessor _eventAttributes;

    private readonly ReadOnlySpan<int> _linkOffsets;
    private readonly FixedBinaryAccessor _linkTraceId;
    private readonly FixedBinaryAccessor _linkSpanId;
    private readonly BinaryAccessor _linkState;
    private readonly PrimitiveAccessor<uint> _linkDropped;
    private readonly PrimitiveAccessor<uint> _linkFlags;
    private readonly AttributeAccessor _linkAttributes;

    public SpanEncoder(OtapBatch batch)
    {
        RecordBatch root = batch.Root;
        _origin = new OriginEncoder(batch);
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

        RecordBatch? events = batch[PayloadType.SpanEvents];
        _eventOffsets = batch.ChildOffsets(PayloadType.SpanEvents);
        _eventTime = new PrimitiveAccessor<long>(events.Find(ColumnNames.TimeUnixNano));
        _eventName = new BinaryAccessor(events.Find(ColumnNames.Name));
        _eventDropped = new PrimitiveAccessor<uint>(events.Find(ColumnNames.DroppedAttributesCount));
        _eventAttributes = new AttributeAccessor(batch, PayloadType.SpanEventAttrs);

        RecordBatch? links = batch[PayloadType.SpanLinks];
        _linkOffsets = batch.ChildOffsets(PayloadType.SpanLinks);
        _linkTraceId = new FixedBinaryAccessor(links.Find(ColumnNames.TraceId));
        _linkSpanId = new FixedBinaryAccessor(links.Find(ColumnNames.SpanId));
        _linkState = new BinaryAccessor(links.Find(ColumnNames.TraceState));
        _linkDropped = new PrimitiveAccessor<uint>(links.Find(ColumnNames.DroppedAttributesCount));
        _linkFlags = new PrimitiveAccessor<uint>(links.Find(ColumnNames.Flags));
        _linkAttributes = new AttributeAccessor(batch, PayloadType.SpanLinkAttrs);
    }

    public void Write(ref ReverseProtoWriter writer, ProtoWriter scratch)
    {
        int resourceMark = 0;
        for (int run = _origin.RunCount - 1; run >= 0; run--)
        {
            _origin.WriteBehind(ref writer, run, ref resourceMark, out int scopeMark);
            (int first, int end) = _origin.Rows(run);
            for (int row = end - 1; row >= first; row--)
            {
                int mark = writer.Length;
                WriteSpan(ref writer, row, scratch);
                writer.Message(OtlpTags.ScopeGroup.Items, mark);
            }

            _origin.WriteBefore(ref writer, run, resourceMark, scopeMark, scratch);
        }
    }

    private void WriteSpan(ref ReverseProtoWriter writer, int row, ProtoWriter scratch)
    {
        writer.Fixed32UnlessZero(OtlpTags.Span.Flags, _flags[row]);
        if (!_status.IsNullAt(row))
        {
            int mark = writer.Length;
            writer.VarintUnlessZero(OtlpTags.Status.Code, (ulong)_statusCode[row]);
            writer.BytesUnlessEmpty(OtlpTags.Status.Message, _statusMessage[row]);
            writer.Message(OtlpTags.Span.Status, mark);
        }

        writer.VarintUnlessZero(OtlpTags.Span.DroppedLinksCount, _droppedLinks[row]);
        if (!_linkOffsets.IsEmpty)
        {
            for (int link = _linkOffsets[row + 1] - 1; link >= _linkOffsets[row]; link--)
            {
                int mark = writer.Length;
                WriteLink(ref writer, link, scratch);
                writer.Message(OtlpTags.Span.Links, mark);
            }
        }

        writer.VarintUnlessZero(OtlpTags.Span.DroppedEventsCount, _droppedEvents[row]);
        if (!_eventOffsets.IsEmpty)
        {
            for (int item = _eventOffsets[row + 1] - 1; item >= _eventOffsets[row]; item--)
            {
                int mark = writer.Length;
                WriteEvent(ref writer, item, scratch);
                writer.Message(OtlpTags.Span.Events, mark);
            }
        }

        writer.VarintUnlessZero(OtlpTags.Span.DroppedAttributesCount, _droppedAttributes[row]);
        AttributeEncoder.Write(ref writer, OtlpTags.Span.Attributes, _attributes, row, scratch);
        ulong start = (ulong)_start[row];
        writer.Fixed64UnlessZero(OtlpTags.Span.EndTimeUnixNano, unchecked(start + (ulong)_duration[row]));
        writer.Fixed64UnlessZero(OtlpTags.Span.StartTimeUnixNano, start);
        writer.VarintUnlessZero(OtlpTags.Span.Kind, (ulong)_kind[row]);
        writer.BytesUnlessEmpty(OtlpTags.Span.Name, _name[row]);
        writer.BytesUnlessEmpty(OtlpTags.Span.ParentSpanId, _parentSpanId[row]);
        writer.BytesUnlessEmpty(OtlpTags.Span.TraceState, _traceState[row]);
        writer.BytesUnlessEmpty(OtlpTags.Span.SpanId, _spanId[row]);
        writer.BytesUnlessEmpty(OtlpTags.Span.TraceId, _traceId[row]);
    }

    private void WriteEvent(ref ReverseProtoWriter writer, int row, ProtoWriter scratch)
    {
        writer.VarintUnlessZero(OtlpTags.SpanEvent.DroppedAttributesCount, _eventDropped[row]);
        AttributeEncoder.Write(ref writer, OtlpTags.SpanEvent.Attributes, _eventAttributes, row, scratch);
        writer.BytesUnlessEmpty(OtlpTags.SpanEvent.Name, _eventName[row]);
        writer.Fixed64UnlessZero(OtlpTags.SpanEvent.TimeUnixNano, (ulong)_eventTime[row]);
    }

    private void WriteLink(ref ReverseProtoWriter writer, int row, ProtoWriter scratch)
    {
        writer.Fixed32UnlessZero(OtlpTags.SpanLink.Flags, _linkFlags[row]);
        writer.VarintUnlessZero(OtlpTags.SpanLink.DroppedAttributesCount, _linkDropped[row]);
        AttributeEncoder.Write(ref writer, OtlpTags.SpanLink.Attributes, _linkAttributes, row, scratch);
        writer.BytesUnlessEmpty(OtlpTags.SpanLink.TraceState, _linkState[row]);
        writer.BytesUnlessEmpty(OtlpTags.SpanLink.SpanId, _linkSpanId[row]);
        writer.BytesUnlessEmpty(OtlpTags.SpanLink.TraceId, _linkTraceId[row]);
    }
}
