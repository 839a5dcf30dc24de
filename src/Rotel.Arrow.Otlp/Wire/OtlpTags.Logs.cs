namespace Rotel.Arrow.Otlp.Wire;

/// <summary>Tags (field number and wire type) of the fields in <see cref="OtlpFields"/>: opentelemetry.proto.logs.v1. Repeated scalars have the tag of their packed form.</summary>
public static partial class OtlpTags
{
    /// <summary>LogRecord.</summary>
    public static class LogRecord
    {
        public const uint TimeUnixNano = (OtlpFields.LogRecord.TimeUnixNano << 3) | Fixed64;
        public const uint SeverityNumber = (OtlpFields.LogRecord.SeverityNumber << 3) | Varint;
        public const uint SeverityText = (OtlpFields.LogRecord.SeverityText << 3) | Len;
        public const uint Body = (OtlpFields.LogRecord.Body << 3) | Len;
        public const uint Attributes = (OtlpFields.LogRecord.Attributes << 3) | Len;
        public const uint DroppedAttributesCount = (OtlpFields.LogRecord.DroppedAttributesCount << 3) | Varint;
        public const uint Flags = (OtlpFields.LogRecord.Flags << 3) | Fixed32;
        public const uint TraceId = (OtlpFields.LogRecord.TraceId << 3) | Len;
        public const uint SpanId = (OtlpFields.LogRecord.SpanId << 3) | Len;
        public const uint ObservedTimeUnixNano = (OtlpFields.LogRecord.ObservedTimeUnixNano << 3) | Fixed64;
        public const uint EventName = (OtlpFields.LogRecord.EventName << 3) | Len;
    }
}
