namespace Rotel.Arrow.Otap.Schemas;

/// <summary>
/// Column names of the OTAP tables (otap.md section 3), and of the columns that we add so that OTLP loses nothing.
/// </summary>
/// <remarks>
/// Our own columns start with "ext." and are present only in batches that need them:
/// <list type="bullet">
/// <item>resource.ext.entity_refs, binary: the EntityRef messages of the resource, as OTLP field 3 bytes.</item>
/// <item>resource.ext.absent, scope.ext.absent, bool: true where the message itself was absent.</item>
/// <item>ext.value_absent, bool, attribute tables: true where KeyValue.value was absent (type 0 otherwise means an
/// AnyValue without a member).</item>
/// <item>ext.key_strindex, ext.value_strindex, i32, attribute tables (and body): references into a profiles
/// dictionary, OTLP KeyValue.key_strindex and AnyValue.string_value_strindex.</item>
/// </list>
/// </remarks>
public static class ColumnNames
{
    public const string Id = "id";
    public const string ParentId = "parent_id";
    public const string Resource = "resource";
    public const string Scope = "scope";
    public const string SchemaUrl = "schema_url";
    public const string DroppedAttributesCount = "dropped_attributes_count";
    public const string Name = "name";
    public const string Version = "version";
    public const string Flags = "flags";
    public const string TraceId = "trace_id";
    public const string SpanId = "span_id";
    public const string TraceState = "trace_state";
    public const string TimeUnixNano = "time_unix_nano";
    public const string StartTimeUnixNano = "start_time_unix_nano";

    public const string Key = "key";
    public const string Type = "type";
    public const string Str = "str";
    public const string Int = "int";
    public const string Double = "double";
    public const string Bool = "bool";
    public const string Bytes = "bytes";
    public const string Ser = "ser";

    public const string ObservedTimeUnixNano = "observed_time_unix_nano";
    public const string SeverityNumber = "severity_number";
    public const string SeverityText = "severity_text";
    public const string Body = "body";
    public const string EventName = "event_name";

    public const string DurationTimeUnixNano = "duration_time_unix_nano";
    public const string ParentSpanId = "parent_span_id";
    public const string Kind = "kind";
    public const string DroppedEventsCount = "dropped_events_count";
    public const string DroppedLinksCount = "dropped_links_count";
    public const string Status = "status";
    public const string StatusCode = "code";
    public const string StatusMessage = "status_message";

    public const string MetricType = "metric_type";
    public const string Description = "description";
    public const string Unit = "unit";
    public const string AggregationTemporality = "aggregation_temporality";
    public const string IsMonotonic = "is_monotonic";

    public const string IntValue = "int_value";
    public const string DoubleValue = "double_value";
    public const string Count = "count";
    public const string Sum = "sum";
    public const string Min = "min";
    public const string Max = "max";
    public const string BucketCounts = "bucket_counts";
    public const string ExplicitBounds = "explicit_bounds";
    public const string Scale = "scale";
    public const string ZeroCount = "zero_count";
    public const string ZeroThreshold = "zero_threshold";
    public const string Positive = "positive";
    public const string Negative = "negative";
    public const string Offset = "offset";
    public const string Quantile = "quantile";
    public const string Value = "value";
    public const string Item = "item";

    public const string ExtEntityRefs = "ext.entity_refs";
    public const string ExtAbsent = "ext.absent";
    public const string ExtValueAbsent = "ext.value_absent";
    public const string ExtKeyStrindex = "ext.key_strindex";
    public const string ExtValueStrindex = "ext.value_strindex";
}
