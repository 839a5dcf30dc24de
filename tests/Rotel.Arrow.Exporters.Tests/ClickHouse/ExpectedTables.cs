using Google.Protobuf;
using Google.Protobuf.Collections;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Proto.Trace.V1;
using static Rotel.Arrow.Exporters.Tests.ClickHouse.Expected;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>The rows of all tables that a message must become: suffix of the table, and value by column.</summary>
internal static class ExpectedTables
{
    private static readonly string[] s_kinds = ["Unspecified", "Internal", "Server", "Client", "Producer", "Consumer"];
    private static readonly string[] s_codes = ["Unset", "Ok", "Error"];

    public static List<(string Table, Dictionary<string, string> Row)> Of(IMessage message, Expected form) => message switch
    {
        ExportTraceServiceRequest traces =>
            [.. from r in traces.ResourceSpans from s in r.ScopeSpans from span in s.Spans select ("_traces", Of(r, s, span, form))],
        ExportLogsServiceRequest logs =>
            [.. from r in logs.ResourceLogs from s in r.ScopeLogs from log in s.LogRecords select ("_logs", Of(r, s, log, form))],
        _ => [.. from r in ((ExportMetricsServiceRequest)message).ResourceMetrics
                 from s in r.ScopeMetrics
                 from metric in s.Metrics
                 from point in Points(metric, form)
                 select ("_metrics_" + point.Table, Metric(r, s, metric, point.Cells, form))],
    };

    private static Dictionary<string, string> Of(ResourceSpans resource, ScopeSpans scope, Span span, Expected form) => new(
        Origin(resource.Resource, resource.SchemaUrl, scope.Scope, scope.SchemaUrl, form))
    {
        ["Timestamp"] = Time(span.StartTimeUnixNano),
        ["TraceId"] = Id(span.TraceId),
        ["SpanId"] = Id(span.SpanId),
        ["ParentSpanId"] = Id(span.ParentSpanId),
        ["TraceState"] = S(span.TraceState),
        ["SpanName"] = S(span.Name),
        ["SpanKind"] = Word(s_kinds, (int)span.Kind),
        ["SpanAttributes"] = form.Attributes(span.Attributes),
        ["Duration"] = I(Math.Max(unchecked((long)(span.EndTimeUnixNano - span.StartTimeUnixNano)), 0)),
        ["StatusCode"] = Word(s_codes, (int)(span.Status?.Code ?? 0)),
        ["StatusMessage"] = S(span.Status?.Message ?? ""),
        ["Events.Timestamp"] = List(span.Events, e => Time(e.TimeUnixNano)),
        ["Events.Name"] = List(span.Events, e => S(e.Name)),
        ["Events.Attributes"] = List(span.Events, e => form.Attributes(e.Attributes)),
        ["Events.DroppedAttributesCount"] = List(span.Events, e => I(e.DroppedAttributesCount)),
        ["Links.TraceId"] = List(span.Links, l => Id(l.TraceId)),
        ["Links.SpanId"] = List(span.Links, l => Id(l.SpanId)),
        ["Links.TraceState"] = List(span.Links, l => S(l.TraceState)),
        ["Links.Attributes"] = List(span.Links, l => form.Attributes(l.Attributes)),
        ["Links.DroppedAttributesCount"] = List(span.Links, l => I(l.DroppedAttributesCount)),
        ["Links.Flags"] = List(span.Links, l => I(l.Flags)),
        ["SpanFlags"] = I(span.Flags),
        ["DroppedAttributesCount"] = I(span.DroppedAttributesCount),
        ["DroppedEventsCount"] = I(span.DroppedEventsCount),
        ["DroppedLinksCount"] = I(span.DroppedLinksCount),
    };

