using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>Decodes opentelemetry.proto.trace.v1.Span (collector.md 1.5) into SPANS and its child tables.</summary>
internal sealed class SpanDecoder(SlabPool pool) : SignalDecoder(pool)
{
    private const uint SpanFields = 0x1FFFE, EventFields = 0x1E, LinkFields = 0x7E, StatusFields = 0xC;

    private readonly SpanTables _tables = new(pool);
    private int _nameGuess, _traceStateGuess, _messageGuess, _eventNameGuess, _linkStateGuess;

    public override SignalTables Tables => _tables;

    public override int ItemCount => _tables.Root.Rows;

    public override DecodeStatus DecodeItem(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> traceId = default, spanId = default, parentSpanId = default, traceState = default, name = default;
        ulong start = 0, end = 0;
        uint flags = 0, droppedAttributes = 0, droppedEvents = 0, droppedLinks = 0, kind = 0;
        int row = _tables.Root.Rows;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> value, out ulong scalar);
            if (position < 0)
            {
                return Problem.Malformed("Span");
            }

            switch (tag)
            {
                case OtlpTags.Span.Attributes:
                    status = Values.DecodeAttribute(value, _tables.Attributes);
                    break;
                case OtlpTags.Span.TraceId:
                    traceId = value;
                    break;
                case OtlpTags.Span.SpanId:
                    spanId = value;
                    break;
                case OtlpTags.Span.TraceState:
                    traceState = value;
                    break;
                case OtlpTags.Span.ParentSpanId:
                    parentSpanId = value;
                    break;
                case OtlpTags.Span.Name:
                    name = value;
                    break;
                case OtlpTags.Span.Kind:
                    kind = (uint)scalar;
                    break;
                case OtlpTags.Span.StartTimeUnixNano:
                    start = scalar;
                    break;
                case OtlpTags.Span.EndTimeUnixNano:
                    end = scalar;
                    break;
                case OtlpTags.Span.DroppedAttributesCount:
                    droppedAttributes = (uint)scalar;
                    break;
                case OtlpTags.Span.Events:
                    status = DecodeEvent(value);
                    break;
                case OtlpTags.Span.DroppedEventsCount:
                    droppedEvents = (uint)scalar;
                    break;
                case OtlpTags.Span.Links:
                    status = DecodeLink(value);
                    break;
                case OtlpTags.Span.DroppedLinksCount:
                    droppedLinks = (uint)scalar;
                    break;
                case OtlpTags.Span.Status:
                    status = DecodeSpanStatus(value, row);
                    break;
                case OtlpTags.Span.Flags:
                    flags = (uint)scalar;
                    break;
                default:
                    status = CheckUnknown(tag, SpanFields, "Span");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        if ((status = SetId(_tables.TraceId, row, traceId, 16, "Span.trace_id")) != DecodeStatus.Ok
            || (status = SetId(_tables.SpanId, row, spanId, 8, "Span.span_id")) != DecodeStatus.Ok
            || (status = SetId(_tables.ParentSpanId, row, parentSpanId, 8, "Span.parent_span_id")) != DecodeStatus.Ok)
        {
            return status;
        }

        if (!_tables.Name.TrySet(row, name, ref _nameGuess))
        {
            return Problem.InvalidText("Span.name");
        }

        if (!traceState.IsEmpty && !_tables.TraceState.TrySet(row, traceState, ref _traceStateGuess))
        {
            return Problem.InvalidText("Span.trace_state");
        }

        _tables.StartTime.Append((long)start);
        _tables.Duration.Append(unchecked((long)(end - start)));
        _tables.Kind.Append((int)kind);
        if (flags != 0)
        {
            _tables.Flags.Set(row, flags);
        }

        if ((droppedAttributes | droppedEvents | droppedLinks) != 0)
        {
            SetDropped(row, droppedAttributes, droppedEvents, droppedLinks);
        }

        _tables.EndRow();
        return DecodeStatus.Ok;
    }

    private void SetDropped(int row, uint attributes, uint events, uint links)
    {
        _tables.DroppedAttributes.Set(row, attributes);
        _tables.DroppedEvents.Set(row, events);
        _tables.DroppedLinks.Set(row, links);
    }

