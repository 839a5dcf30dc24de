using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Trace.V1;

namespace Rotel.Arrow.Testing;

/// <summary>Counts and signals of requests; the slow and obvious way.</summary>
public static class OtlpItems
{
    /// <summary>Spans, log records or data points of an export request or a *Data message.</summary>
    public static int Count(IMessage request) => request switch
    {
        ExportTraceServiceRequest traces => Count(traces.ResourceSpans),
        TracesData traces => Count(traces.ResourceSpans),
        ExportLogsServiceRequest logs => Count(logs.ResourceLogs),
        LogsData logs => Count(logs.ResourceLogs),
        ExportMetricsServiceRequest metrics => Count(metrics.ResourceMetrics),
        MetricsData metrics => Count(metrics.ResourceMetrics),
        _ => throw NotTelemetry(request),
    };

    /// <summary>Data points of one metric; 0 for a metric of no kind.</summary>
    public static int Count(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Count,
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Count,
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Count,
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Count,
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Count,
        _ => 0,
    };

    /// <summary>traces, logs or metrics.</summary>
    public static string SignalOf(IMessage request) => request switch
    {
        ExportTraceServiceRequest or TracesData => "traces",
        ExportLogsServiceRequest or LogsData => "logs",
        ExportMetricsServiceRequest or MetricsData => "metrics",
        _ => throw NotTelemetry(request),
    };

    static int Count(IEnumerable<ResourceSpans> resources) =>
        resources.Sum(static resource => resource.ScopeSpans.Sum(static scope => scope.Spans.Count));

    static int Count(IEnumerable<ResourceLogs> resources) =>
        resources.Sum(static resource => resource.ScopeLogs.Sum(static scope => scope.LogRecords.Count));

    static int Count(IEnumerable<ResourceMetrics> resources) =>
        resources.Sum(static resource => resource.ScopeMetrics.Sum(static scope => scope.Metrics.Sum(Count)));

    static ArgumentException NotTelemetry(IMessage message) =>
        new($"{message.Descriptor.FullName} is neither traces, logs nor metrics.");
}
