using Google.Protobuf;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Testing;

public partial struct RequestRebuilder
{
    public readonly void Span<TSpan>(scoped ref TSpan span)
        where TSpan : ISpanView, allows ref struct
    {
        Require("RS");
        SpanParts parts = new();
        span.VisitEvents(ref parts);
        span.VisitLinks(ref parts);
        RequireCount(nameof(span.EventCount), span.EventCount, parts.Events.Count);
        RequireCount(nameof(span.LinkCount), span.LinkCount, parts.Links.Count);
        Traces.ResourceSpans[^1].ScopeSpans[^1].Spans.Add(new Span
        {
            TraceId = ByteString.CopyFrom(span.TraceId),
            SpanId = ByteString.CopyFrom(span.SpanId),
            TraceState = Text(span.TraceState),
            ParentSpanId = ByteString.CopyFrom(span.ParentSpanId),
            Flags = span.Flags,
            Name = Text(span.Name),
            Kind = (Span.Types.SpanKind)span.Kind,
            StartTimeUnixNano = span.StartTimeUnixNano,
            EndTimeUnixNano = span.EndTimeUnixNano,
            Attributes = { ValueRebuilder.Attributes(ref span) },
            DroppedAttributesCount = span.DroppedAttributesCount,
            Events = { parts.Events },
            DroppedEventsCount = span.DroppedEventsCount,
            Links = { parts.Links },
            DroppedLinksCount = span.DroppedLinksCount,
            Status = span.HasStatus
                ? new Status { Code = (Status.Types.StatusCode)span.StatusCode, Message = Text(span.StatusMessage) }
                : null,
        });
    }

    struct SpanParts() : ISpanEventVisitor, ISpanLinkVisitor
    {
        public List<Span.Types.Event> Events { get; } = [];

        public List<Span.Types.Link> Links { get; } = [];

        public readonly void Event<TEvent>(scoped ref TEvent spanEvent)
            where TEvent : ISpanEventView, allows ref struct => Events.Add(new Span.Types.Event
            {
                TimeUnixNano = spanEvent.TimeUnixNano,
                Name = Text(spanEvent.Name),
                Attributes = { ValueRebuilder.Attributes(ref spanEvent) },
                DroppedAttributesCount = spanEvent.DroppedAttributesCount,
            });

        public readonly void Link<TLink>(scoped ref TLink link)
            where TLink : ISpanLinkView, allows ref struct => Links.Add(new Span.Types.Link
            {
                TraceId = ByteString.CopyFrom(link.TraceId),
                SpanId = ByteString.CopyFrom(link.SpanId),
                TraceState = Text(link.TraceState),
                Attributes = { ValueRebuilder.Attributes(ref link) },
                DroppedAttributesCount = link.DroppedAttributesCount,
                Flags = link.Flags,
            });
    }
}
