using F = Rotel.Arrow.Otlp.Wire.OtlpFields;

namespace Rotel.Arrow.Otlp.Schema;

/// <content>trace.v1.</content>
internal static partial class OtlpSchema
{
    internal static readonly MessageSchema TracesRequest = new("ExportTraceServiceRequest");
    internal static readonly MessageSchema ResourceSpans = new("ResourceSpans", 3);
    internal static readonly MessageSchema ScopeSpans = new("ScopeSpans", 3);
    internal static readonly MessageSchema Span = new("Span", 2);
    internal static readonly MessageSchema SpanEvent = new("Event");
    internal static readonly MessageSchema SpanLink = new("Link");
    internal static readonly MessageSchema SpanStatus = new("Status");

    private static readonly EnumSchema SpanKind = new(
        "SpanKind", "SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT",
        "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER");

    private static readonly EnumSchema StatusCode = new(
        "StatusCode", "STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR");

    private static void DefineTraces()
    {
        DefineEnvelopes(
            TracesRequest, ResourceSpans, ScopeSpans, "spans", Children(F.ScopeGroup.Items, "spans", Span, FieldRole.Item));
        Span.Define(
            Field(F.Span.TraceId, "trace_id", FieldKind.TraceId),
            Field(F.Span.SpanId, "span_id", FieldKind.SpanId),
            Field(F.Span.TraceState, "trace_state", FieldKind.String),
            Field(F.Span.ParentSpanId, "parent_span_id", FieldKind.SpanId),
            Field(F.Span.Name, "name", FieldKind.String),
            EnumField(F.Span.Kind, "kind", SpanKind),
            Field(F.Span.StartTimeUnixNano, "start_time_unix_nano", FieldKind.Fixed64),
            Field(F.Span.EndTimeUnixNano, "end_time_unix_nano", FieldKind.Fixed64),
            Children(F.Span.Attributes, "attributes", KeyValue),
            Field(F.Span.DroppedAttributesCount, "dropped_attributes_count", FieldKind.UInt32),
            Children(F.Span.Events, "events", SpanEvent),
            Field(F.Span.DroppedEventsCount, "dropped_events_count", FieldKind.UInt32),
            Children(F.Span.Links, "links", SpanLink),
            Field(F.Span.DroppedLinksCount, "dropped_links_count", FieldKind.UInt32),
            Child(F.Span.Status, "status", SpanStatus),
            Field(F.Span.Flags, "flags", FieldKind.Fixed32));
        SpanEvent.Define(
            Field(F.SpanEvent.TimeUnixNano, "time_unix_nano", FieldKind.Fixed64),
            Field(F.SpanEvent.Name, "name", FieldKind.String),
            Children(F.SpanEvent.Attributes, "attributes", KeyValue),
            Field(F.SpanEvent.DroppedAttributesCount, "dropped_attributes_count", FieldKind.UInt32));
        SpanLink.Define(
            Field(F.SpanLink.TraceId, "trace_id", FieldKind.TraceId),
            Field(F.SpanLink.SpanId, "span_id", FieldKind.SpanId),
            Field(F.SpanLink.TraceState, "trace_state", FieldKind.String),
            Children(F.SpanLink.Attributes, "attributes", KeyValue),
            Field(F.SpanLink.DroppedAttributesCount, "dropped_attributes_count", FieldKind.UInt32),
            Field(F.SpanLink.Flags, "flags", FieldKind.Fixed32));
        SpanStatus.Define(
            Field(F.Status.Message, "message", FieldKind.String),
            EnumField(F.Status.Code, "code", StatusCode));
    }
}
