using Rotel.Arrow.Otlp.Schema;
using T = Rotel.Arrow.Otlp.Wire.OtlpTags;

namespace Rotel.Arrow.Otlp.Validation;

/// <content>Log records.</content>
internal ref partial struct QuickValidator
{
    private bool LogRecord(int position, int end)
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
                case T.LogRecord.Attributes:
                    sound = Attribute(ref position, end);
                    break;
                case T.LogRecord.TimeUnixNano:
                case T.LogRecord.ObservedTimeUnixNano:
                    position += sizeof(ulong);
                    sound = true;
                    break;
                case T.LogRecord.SeverityNumber:
                case T.LogRecord.DroppedAttributesCount:
                    sound = Varint(ref position, end);
                    break;
                case T.LogRecord.SeverityText:
                case T.LogRecord.EventName:
                    sound = String(ref position, end);
                    break;
                case T.LogRecord.Body:
                    sound = Value(ref position, end, 0);
                    break;
                case T.LogRecord.Flags:
                    position += sizeof(uint);
                    sound = true;
                    break;
                case T.LogRecord.TraceId:
                    sound = Id(ref position, end, FieldKinds.TraceIdBytes);
                    break;
                case T.LogRecord.SpanId:
                    sound = Id(ref position, end, FieldKinds.SpanIdBytes);
                    break;
                default:
                    sound = Unknown(OtlpSchema.LogRecord, tag, ref position, end);
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
