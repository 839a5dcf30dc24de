using F = Rotel.Arrow.Otlp.Wire.OtlpFields;

namespace Rotel.Arrow.Otlp.Schema;

/// <content>logs.v1.</content>
internal static partial class OtlpSchema
{
    internal static readonly MessageSchema LogsRequest = new("ExportLogsServiceRequest");
    internal static readonly MessageSchema ResourceLogs = new("ResourceLogs", 3);
    internal static readonly MessageSchema ScopeLogs = new("ScopeLogs", 3);
    internal static readonly MessageSchema LogRecord = new("LogRecord", 2);

    private static readonly EnumSchema SeverityNumber = new(
        "SeverityNumber",
        "SEVERITY_NUMBER_UNSPECIFIED",
        "SEVERITY_NUMBER_TRACE", "SEVERITY_NUMBER_TRACE2", "SEVERITY_NUMBER_TRACE3", "SEVERITY_NUMBER_TRACE4",
        "SEVERITY_NUMBER_DEBUG", "SEVERITY_NUMBER_DEBUG2", "SEVERITY_NUMBER_DEBUG3", "SEVERITY_NUMBER_DEBUG4",
        "SEVERITY_NUMBER_INFO", "SEVERITY_NUMBER_INFO2", "SEVERITY_NUMBER_INFO3", "SEVERITY_NUMBER_INFO4",
        "SEVERITY_NUMBER_WARN", "SEVERITY_NUMBER_WARN2", "SEVERITY_NUMBER_WARN3", "SEVERITY_NUMBER_WARN4",
        "SEVERITY_NUMBER_ERROR", "SEVERITY_NUMBER_ERROR2", "SEVERITY_NUMBER_ERROR3", "SEVERITY_NUMBER_ERROR4",
        "SEVERITY_NUMBER_FATAL", "SEVERITY_NUMBER_FATAL2", "SEVERITY_NUMBER_FATAL3", "SEVERITY_NUMBER_FATAL4");

    private static void DefineLogs()
    {
        DefineEnvelopes(
            LogsRequest,
            ResourceLogs,
            ScopeLogs,
            "logs",
            Children(F.ScopeGroup.Items, "log_records", LogRecord, FieldRole.Item));
        LogRecord.Define(
            Field(F.LogRecord.TimeUnixNano, "time_unix_nano", FieldKind.Fixed64),
            EnumField(F.LogRecord.SeverityNumber, "severity_number", SeverityNumber),
            Field(F.LogRecord.SeverityText, "severity_text", FieldKind.String),
            Child(F.LogRecord.Body, "body", AnyValue),
            Children(F.LogRecord.Attributes, "attributes", KeyValue),
            Field(F.LogRecord.DroppedAttributesCount, "dropped_attributes_count", FieldKind.UInt32),
            Field(F.LogRecord.Flags, "flags", FieldKind.Fixed32),
            Field(F.LogRecord.TraceId, "trace_id", FieldKind.TraceId),
            Field(F.LogRecord.SpanId, "span_id", FieldKind.SpanId),
            Field(F.LogRecord.ObservedTimeUnixNano, "observed_time_unix_nano", FieldKind.Fixed64),
            Field(F.LogRecord.EventName, "event_name", FieldKind.String));
    }
}
