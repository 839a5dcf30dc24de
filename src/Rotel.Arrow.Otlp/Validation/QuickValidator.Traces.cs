using Rotel.Arrow.Otlp.Schema;
using T = Rotel.Arrow.Otlp.Wire.OtlpTags;

namespace Rotel.Arrow.Otlp.Validation;

/// <content>Spans, events, links.</content>
internal ref partial struct QuickValidator
{
    private bool SpanRecord(int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            int stop;
            switch (tag)
            {
                case T.Span.Attributes:
                    sound = Attribute(ref position, end);
                    break;
                case T.Span.TraceId:
                    sound = Id(ref position, end, FieldKinds.TraceIdBytes);
                    break;
                case T.Span.SpanId:
                case T.Span.ParentSpanId:
                    sound = Id(ref position, end, FieldKinds.SpanIdBytes);
                    break;
                case T.Span.Name:
                case T.Span.TraceState:
                    sound = String(ref position, end);
                    break;
                case T.Span.StartTimeUnixNano:
                case T.Span.EndTimeUnixNano:
                    position += sizeof(ulong);
                    sound = true;
                    break;
                case T.Span.Flags:
                    position += sizeof(uint);
                    sound = true;
                    break;
                case T.Span.Kind:
                case T.Span.DroppedAttributesCount:
                case T.Span.DroppedEventsCount:
                case T.Span.DroppedLinksCount:
                    sound = Varint(ref position, end);
                    break;
                case T.Span.Events:
                    sound = TryLength(ref position, end, out stop) && SpanEvent(position, stop);
                    position = stop;
                    break;
                case T.Span.Links:
                    sound = TryLength(ref position, end, out stop) && SpanLink(position, stop);
                    position = stop;
                    break;
                case T.Span.Status:
                    sound = TryLength(ref position, end, out stop) && SpanStatus(position, stop);
                    position = stop;
                    break;
                default:
                    sound = Unknown(OtlpSchema.Span, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool SpanEvent(int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            switch (tag)
            {
                case T.SpanEvent.Attributes:
                    sound = Attribute(ref position, end);
                    break;
                case T.SpanEvent.TimeUnixNano:
                    position += sizeof(ulong);
                    sound = true;
                    break;
                case T.SpanEvent.Name:
                    sound = String(ref position, end);
                    break;
                case T.SpanEvent.DroppedAttributesCount:
                    sound = Varint(ref position, end);
                    break;
                default:
                    sound = Unknown(OtlpSchema.SpanEvent, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool SpanLink(int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            switch (tag)
            {
                case T.SpanLink.TraceId:
                    sound = Id(ref position, end, FieldKinds.TraceIdBytes);
                    break;
                case T.SpanLink.SpanId:
                    sound = Id(ref position, end, FieldKinds.SpanIdBytes);
                    break;
                case T.SpanLink.TraceState:
                    sound = String(ref position, end);
                    break;
                case T.SpanLink.Attributes:
                    sound = Attribute(ref position, end);
                    break;
                case T.SpanLink.DroppedAttributesCount:
                    sound = Varint(ref position, end);
                    break;
                case T.SpanLink.Flags:
                    position += sizeof(uint);
                    sound = true;
                    break;
                default:
                    sound = Unknown(OtlpSchema.SpanLink, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool SpanStatus(int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            switch (tag)
            {
                case T.Status.Message:
                    sound = String(ref position, end);
                    break;
                case T.Status.Code:
                    sound = Varint(ref position, end);
                    break;
                default:
                    sound = Unknown(OtlpSchema.SpanStatus, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }
}
