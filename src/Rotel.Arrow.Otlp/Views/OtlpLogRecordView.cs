using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>A LogRecord message, scanned once.</summary>
internal ref struct OtlpLogRecordView : ILogRecordView
{
    private readonly ReadOnlySpan<byte> _record;
    private readonly ReadOnlySpan<byte> _body;
    private readonly FieldRange _attributes;

    public OtlpLogRecordView(ReadOnlySpan<byte> record)
    {
        _record = record;
        var reader = new ProtoReader(record);
        bool read = true;
        ReadOnlySpan<byte> bytes;
        ulong wide;
        uint narrow;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.LogRecord.TimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    TimeUnixNano = wide;
                    break;
                case OtlpTags.LogRecord.ObservedTimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    ObservedTimeUnixNano = wide;
                    break;
                case OtlpTags.LogRecord.SeverityNumber:
                    read = reader.TryReadUInt32(out narrow);
                    SeverityNumber = (int)narrow;
                    break;
                case OtlpTags.LogRecord.SeverityText:
                    read = reader.TryReadBytes(out bytes);
                    SeverityText = bytes;
                    break;
                case OtlpTags.LogRecord.Body:
                    read = reader.TryReadBytes(out _body);
                    HasBody |= read;
                    break;
                case OtlpTags.LogRecord.Attributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                case OtlpTags.LogRecord.DroppedAttributesCount:
                    read = reader.TryReadUInt32(out narrow);
                    DroppedAttributesCount = narrow;
                    break;
                case OtlpTags.LogRecord.Flags:
                    read = reader.TryReadFixed32(out narrow);
                    Flags = narrow;
                    break;
                case OtlpTags.LogRecord.TraceId:
                    read = reader.TryReadBytes(out bytes);
                    TraceId = bytes;
                    break;
                case OtlpTags.LogRecord.SpanId:
                    read = reader.TryReadBytes(out bytes);
                    SpanId = bytes;
                    break;
                case OtlpTags.LogRecord.EventName:
                    read = reader.TryReadBytes(out bytes);
                    EventName = bytes;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    public ulong TimeUnixNano { get; }

    public ulong ObservedTimeUnixNano { get; }

    public int SeverityNumber { get; }

    public ReadOnlySpan<byte> SeverityText { get; }

    public ReadOnlySpan<byte> EventName { get; }

    public uint Flags { get; }

    public ReadOnlySpan<byte> TraceId { get; }

    public ReadOnlySpan<byte> SpanId { get; }

    public uint DroppedAttributesCount { get; }

    public bool HasBody { get; }

    public readonly int AttributeCount => _attributes.Count;

    public readonly void VisitBody<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        if (HasBody)
        {
            ValueWalk.Visit(_body, ref visitor);
        }
    }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_record, OtlpTags.LogRecord.Attributes, _attributes, ref visitor);
}