    private DecodeStatus DecodeSpanStatus(ReadOnlySpan<byte> message, int row)
    {
        _tables.Status.Set(row);
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> text, out ulong code);
            if (position < 0)
            {
                return Problem.Malformed("Status");
            }

            switch (tag)
            {
                case OtlpTags.Status.Code:
                    _tables.StatusCode.Set(row, (int)code);
                    break;
                case OtlpTags.Status.Message:
                    if (!_tables.StatusMessage.TrySet(row, text, ref _messageGuess))
                    {
                        return Problem.InvalidText("Status.message");
                    }

                    break;
                default:
                    status = CheckUnknown(tag, StatusFields, "Status");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        if (_tables.StatusCode.Count <= row)
        {
            // A struct needs a child: an empty Status has the code UNSET.
            _tables.StatusCode.Set(row, 0);
        }

        return DecodeStatus.Ok;
    }

    private DecodeStatus DecodeEvent(ReadOnlySpan<byte> message)
    {
        EventTable events = _tables.Events;
        int row = events.Table.Rows;
        if (row >= AnyValueDecoder.MaxChildRows)
        {
            return DecodeStatus.Full;
        }

        ReadOnlySpan<byte> name = default;
        ulong time = 0;
        uint dropped = 0;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> value, out ulong scalar);
            if (position < 0)
            {
                return Problem.Malformed("Event");
            }

            switch (tag)
            {
                case OtlpTags.SpanEvent.TimeUnixNano:
                    time = scalar;
                    break;
                case OtlpTags.SpanEvent.Name:
                    name = value;
                    break;
                case OtlpTags.SpanEvent.Attributes:
                    status = Values.DecodeAttribute(value, events.Attributes);
                    break;
                case OtlpTags.SpanEvent.DroppedAttributesCount:
                    dropped = (uint)scalar;
                    break;
                default:
                    status = CheckUnknown(tag, EventFields, "Event");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        if (!events.Name.TrySet(row, name, ref _eventNameGuess))
        {
            return Problem.InvalidText("Event.name");
        }

        events.Time.Append((long)time);
        if (dropped != 0)
        {
            events.DroppedAttributes.Set(row, dropped);
        }

        events.EndRow();
        return DecodeStatus.Ok;
    }

    private DecodeStatus DecodeLink(ReadOnlySpan<byte> message)
    {
        LinkTable links = _tables.Links;
        int row = links.Table.Rows;
        if (row >= AnyValueDecoder.MaxChildRows)
        {
            return DecodeStatus.Full;
        }

        ReadOnlySpan<byte> traceId = default, spanId = default, traceState = default;
        uint dropped = 0, flags = 0;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> value, out ulong scalar);
            if (position < 0)
            {
                return Problem.Malformed("Link");
            }

            switch (tag)
            {
                case OtlpTags.SpanLink.TraceId:
                    traceId = value;
                    break;
                case OtlpTags.SpanLink.SpanId:
                    spanId = value;
                    break;
                case OtlpTags.SpanLink.TraceState:
                    traceState = value;
                    break;
                case OtlpTags.SpanLink.Attributes:
                    status = Values.DecodeAttribute(value, links.Attributes);
                    break;
                case OtlpTags.SpanLink.DroppedAttributesCount:
                    dropped = (uint)scalar;
                    break;
                case OtlpTags.SpanLink.Flags:
                    flags = (uint)scalar;
                    break;
                default:
                    status = CheckUnknown(tag, LinkFields, "Link");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        if ((status = SetId(links.TraceId, row, traceId, 16, "Link.trace_id")) != DecodeStatus.Ok
            || (status = SetId(links.SpanId, row, spanId, 8, "Link.span_id")) != DecodeStatus.Ok)
        {
            return status;
        }

        if (!traceState.IsEmpty && !links.TraceState.TrySet(row, traceState, ref _linkStateGuess))
        {
            return Problem.InvalidText("Link.trace_state");
        }

        if (dropped != 0)
        {
            links.DroppedAttributes.Set(row, dropped);
        }

        if (flags != 0)
        {
            links.Flags.Set(row, flags);
        }

        links.EndRow();
        return DecodeStatus.Ok;
    }
}