    private static Dictionary<string, string> Of(
        Proto.Logs.V1.ResourceLogs resource, Proto.Logs.V1.ScopeLogs scope, Proto.Logs.V1.LogRecord log, Expected form) => new(
        Origin(resource.Resource, resource.SchemaUrl, scope.Scope, scope.SchemaUrl, form))
    {
        ["Timestamp"] = Time(log.TimeUnixNano != 0 ? log.TimeUnixNano : log.ObservedTimeUnixNano),
        ["ObservedTimestamp"] = Time(log.ObservedTimeUnixNano),
        ["TraceId"] = Id(log.TraceId),
        ["SpanId"] = Id(log.SpanId),
        ["TraceFlags"] = I((byte)log.Flags),
        ["LogFlags"] = I(log.Flags),
        ["SeverityText"] = S(log.SeverityText),
        ["SeverityNumber"] = I(Math.Clamp((int)log.SeverityNumber, 0, 255)),
        ["Body"] = S(TextOf(log.Body)),
        ["BodyType"] = S(log.Body is null ? "" : log.Body.ValueCase switch
        {
            AnyValue.ValueOneofCase.StringValue => "string",
            AnyValue.ValueOneofCase.IntValue => "int",
            AnyValue.ValueOneofCase.DoubleValue => "double",
            AnyValue.ValueOneofCase.BoolValue => "bool",
            AnyValue.ValueOneofCase.KvlistValue => "map",
            AnyValue.ValueOneofCase.ArrayValue => "array",
            AnyValue.ValueOneofCase.BytesValue => "bytes",
            _ => "empty",
        }),
        ["EventName"] = S(log.EventName),
        ["LogAttributes"] = form.Attributes(log.Attributes),
        ["DroppedAttributesCount"] = I(log.DroppedAttributesCount),
    };

    private static Dictionary<string, string> Metric(
        ResourceMetrics resource, ScopeMetrics scope, Metric metric, Dictionary<string, string> cells, Expected form) => new(
        Origin(resource.Resource, resource.SchemaUrl, scope.Scope, scope.SchemaUrl, form).Concat(cells))
    {
        ["MetricName"] = S(metric.Name),
        ["MetricDescription"] = S(metric.Description),
        ["MetricUnit"] = S(metric.Unit),
        ["MetricMetadata"] = form.Attributes(metric.Metadata),
    };

    private static IEnumerable<(string Table, Dictionary<string, string> Cells)> Points(Metric metric, Expected form) => metric.DataCase switch
    {
        Proto.Metrics.V1.Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(p => ("gauge", Number(p, form))),
        Proto.Metrics.V1.Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(p => ("sum", new Dictionary<string, string>(Number(p, form))
        {
            ["AggregationTemporality"] = I((int)metric.Sum.AggregationTemporality),
            ["IsMonotonic"] = metric.Sum.IsMonotonic ? "true" : "false",
        })),
        Proto.Metrics.V1.Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(p => ("histogram", new Dictionary<string, string>(
            Point(p.Attributes, p.StartTimeUnixNano, p.TimeUnixNano, p.Flags, form).Concat(Exemplars(p.Exemplars, form)))
        {
            ["Count"] = I(p.Count), ["Sum"] = D(p.Sum), ["Min"] = D(p.Min), ["Max"] = D(p.Max),
            ["HasSum"] = B(p.HasSum), ["HasMin"] = B(p.HasMin), ["HasMax"] = B(p.HasMax),
            ["BucketCounts"] = List(p.BucketCounts, I), ["ExplicitBounds"] = List(p.ExplicitBounds, D),
            ["AggregationTemporality"] = I((int)metric.Histogram.AggregationTemporality),
        })),
        Proto.Metrics.V1.Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Select(p => (
            "exponential_histogram", new Dictionary<string, string>(
                Point(p.Attributes, p.StartTimeUnixNano, p.TimeUnixNano, p.Flags, form).Concat(Exemplars(p.Exemplars, form)))
            {
                ["Count"] = I(p.Count), ["Sum"] = D(p.Sum), ["Min"] = D(p.Min), ["Max"] = D(p.Max),
                ["HasSum"] = B(p.HasSum), ["HasMin"] = B(p.HasMin), ["HasMax"] = B(p.HasMax),
                ["Scale"] = I(p.Scale), ["ZeroCount"] = I(p.ZeroCount), ["ZeroThreshold"] = D(p.ZeroThreshold),
                ["PositiveOffset"] = I(p.Positive?.Offset ?? 0), ["PositiveBucketCounts"] = List(p.Positive?.BucketCounts ?? [], I),
                ["NegativeOffset"] = I(p.Negative?.Offset ?? 0), ["NegativeBucketCounts"] = List(p.Negative?.BucketCounts ?? [], I),
                ["AggregationTemporality"] = I((int)metric.ExponentialHistogram.AggregationTemporality),
            })),
        Proto.Metrics.V1.Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Select(p => ("summary", new Dictionary<string, string>(
            Point(p.Attributes, p.StartTimeUnixNano, p.TimeUnixNano, p.Flags, form))
        {
            ["Count"] = I(p.Count), ["Sum"] = D(p.Sum),
            ["ValueAtQuantiles.Quantile"] = List(p.QuantileValues, q => D(q.Quantile)),
            ["ValueAtQuantiles.Value"] = List(p.QuantileValues, q => D(q.Value)),
        })),
        _ => [],
    };

