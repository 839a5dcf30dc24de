namespace Rotel.Arrow.Otlp.Wire;

/// <summary>Field numbers of OTLP 1.11 messages: opentelemetry.proto.trace.v1.</summary>
public static partial class OtlpFields
{
    /// <summary>Span.</summary>
    public static class Span
    {
        public const int TraceId = 1;
        public const int SpanId = 2;
        public const int TraceState = 3;
        public const int ParentSpanId = 4;
        public const int Name = 5;
        public const int Kind = 6;
        public const int StartTimeUnixNano = 7;
        public const int EndTimeUnixNano = 8;
        public const int Attributes = 9;
        public const int DroppedAttributesCount = 10;
        public const int Events = 11;
        public const int DroppedEventsCount = 12;
        public const int Links = 13;
        public const int DroppedLinksCount = 14;
        public const int Status = 15;
        public const int Flags = 16;
    }

    /// <summary>SpanEvent.</summary>
    public static class SpanEvent
    {
        public const int TimeUnixNano = 1;
        public const int Name = 2;
        public const int Attributes = 3;
        public const int DroppedAttributesCount = 4;
    }

    /// <summary>SpanLink.</summary>
    public static class SpanLink
    {
        public const int TraceId = 1;
        public const int SpanId = 2;
        public const int TraceState = 3;
        public const int Attributes = 4;
        public const int DroppedAttributesCount = 5;
        public const int Flags = 6;
    }

    /// <summary>Status.</summary>
    public static class Status
    {
        public const int Message = 2;
        public const int Code = 3;
    }
}
