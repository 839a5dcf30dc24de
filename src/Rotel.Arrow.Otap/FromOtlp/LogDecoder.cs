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
        DecodeStatus status;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    goto done;
                case ReadStatus.Malformed:
                    return Problem.Malformed("LogRecord");
            }

            bool read;
            switch (tag)
            {
                case OtlpTags.LogRecord.TimeUnixNano:
                    read = reader.TryReadFixed64(out time);
                    break;
                case OtlpTags.LogRecord.ObservedTimeUnixNano:
                    read = reader.TryReadFixed64(out observed);
                    break;
                case OtlpTags.LogRecord.SeverityNumber:
                    read = reader.TryReadUInt32(out severity);
                    break;
                case OtlpTags.LogRecord.SeverityText:
                    read = reader.TryReadBytes(out severityText);
                    break;
                case OtlpTags.LogRecord.Body:
                    bodyInParts = hasBody;
                    hasBody = true;
                    read = reader.TryReadBytes(out body);
                    break;
                case OtlpTags.LogRecord.Attributes:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    if (read && (status = Values.DecodeAttribute(attribute, _tables.Attributes)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    break;
                case OtlpTags.LogRecord.DroppedAttributesCount:
                    read = reader.TryReadUInt32(out dropped);
                    break;
                case OtlpTags.LogRecord.Flags:
                    read = reader.TryReadFixed32(out flags);
                    break;
                case OtlpTags.LogRecord.TraceId:
                    read = reader.TryReadBytes(out traceId);
                    break;
                case OtlpTags.LogRecord.SpanId:
                    read = reader.TryReadBytes(out spanId);
                    break;
                case OtlpTags.LogRecord.EventName:
                    read = reader.TryReadBytes(out eventName);
                    break;
                default:
                    if ((status = Skip(reader, tag, LogRecordFields, "LogRecord", out int next)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    reader.Seek(next);
                    continue;
            }

            if (!read)
            {
                return Problem.Malformed("LogRecord");
            }
        }

    done:
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
