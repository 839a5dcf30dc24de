namespace Rotel.Arrow.Views;

/// <summary>Receives the log records of a batch.</summary>
public interface ILogsVisitor : IGroupVisitor
{
    /// <summary>One record of the current scope.</summary>
    void LogRecord<TRecord>(scoped ref TRecord record)
        where TRecord : ILogRecordView, allows ref struct;
}

/// <summary>A log record (collector.md 1.5, logs.v1). Text is UTF-8.</summary>
public interface ILogRecordView : IAttributeSource
{
    /// <summary>time_unix_nano; 0 when unknown.</summary>
    ulong TimeUnixNano { get; }

    /// <summary>observed_time_unix_nano; 0 when unknown.</summary>
    ulong ObservedTimeUnixNano { get; }

    /// <summary>severity_number: 1-4 trace, 5-8 debug, 9-12 info, 13-16 warn, 17-20 error, 21-24 fatal, 0 unset.</summary>
    int SeverityNumber { get; }

    /// <summary>severity_text, the sender's own word.</summary>
    ReadOnlySpan<byte> SeverityText { get; }

    /// <summary>event_name.</summary>
    ReadOnlySpan<byte> EventName { get; }

    /// <summary>flags: W3C trace flags in the low 8 bits.</summary>
    uint Flags { get; }

    /// <summary>trace_id: 16 bytes, or empty when unset.</summary>
    ReadOnlySpan<byte> TraceId { get; }

    /// <summary>span_id: 8 bytes, or empty when unset.</summary>
    ReadOnlySpan<byte> SpanId { get; }

    /// <summary>dropped_attributes_count.</summary>
    uint DroppedAttributesCount { get; }

    /// <summary>True when the record has a body, even an empty one.</summary>
    bool HasBody { get; }

    /// <summary>Visits the body; no event at all when there is none.</summary>
    void VisitBody<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct;
}
