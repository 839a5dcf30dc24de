using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>Encodes LOGS and LOG_ATTRS.</summary>
internal readonly ref struct LogEncoder
{
    private readonly OriginEncoder _origin;
    private readonly PrimitiveAccessor<long> _time;
    private readonly PrimitiveAccessor<long> _observed;
    private readonly FixedBinaryAccessor _traceId;
    private readonly FixedBinaryAccessor _spanId;
    private readonly PrimitiveAccessor<int> _severity;
    private readonly BinaryAccessor _severityText;
    private readonly BodyAccessor _body;
    private readonly PrimitiveAccessor<uint> _dropped;
    private readonly PrimitiveAccessor<uint> _flags;
    private readonly BinaryAccessor _eventName;
    private readonly AttributeAccessor _attributes;

    public LogEncoder(OtapBatch batch)
    {
        RecordBatch root = batch.Root;
        _origin = new OriginEncoder(batch);
        _time = new PrimitiveAccessor<long>(root.Find(ColumnNames.TimeUnixNano));
        _observed = new PrimitiveAccessor<long>(root.Find(ColumnNames.ObservedTimeUnixNano));
        _traceId = new FixedBinaryAccessor(root.Find(ColumnNames.TraceId));
        _spanId = new FixedBinaryAccessor(root.Find(ColumnNames.SpanId));
        _severity = new PrimitiveAccessor<int>(root.Find(ColumnNames.SeverityNumber));
        _severityText = new BinaryAccessor(root.Find(ColumnNames.SeverityText));
        _body = new BodyAccessor(root);
        _dropped = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedAttributesCount));
        _flags = new PrimitiveAccessor<uint>(root.Find(ColumnNames.Flags));
        _eventName = new BinaryAccessor(root.Find(ColumnNames.EventName));
        _attributes = new AttributeAccessor(batch, PayloadType.LogAttrs);
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
                WriteRecord(ref writer, row, scratch);
                writer.Message(OtlpTags.ScopeGroup.Items, mark);
            }

            _origin.WriteBefore(ref writer, run, resourceMark, scopeMark, scratch);
        }
    }

    private void WriteRecord(ref ReverseProtoWriter writer, int row, ProtoWriter scratch)
    {
        writer.BytesUnlessEmpty(OtlpTags.LogRecord.EventName, _eventName[row]);
        writer.Fixed64UnlessZero(OtlpTags.LogRecord.ObservedTimeUnixNano, (ulong)_observed[row]);
        writer.BytesUnlessEmpty(OtlpTags.LogRecord.SpanId, _spanId[row]);
        writer.BytesUnlessEmpty(OtlpTags.LogRecord.TraceId, _traceId[row]);
        writer.Fixed32UnlessZero(OtlpTags.LogRecord.Flags, _flags[row]);
        writer.VarintUnlessZero(OtlpTags.LogRecord.DroppedAttributesCount, _dropped[row]);
        AttributeEncoder.Write(ref writer, OtlpTags.LogRecord.Attributes, _attributes, row, scratch);
        if (!_body.Struct.IsNullAt(row))
        {
            int mark = writer.Length;
            AttributeEncoder.WriteBody(ref writer, _body, row, scratch);
            writer.Message(OtlpTags.LogRecord.Body, mark);
        }

        writer.BytesUnlessEmpty(OtlpTags.LogRecord.SeverityText, _severityText[row]);
        writer.VarintUnlessZero(OtlpTags.LogRecord.SeverityNumber, (ulong)_severity[row]);
        writer.Fixed64UnlessZero(OtlpTags.LogRecord.TimeUnixNano, (ulong)_time[row]);
    }
}
