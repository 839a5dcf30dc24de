using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>A Span.Event message, scanned once.</summary>
internal ref struct OtlpSpanEventView : ISpanEventView
{
    private readonly ReadOnlySpan<byte> _event;
    private readonly FieldRange _attributes;

    public OtlpSpanEventView(ReadOnlySpan<byte> spanEvent)
    {
        _event = spanEvent;
        var reader = new ProtoReader(spanEvent);
        bool read = true;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.SpanEvent.TimeUnixNano:
                    read = reader.TryReadFixed64(out ulong time);
                    TimeUnixNano = time;
                    break;
                case OtlpTags.SpanEvent.Name:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> name);
                    Name = name;
                    break;
                case OtlpTags.SpanEvent.Attributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                case OtlpTags.SpanEvent.DroppedAttributesCount:
                    read = reader.TryReadUInt32(out uint dropped);
                    DroppedAttributesCount = dropped;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    public ulong TimeUnixNano { get; }

    public ReadOnlySpan<byte> Name { get; }

    public uint DroppedAttributesCount { get; }

    public readonly int AttributeCount => _attributes.Count;

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_event, OtlpTags.SpanEvent.Attributes, _attributes, ref visitor);
}

/// <summary>A Span.Link message, scanned once.</summary>
internal ref struct OtlpSpanLinkView : ISpanLinkView
{
    private readonly ReadOnlySpan<byte> _link;
    private readonly FieldRange _attributes;

    public OtlpSpanLinkView(ReadOnlySpan<byte> link)
    {
        _link = link;
        var reader = new ProtoReader(link);
        bool read = true;
        ReadOnlySpan<byte> bytes;
        uint narrow;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.SpanLink.TraceId:
                    read = reader.TryReadBytes(out bytes);
                    TraceId = bytes;
                    break;
                case OtlpTags.SpanLink.SpanId:
                    read = reader.TryReadBytes(out bytes);
                    SpanId = bytes;
                    break;
                case OtlpTags.SpanLink.TraceState:
                    read = reader.TryReadBytes(out bytes);
                    TraceState = bytes;
                    break;
                case OtlpTags.SpanLink.Attributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                case OtlpTags.SpanLink.DroppedAttributesCount:
                    read = reader.TryReadUInt32(out narrow);
                    DroppedAttributesCount = narrow;
                    break;
                case OtlpTags.SpanLink.Flags:
                    read = reader.TryReadFixed32(out narrow);
                    Flags = narrow;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    public ReadOnlySpan<byte> TraceId { get; }

    public ReadOnlySpan<byte> SpanId { get; }

    public ReadOnlySpan<byte> TraceState { get; }

    public uint Flags { get; }

    public uint DroppedAttributesCount { get; }

    public readonly int AttributeCount => _attributes.Count;

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_link, OtlpTags.SpanLink.Attributes, _attributes, ref visitor);
}
