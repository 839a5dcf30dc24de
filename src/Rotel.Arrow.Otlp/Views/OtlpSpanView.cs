using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>A Span message, scanned once.</summary>
internal ref struct OtlpSpanView : ISpanView
{
    private readonly ReadOnlySpan<byte> _span;
    private readonly FieldRange _attributes;
    private readonly FieldRange _events;
    private readonly FieldRange _links;

    public OtlpSpanView(ReadOnlySpan<byte> span)
    {
        _span = span;
        var reader = new ProtoReader(span);
        bool read = true;
        ReadOnlySpan<byte> bytes;
        ulong wide;
        uint narrow;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.Span.TraceId:
                    read = reader.TryReadBytes(out bytes);
                    TraceId = bytes;
                    break;
                case OtlpTags.Span.SpanId:
                    read = reader.TryReadBytes(out bytes);
                    SpanId = bytes;
                    break;
                case OtlpTags.Span.TraceState:
                    read = reader.TryReadBytes(out bytes);
                    TraceState = bytes;
                    break;
                case OtlpTags.Span.ParentSpanId:
                    read = reader.TryReadBytes(out bytes);
                    ParentSpanId = bytes;
                    break;
                case OtlpTags.Span.Name:
                    read = reader.TryReadBytes(out bytes);
                    Name = bytes;
                    break;
                case OtlpTags.Span.Kind:
                    read = reader.TryReadUInt32(out narrow);
                    Kind = (SpanKind)(int)narrow;
                    break;
                case OtlpTags.Span.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    StartTimeUnixNano = wide;
                    break;
                case OtlpTags.Span.EndTimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    EndTimeUnixNano = wide;
                    break;
                case OtlpTags.Span.Attributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                case OtlpTags.Span.DroppedAttributesCount:
                    read = reader.TryReadUInt32(out narrow);
                    DroppedAttributesCount = narrow;
                    break;
                case OtlpTags.Span.Events:
                    read = _events.Note(ref reader, start);
                    break;
                case OtlpTags.Span.DroppedEventsCount:
                    read = reader.TryReadUInt32(out narrow);
                    DroppedEventsCount = narrow;
                    break;
                case OtlpTags.Span.Links:
                    read = _links.Note(ref reader, start);
                    break;
                case OtlpTags.Span.DroppedLinksCount:
                    read = reader.TryReadUInt32(out narrow);
                    DroppedLinksCount = narrow;
                    break;
                case OtlpTags.Span.Status:
                    read = reader.TryReadBytes(out bytes);
                    HasStatus |= read;
                    ScanStatus(bytes);
                    break;
                case OtlpTags.Span.Flags:
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

    public ReadOnlySpan<byte> ParentSpanId { get; }

    public ReadOnlySpan<byte> TraceState { get; }

    public uint Flags { get; }

    public ReadOnlySpan<byte> Name { get; }

    public SpanKind Kind { get; }

    public ulong StartTimeUnixNano { get; }

    public ulong EndTimeUnixNano { get; }

    public uint DroppedAttributesCount { get; }

    public uint DroppedEventsCount { get; }

    public uint DroppedLinksCount { get; }

    public bool HasStatus { get; }

    public SpanStatusCode StatusCode { get; private set; }

    public ReadOnlySpan<byte> StatusMessage { get; private set; }

    public readonly int AttributeCount => _attributes.Count;

    public readonly int EventCount => _events.Count;

    public readonly int LinkCount => _links.Count;

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_span, OtlpTags.Span.Attributes, _attributes, ref visitor);

    public readonly void VisitEvents<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : ISpanEventVisitor, allows ref struct
    {
        var events = new FieldWalk(_span, OtlpTags.Span.Events, _events);
        while (events.MoveNext(out ReadOnlySpan<byte> message))
        {
            var view = new OtlpSpanEventView(message);
            visitor.Event(ref view);
        }
    }

    public readonly void VisitLinks<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : ISpanLinkVisitor, allows ref struct
    {
        var links = new FieldWalk(_span, OtlpTags.Span.Links, _links);
        while (links.MoveNext(out ReadOnlySpan<byte> message))
        {
            var view = new OtlpSpanLinkView(message);
            visitor.Link(ref view);
        }
    }

    private void ScanStatus(ReadOnlySpan<byte> status)
    {
        var reader = new ProtoReader(status);
        bool read = true;
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            switch (tag)
            {
                case OtlpTags.Status.Message:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> message);
                    StatusMessage = message;
                    break;
                case OtlpTags.Status.Code:
                    read = reader.TryReadUInt32(out uint code);
                    StatusCode = (SpanStatusCode)(int)code;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }
}
