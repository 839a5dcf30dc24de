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
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    if (_tables.StatusCode.Count <= row)
                    {
                        // A struct needs a child: an empty Status has the code UNSET.
                        _tables.StatusCode.Set(row, 0);
                    }

                    return DecodeStatus.Ok;
                case ReadStatus.Malformed:
                    return Problem.Malformed("Status");
            }

            switch (tag)
            {
                case OtlpTags.Status.Code:
                    if (!reader.TryReadUInt32(out uint code))
                    {
                        return Problem.Malformed("Status");
                    }

                    _tables.StatusCode.Set(row, (int)code);
                    break;
                case OtlpTags.Status.Message:
                    if (!reader.TryReadBytes(out ReadOnlySpan<byte> text))
                    {
                        return Problem.Malformed("Status");
                    }

                    if (!_tables.StatusMessage.TrySet(row, text, ref _messageGuess))
                    {
                        return Problem.InvalidText("Status.message");
                    }

                    break;
                default:
                    DecodeStatus status = Skip(reader, tag, StatusFields, "Status", out int next);
                    if (status != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    reader.Seek(next);
                    break;
            }
        }
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
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
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
                case ReadStatus.Malformed:
                    return Problem.Malformed("Event");
            }

            bool read;
            DecodeStatus status;
            switch (tag)
            {
                case OtlpTags.SpanEvent.TimeUnixNano:
                    read = reader.TryReadFixed64(out time);
                    break;
                case OtlpTags.SpanEvent.Name:
                    read = reader.TryReadBytes(out name);
                    break;
                case OtlpTags.SpanEvent.Attributes:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    if (read && (status = Values.DecodeAttribute(attribute, events.Attributes)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    break;
                case OtlpTags.SpanEvent.DroppedAttributesCount:
                    read = reader.TryReadUInt32(out dropped);
                    break;
                default:
                    if ((status = Skip(reader, tag, EventFields, "Event", out int next)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    reader.Seek(next);
                    continue;
            }

            if (!read)
            {
                return Problem.Malformed("Event");
            }
        }
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
        DecodeStatus status;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    goto done;
                case ReadStatus.Malformed:
                    return Problem.Malformed("Link");
            }

            bool read;
            switch (tag)
            {
                case OtlpTags.SpanLink.TraceId:
                    read = reader.TryReadBytes(out traceId);
                    break;
                case OtlpTags.SpanLink.SpanId:
                    read = reader.TryReadBytes(out spanId);
                    break;
                case OtlpTags.SpanLink.TraceState:
                    read = reader.TryReadBytes(out traceState);
                    break;
                case OtlpTags.SpanLink.Attributes:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    if (read && (status = Values.DecodeAttribute(attribute, links.Attributes)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    break;
                case OtlpTags.SpanLink.DroppedAttributesCount:
                    read = reader.TryReadUInt32(out dropped);
                    break;
                case OtlpTags.SpanLink.Flags:
                    read = reader.TryReadFixed32(out flags);
                    break;
                default:
                    if ((status = Skip(reader, tag, LinkFields, "Link", out int next)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    reader.Seek(next);
                    continue;
            }

            if (!read)
            {
                return Problem.Malformed("Link");
            }
        }

    done:
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