    private static Dictionary<string, string> Number(NumberDataPoint p, Expected form) => new(
        Point(p.Attributes, p.StartTimeUnixNano, p.TimeUnixNano, p.Flags, form).Concat(Exemplars(p.Exemplars, form)))
    {
        ["Value"] = D(p.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? p.AsInt : p.AsDouble),
        ["ValueInt"] = p.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? I(p.AsInt) : "null",
    };

    private static Dictionary<string, string> Point(IEnumerable<KeyValue> attributes, ulong start, ulong time, uint flags, Expected form) => new()
    {
        ["Attributes"] = form.Attributes(attributes),
        ["StartTimeUnix"] = Time(start),
        ["TimeUnix"] = Time(time),
        ["Flags"] = I(flags),
    };

    private static Dictionary<string, string> Exemplars(RepeatedField<Exemplar> exemplars, Expected form) => new()
    {
        ["Exemplars.FilteredAttributes"] = List(exemplars, e => form.Attributes(e.FilteredAttributes)),
        ["Exemplars.TimeUnix"] = List(exemplars, e => Time(e.TimeUnixNano)),
        ["Exemplars.Value"] = List(exemplars, e => D(e.ValueCase == Exemplar.ValueOneofCase.AsInt ? e.AsInt : e.AsDouble)),
        ["Exemplars.SpanId"] = List(exemplars, e => Id(e.SpanId)),
        ["Exemplars.TraceId"] = List(exemplars, e => Id(e.TraceId)),
    };

    private static Dictionary<string, string> Origin(
        Resource? resource, string resourceUrl, InstrumentationScope? scope, string scopeUrl, Expected form) => new()
    {
        ["ServiceName"] = Service(resource?.Attributes),
        ["ResourceAttributes"] = form.Attributes(resource?.Attributes ?? []),
        ["ResourceSchemaUrl"] = S(resourceUrl),
        ["ResourceDroppedAttrCount"] = I(resource?.DroppedAttributesCount ?? 0),
        ["ScopeName"] = S(scope?.Name ?? ""),
        ["ScopeVersion"] = S(scope?.Version ?? ""),
        ["ScopeAttributes"] = form.Attributes(scope?.Attributes ?? []),
        ["ScopeDroppedAttrCount"] = I(scope?.DroppedAttributesCount ?? 0),
        ["ScopeSchemaUrl"] = S(scopeUrl),
    };

    private static string Word(string[] words, int number) => S((uint)number < (uint)words.Length ? words[number] : I(number));

    private static string B(bool value) => value ? "true" : "false";
}
