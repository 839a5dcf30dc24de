namespace Rotel.Arrow.Otlp.Wire;

/// <summary>Tags (field number and wire type) of the fields in <see cref="OtlpFields"/>: opentelemetry.proto.trace.v1. Repeated scalars have the tag of their packed form.</summary>
public static partial class OtlpTags
{
    /// <summary>Span.</summary>
    public static class Span
    {
        public const uint TraceId = (OtlpFields.Span.TraceId << 3) | Len;
        public const uint SpanId = (OtlpFields.Span.SpanId << 3) | Len;
        public const uint TraceState = (OtlpFields.Span.TraceState << 3) | Len;
        public const uint ParentSpanId = (OtlpFields.Span.ParentSpanId << 3) | Len;
        public const uint Name = (OtlpFields.Span.Name << 3) | Len;
        public const uint Kind = (OtlpFields.Span.Kind << 3) | Varint;
        public const uint StartTimeUnixNano = (OtlpFields.Span.StartTimeUnixNano << 3) | Fixed64;
        public const uint EndTimeUnixNano = (OtlpFields.Span.EndTimeUnixNano << 3) | Fixed64;
        public const uint Attributes = (OtlpFields.Span.Attributes << 3) | Len;
        public const uint DroppedAttributesCount = (OtlpFields.Span.DroppedAttributesCount << 3) | Varint;
        public const uint Events = (OtlpFields.Span.Events << 3) | Len;
        public const uint DroppedEventsCount = (OtlpFields.Span.DroppedEventsCount << 3) | Varint;
        public const uint Links = (OtlpFields.Span.Links << 3) | Len;
        public const uint DroppedLinksCount = (OtlpFields.Span.DroppedLinksCount << 3) | Varint;
        public const uint Status = (OtlpFields.Span.Status << 3) | Len;
        public const uint Flags = (OtlpFields.Span.Flags << 3) | Fixed32;
    }

    /// <summary>SpanEvent.</summary>
    public static class SpanEvent
    {
        public const uint TimeUnixNano = (OtlpFields.SpanEvent.TimeUnixNano << 3) | Fixed64;
        public const uint Name = (OtlpFields.SpanEvent.Name << 3) | Len;
        public const uint Attributes = (OtlpFields.SpanEvent.Attributes << 3) | Len;
        public const uint DroppedAttributesCount = (OtlpFields.SpanEvent.DroppedAttributesCount << 3) | Varint;
    }

    /// <summary>SpanLink.</summary>
    public static class SpanLink
    {
        public const uint TraceId = (OtlpFields.SpanLink.TraceId << 3) | Len;
        public const uint SpanId = (OtlpFields.SpanLink.SpanId << 3) | Len;
        public const uint TraceState = (OtlpFields.SpanLink.TraceState << 3) | Len;
        public const uint Attributes = (OtlpFields.SpanLink.Attributes << 3) | Len;
        public const uint DroppedAttributesCount = (OtlpFields.SpanLink.DroppedAttributesCount << 3) | Varint;
        public const uint Flags = (OtlpFields.SpanLink.Flags << 3) | Fixed32;
    }

    /// <summary>Status.</summary>
    public static class Status
    {
        public const uint Message = (OtlpFields.Status.Message << 3) | Len;
        public const uint Code = (OtlpFields.Status.Code << 3) | Varint;
    }
}
