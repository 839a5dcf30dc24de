using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Proto.Trace.V1;

namespace Rotel.Arrow.Exporters.Tests.Parquet;

/// <summary>The rows that a message must become in the wide layout, as text; made from the message by hand.</summary>
internal static partial class ExpectedRows
{
    private static readonly string[] s_kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
    private static readonly string[] s_codes = ["UNSET", "OK", "ERROR"];
    private static readonly string[] s_temporalities = ["UNSPECIFIED", "DELTA", "CUMULATIVE"];

    /// <summary>Doubles in one form, whoever printed them.</summary>
    public static string Canonical(string row) => Doubles().Replace(row, static match => match.Groups[1].Value switch
    {
        "nan" or "-nan" => "<NaN>",
        "inf" => "<Infinity>",
        "-inf" => "<-Infinity>",
        string number => D(double.Parse(number, CultureInfo.InvariantCulture)),
    });

    public static List<string> Of(IMessage message)
    {
        List<string> rows = [.. message switch
        {
            ExportTraceServiceRequest traces => Of(traces),
            ExportLogsServiceRequest logs => Of(logs),
            _ => Of((ExportMetricsServiceRequest)message),
        }];
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static IEnumerable<string> Of(ExportTraceServiceRequest traces) =>
        from resource in traces.ResourceSpans
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select Row(
            ("start_time", OrNullTime(span.StartTimeUnixNano)),
            ("duration_ns", I(unchecked((long)(span.EndTimeUnixNano - span.StartTimeUnixNano)))),
            ("trace_id", Id(span.TraceId)), ("span_id", Id(span.SpanId)), ("parent_span_id", Id(span.ParentSpanId)),
            ("service_name", Service(resource.Resource)), ("name", S(span.Name)), ("kind", Name(s_kinds, (int)span.Kind)),
            ("status_code", Name(s_codes, (int)(span.Status?.Code ?? 0))), ("status_message", OrNull(span.Status?.Message)),
            ("trace_state", OrNull(span.TraceState)), ("flags", I(span.Flags)),
            ("attributes", Map(span.Attributes)), ("attributes_typed", Typed(span.Attributes)),
            ("dropped_attributes_count", I(span.DroppedAttributesCount)),
            ("events", List(span.Events, e => Struct(
                OrNullTime(e.TimeUnixNano), S(e.Name), Map(e.Attributes), Typed(e.Attributes), I(e.DroppedAttributesCount)))),
            ("dropped_events_count", I(span.DroppedEventsCount)),
            ("links", List(span.Links, l => Struct(
                Id(l.TraceId), Id(l.SpanId), OrNull(l.TraceState), Map(l.Attributes), Typed(l.Attributes),
                I(l.DroppedAttributesCount), I(l.Flags)))),
            ("dropped_links_count", I(span.DroppedLinksCount)),
            ("", Origin(resource.Resource, resource.SchemaUrl, scope.Scope, scope.SchemaUrl)));

    private static IEnumerable<string> Of(ExportLogsServiceRequest logs) =>
        from resource in logs.ResourceLogs
        from scope in resource.ScopeLogs
        from log in scope.LogRecords
        select Row(
            ("time", OrNullTime(log.TimeUnixNano)), ("observed_time", OrNullTime(log.ObservedTimeUnixNano)),
            ("service_name", Service(resource.Resource)), ("severity_number", I((int)log.SeverityNumber)),
            ("severity_text", OrNull(log.SeverityText)),
            ("body", log.Body is null ? "null" : Text(log.Body)),
            ("body_typed", log.Body is null ? "null" : TypedValue(log.Body)),
            ("event_name", OrNull(log.EventName)), ("trace_id", Id(log.TraceId)), ("span_id", Id(log.SpanId)),
            ("flags", I(log.Flags)), ("attributes", Map(log.Attributes)), ("attributes_typed", Typed(log.Attributes)),
            ("dropped_attributes_count", I(log.DroppedAttributesCount)),
            ("", Origin(resource.Resource, resource.SchemaUrl, scope.Scope, scope.SchemaUrl)));

    private static IEnumerable<string> Of(ExportMetricsServiceRequest metrics) =>
        from resource in metrics.ResourceMetrics
        from scope in resource.ScopeMetrics
        from metric in scope.Metrics
        from point in Points(metric)
        select Row(
            ("time", OrNullTime(point.Time)), ("start_time", OrNullTime(point.Start)), ("service_name", Service(resource.Resource)),
            ("name", S(metric.Name)), ("description", OrNull(metric.Description)), ("unit", OrNull(metric.Unit)),
            ("metric_type", S(point.Type)), ("aggregation_temporality", point.Temporality), ("is_monotonic", point.Monotonic),
            ("metadata", Map(metric.Metadata)), ("metadata_typed", Typed(metric.Metadata)),
            ("attributes", Map(point.Attributes)), ("attributes_typed", Typed(point.Attributes)), ("flags", I(point.Flags)),
            ("", point.Values), ("exemplars", point.Exemplars),
            ("", Origin(resource.Resource, resource.SchemaUrl, scope.Scope, scope.SchemaUrl)));

    private sealed record Point(
        string Type, ulong Time, ulong Start, uint Flags, RepeatedField<KeyValue> Attributes, string Values, string Exemplars)
    {
        public string Temporality { get; init; } = "null";

        public string Monotonic { get; init; } = "null";
    }

    private static IEnumerable<Point> Points(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(p => Number("gauge", p)),
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(p => Number("sum", p) with
        {
            Temporality = Temporality(metric.Sum.AggregationTemporality), Monotonic = metric.Sum.IsMonotonic ? "true" : "false",
        }),
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(p => new Point(
            "histogram", p.TimeUnixNano, p.StartTimeUnixNano, p.Flags, p.Attributes,
            Values(count: I(p.Count), sum: Opt(p.HasSum, p.Sum), min: Opt(p.HasMin, p.Min), max: Opt(p.HasMax, p.Max),
                buckets: Numbers(p.BucketCounts, I), bounds: Numbers(p.ExplicitBounds, D)),
            Exemplars(p.Exemplars)) { Temporality = Temporality(metric.Histogram.AggregationTemporality) }),
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Select(p => new Point(
            "exponential_histogram", p.TimeUnixNano, p.StartTimeUnixNano, p.Flags, p.Attributes,
            Values(count: I(p.Count), sum: Opt(p.HasSum, p.Sum), min: Opt(p.HasMin, p.Min), max: Opt(p.HasMax, p.Max),
                scale: I(p.Scale), zeroCount: I(p.ZeroCount), zeroThreshold: D(p.ZeroThreshold),
                positiveOffset: p.Positive is null ? "null" : I(p.Positive.Offset),
                positive: Numbers(p.Positive?.BucketCounts ?? [], I),
                negativeOffset: p.Negative is null ? "null" : I(p.Negative.Offset),
                negative: Numbers(p.Negative?.BucketCounts ?? [], I)),
            Exemplars(p.Exemplars)) { Temporality = Temporality(metric.ExponentialHistogram.AggregationTemporality) }),
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Select(p => new Point(
            "summary", p.TimeUnixNano, p.StartTimeUnixNano, p.Flags, p.Attributes,
            Values(count: I(p.Count), sum: D(p.Sum), quantiles: Numbers(p.QuantileValues, q => Struct(D(q.Quantile), D(q.Value)))),
            "[]")),
        _ => [],
    };

    private static Point Number(string type, NumberDataPoint p) => new(
        type, p.TimeUnixNano, p.StartTimeUnixNano, p.Flags, p.Attributes,
        Values(
            p.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? I(p.AsInt) : "null",
            p.ValueCase == NumberDataPoint.ValueOneofCase.AsDouble ? D(p.AsDouble) : "null"),
        Exemplars(p.Exemplars));

    private static string Values(
        string valueInt = "null", string valueDouble = "null", string count = "null", string sum = "null", string min = "null",
        string max = "null", string buckets = "[]", string bounds = "[]", string scale = "null", string zeroCount = "null",
        string zeroThreshold = "null", string positiveOffset = "null", string positive = "[]", string negativeOffset = "null",
        string negative = "[]", string quantiles = "[]") => Row(
            ("value_int", valueInt), ("value_double", valueDouble), ("count", count), ("sum", sum), ("min", min), ("max", max),
            ("bucket_counts", buckets), ("explicit_bounds", bounds), ("scale", scale), ("zero_count", zeroCount),
            ("zero_threshold", zeroThreshold), ("positive_offset", positiveOffset), ("positive_bucket_counts", positive),
            ("negative_offset", negativeOffset), ("negative_bucket_counts", negative), ("quantiles", quantiles));

    private static string Exemplars(RepeatedField<Exemplar> exemplars) => List(exemplars, e => Struct(
        OrNullTime(e.TimeUnixNano),
        e.ValueCase == Exemplar.ValueOneofCase.AsInt ? I(e.AsInt) : "null",
        e.ValueCase == Exemplar.ValueOneofCase.AsDouble ? D(e.AsDouble) : "null",
        Id(e.TraceId), Id(e.SpanId), Map(e.FilteredAttributes), Typed(e.FilteredAttributes)));

    private static string Origin(Resource? resource, string resourceUrl, InstrumentationScope? scope, string scopeUrl) => Row(
        ("resource_attributes", Map(resource?.Attributes ?? [])), ("resource_attributes_typed", Typed(resource?.Attributes ?? [])),
        ("resource_dropped_attributes_count", I(resource?.DroppedAttributesCount ?? 0)), ("resource_schema_url", OrNull(resourceUrl)),
        ("scope_name", OrNull(scope?.Name)), ("scope_version", OrNull(scope?.Version)),
        ("scope_attributes", Map(scope?.Attributes ?? [])), ("scope_attributes_typed", Typed(scope?.Attributes ?? [])),
        ("scope_dropped_attributes_count", I(scope?.DroppedAttributesCount ?? 0)), ("scope_schema_url", OrNull(scopeUrl)));

    private static string Service(Resource? resource) =>
        resource?.Attributes.FirstOrDefault(a => a.Key == "service.name" && a.Value?.ValueCase == AnyValue.ValueOneofCase.StringValue) is { } found
            ? S(found.Value.StringValue)
            : "null";

    private static string Map(IEnumerable<KeyValue> attributes) =>
        $"[{string.Join(',', attributes.Select(a => $"{S(a.Key)}:{Text(a.Value)}"))}]";

    private static string Typed(IEnumerable<KeyValue> attributes) => $"[{string.Join(',', attributes
        .Where(a => a.Value?.ValueCase != AnyValue.ValueOneofCase.StringValue)
        .Select(a => $"{S(a.Key)}:{TypedValue(a.Value)}"))}]";

    private static string Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => S(value.StringValue),
        AnyValue.ValueOneofCase.IntValue => S(I(value.IntValue)),
        AnyValue.ValueOneofCase.DoubleValue => S(value.DoubleValue.ToString(CultureInfo.InvariantCulture)),
        AnyValue.ValueOneofCase.BoolValue => S(value.BoolValue ? "true" : "false"),
        AnyValue.ValueOneofCase.BytesValue => S(value.BytesValue.ToBase64()),
        AnyValue.ValueOneofCase.ArrayValue or AnyValue.ValueOneofCase.KvlistValue => S(Json(value)),
        _ => "null",
    };

    private static string TypedValue(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => "null",
        AnyValue.ValueOneofCase.IntValue => Struct(S("int"), I(value.IntValue), "null", "null", "null", "null"),
        AnyValue.ValueOneofCase.DoubleValue => Struct(S("double"), "null", D(value.DoubleValue), "null", "null", "null"),
        AnyValue.ValueOneofCase.BoolValue => Struct(S("bool"), "null", "null", value.BoolValue ? "true" : "false", "null", "null"),
        AnyValue.ValueOneofCase.BytesValue => Struct(S("bytes"), "null", "null", "null", "b" + Convert.ToHexString(value.BytesValue.Span), "null"),
        AnyValue.ValueOneofCase.ArrayValue => Struct(S("array"), "null", "null", "null", "null", "c"),
        AnyValue.ValueOneofCase.KvlistValue => Struct(S("map"), "null", "null", "null", "null", "c"),
        _ => Struct(S("empty"), "null", "null", "null", "null", "null"),
    };

    private static string Json(AnyValue value)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, AnyValue? value)
    {
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                writer.WriteStringValue(value.StringValue);
                break;
            case AnyValue.ValueOneofCase.IntValue:
                writer.WriteNumberValue(value.IntValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue when !double.IsFinite(value.DoubleValue):
                writer.WriteStringValue(value.DoubleValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.DoubleValue:
                writer.WriteNumberValue(value.DoubleValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                writer.WriteBooleanValue(value.BoolValue);
                break;
            case AnyValue.ValueOneofCase.BytesValue:
                writer.WriteBase64StringValue(value.BytesValue.Span);
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                writer.WriteStartArray();
                foreach (AnyValue item in value.ArrayValue.Values)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                writer.WriteStartObject();
                foreach (KeyValue item in value.KvlistValue.Values)
                {
                    writer.WritePropertyName(item.Key);
                    Write(writer, item.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static string Temporality(AggregationTemporality value) => value == 0 ? "null" : Name(s_temporalities, (int)value);

    private static string Name(string[] names, int number) => S((uint)number < (uint)names.Length ? names[number] : I(number));

    private static string Row(params (string Name, string Value)[] cells) =>
        string.Join(' ', cells.Select(static c => c.Name.Length == 0 ? c.Value : $"{c.Name}={c.Value}"));

    private static string Struct(params string[] members) => $"{{{string.Join(',', members)}}}";

    private static string List<T>(IEnumerable<T> items, Func<T, string> text) => $"[{string.Join(',', items.Select(text))}]";

    /// <summary>A list that is null in the table when it is empty.</summary>
    private static string Numbers<T>(IEnumerable<T> items, Func<T, string> text) => List(items, text);

    private static string Opt(bool present, double value) => present ? D(value) : "null";

    private static string S(string text) => "s" + Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static string OrNull(string? text) => string.IsNullOrEmpty(text) ? "null" : S(text);

    private static string Id(ByteString id) => id.IsEmpty ? "null" : S(Convert.ToHexStringLower(id.Span));

    private static string OrNullTime(ulong time) => time == 0 ? "null" : "t" + time.ToString(CultureInfo.InvariantCulture);

    private static string I<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    private static string D(double number) => $"<{number.ToString("R", CultureInfo.InvariantCulture)}>";

    [GeneratedRegex("<([^>]*)>")]
    private static partial Regex Doubles();
}
