namespace Rotel.Arrow.Otlp.Wire;

/// <summary>Field numbers of OTLP 1.11 messages: opentelemetry.proto.logs.v1.</summary>
public static partial class OtlpFields
{
    /// <summary>LogRecord.</summary>
    public static class LogRecord
    {
        public const int TimeUnixNano = 1;
        public const int SeverityNumber = 2;
        public const int SeverityText = 3;
        public const int Body = 5;
        public const int Attributes = 6;
        public const int DroppedAttributesCount = 7;
        public const int Flags = 8;
        public const int TraceId = 9;
        public const int SpanId = 10;
        public const int ObservedTimeUnixNano = 11;
        public const int EventName = 12;
    }
}
