using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>Decodes opentelemetry.proto.logs.v1.LogRecord (collector.md 1.5) into LOGS and LOG_ATTRS.</summary>
internal sealed class LogDecoder(SlabPool pool) : SignalDecoder(pool)
{
    private const uint LogRecordFields = 0x1FEE;

    private readonly LogTables _tables = new(pool);
    private int _severityGuess, _eventNameGuess;

    public override SignalTables Tables => _tables;

    public override int ItemCount => _tables.Root.Rows;

    public override DecodeStatus DecodeItem(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> traceId = default, spanId = default, severityText = default, eventName = default, body = default;
        ulong time = 0, observed = 0;
        uint flags = 0, dropped = 0, severity = 0;
        bool hasBody = false, bodyInParts = false;
        int row = _tables.Root.Rows;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> value, out ulong scalar);
            if (position < 0)
            {
                return Problem.Malformed("LogRecord");
            }

            switch (tag)
            {
                case OtlpTags.LogRecord.TimeUnixNano:
                    time = scalar;
                    break;
                case OtlpTags.LogRecord.ObservedTimeUnixNano:
                    observed = scalar;
                    break;
                case OtlpTags.LogRecord.SeverityNumber:
                    severity = (uint)scalar;
                    break;
                case OtlpTags.LogRecord.SeverityText:
                    severityText = value;
                    break;
                case OtlpTags.LogRecord.Body:
                    bodyInParts = hasBody;
                    hasBody = true;
                    body = value;
                    break;
                case OtlpTags.LogRecord.Attributes:
                    status = Values.DecodeAttribute(value, _tables.Attributes);
                    break;
                case OtlpTags.LogRecord.DroppedAttributesCount:
                    dropped = (uint)scalar;
                    break;
                case OtlpTags.LogRecord.Flags:
                    flags = (uint)scalar;
                    break;
                case OtlpTags.LogRecord.TraceId:
                    traceId = value;
                    break;
                case OtlpTags.LogRecord.SpanId:
                    spanId = value;
                    break;
                case OtlpTags.LogRecord.EventName:
                    eventName = value;
                    break;
                default:
                    status = CheckUnknown(tag, LogRecordFields, "LogRecord");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        if (hasBody)
        {
            if (bodyInParts)
            {
                body = FieldParts.Concatenate(message, OtlpFields.LogRecord.Body);
            }

            if ((status = Values.DecodeBody(body, _tables.Body, row)) != DecodeStatus.Ok)
            {
                return status;
            }
        }

        if ((status = SetId(_tables.TraceId, row, traceId, 16, "LogRecord.trace_id")) != DecodeStatus.Ok
            || (status = SetId(_tables.SpanId, row, spanId, 8, "LogRecord.span_id")) != DecodeStatus.Ok)
        {
            return status;
        }

        if (!severityText.IsEmpty && !_tables.SeverityText.TrySet(row, severityText, ref _severityGuess))
        {
            return Problem.InvalidText("LogRecord.severity_text");
        }

        if (!eventName.IsEmpty && !_tables.EventName.TrySet(row, eventName, ref _eventNameGuess))
        {
            return Problem.InvalidText("LogRecord.event_name");
        }

        _tables.Time.Append((long)time);
        _tables.ObservedTime.Append((long)observed);
        _tables.SeverityNumber.Append((int)severity);
        if (dropped != 0)
        {
            _tables.DroppedAttributes.Set(row, dropped);
        }

        if (flags != 0)
        {
            _tables.Flags.Set(row, flags);
        }

        _tables.EndRow();
        return DecodeStatus.Ok;
    }
}
