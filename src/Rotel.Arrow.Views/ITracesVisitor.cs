namespace Rotel.Arrow.Views;

/// <summary>Receives the spans of a batch.</summary>
public interface ITracesVisitor : IGroupVisitor
{
    /// <summary>One span of the current scope.</summary>
    void Span<TSpan>(scoped ref TSpan span)
        where TSpan : ISpanView, allows ref struct;
}

/// <summary>A span (collector.md 1.5, trace.v1). Text is UTF-8.</summary>
public interface ISpanView : IAttributeSource
{
    /// <summary>trace_id: 16 bytes, or empty when unset.</summary>
    ReadOnlySpan<byte> TraceId { get; }

    /// <summary>span_id: 8 bytes, or empty when unset.</summary>
    ReadOnlySpan<byte> SpanId { get; }

    /// <summary>parent_span_id: 8 bytes, or empty for a root span.</summary>
    ReadOnlySpan<byte> ParentSpanId { get; }

    /// <summary>trace_state, the W3C header.</summary>
    ReadOnlySpan<byte> TraceState { get; }

    /// <summary>flags: W3C trace flags in the low 8 bits, has-is-remote 0x100, is-remote 0x200.</summary>
    uint Flags { get; }

    /// <summary>name.</summary>
    ReadOnlySpan<byte> Name { get; }

    /// <summary>kind; values outside the enumeration are possible.</summary>
    SpanKind Kind { get; }

    /// <summary>start_time_unix_nano.</summary>
    ulong StartTimeUnixNano { get; }

    /// <summary>end_time_unix_nano; may lie before the start.</summary>
    ulong EndTimeUnixNano { get; }

    /// <summary>dropped_attributes_count.</summary>
    uint DroppedAttributesCount { get; }

    /// <summary>dropped_events_count.</summary>
    uint DroppedEventsCount { get; }

    /// <summary>dropped_links_count.</summary>
    uint DroppedLinksCount { get; }

    /// <summary>True when the span has a status, even an empty one.</summary>
    bool HasStatus { get; }

    /// <summary>status.code; values outside the enumeration are possible.</summary>
    SpanStatusCode StatusCode { get; }

    /// <summary>status.message.</summary>
    ReadOnlySpan<byte> StatusMessage { get; }

    /// <summary>Number of events.</summary>
    int EventCount { get; }

    /// <summary>Number of links.</summary>
    int LinkCount { get; }

    /// <summary>Visits the events in the order of the message.</summary>
    void VisitEvents<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : ISpanEventVisitor, allows ref struct;

    /// <summary>Visits the links in the order of the message.</summary>
    void VisitLinks<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : ISpanLinkVisitor, allows ref struct;
}

/// <summary>Receives the events of a span.</summary>
public interface ISpanEventVisitor
{
    /// <summary>One event.</summary>
    void Event<TEvent>(scoped ref TEvent spanEvent)
        where TEvent : ISpanEventView, allows ref struct;
}

/// <summary>An event of a span.</summary>
public interface ISpanEventView : IAttributeSource
{
    /// <summary>time_unix_nano.</summary>
    ulong TimeUnixNano { get; }

    /// <summary>name, UTF-8.</summary>
    ReadOnlySpan<byte> Name { get; }

    /// <summary>dropped_attributes_count.</summary>
    uint DroppedAttributesCount { get; }
}

/// <summary>Receives the links of a span.</summary>
public interface ISpanLinkVisitor
{
    /// <summary>One link.</summary>
    void Link<TLink>(scoped ref TLink link)
        where TLink : ISpanLinkView, allows ref struct;
}

/// <summary>A link of a span.</summary>
public interface ISpanLinkView : IAttributeSource
{
    /// <summary>trace_id: 16 bytes, or empty when unset.</summary>
    ReadOnlySpan<byte> TraceId { get; }

    /// <summary>span_id: 8 bytes, or empty when unset.</summary>
    ReadOnlySpan<byte> SpanId { get; }

    /// <summary>trace_state, UTF-8.</summary>
    ReadOnlySpan<byte> TraceState { get; }

    /// <summary>flags, as in <see cref="ISpanView.Flags"/>.</summary>
    uint Flags { get; }

    /// <summary>dropped_attributes_count.</summary>
    uint DroppedAttributesCount { get; }
}

/// <summary>Span.SpanKind.</summary>
public enum SpanKind
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Work inside one service.</summary>
    Internal = 1,

    /// <summary>Handling of a request.</summary>
    Server = 2,

    /// <summary>A request to somebody else.</summary>
    Client = 3,

    /// <summary>Putting a message into a queue.</summary>
    Producer = 4,

    /// <summary>Handling of a message from a queue.</summary>
    Consumer = 5,
}

/// <summary>Status.StatusCode of a span.</summary>
public enum SpanStatusCode
{
    /// <summary>Not said.</summary>
    Unset = 0,

    /// <summary>A person or program judged it a success.</summary>
    Ok = 1,

    /// <summary>It failed.</summary>
    Error = 2,
}
