using Google.Protobuf;
using Google.Protobuf.Collections;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Trace.V1;

namespace Rotel.Arrow.Otap.Tests.Wire;

/// <summary>
/// The rules that Google.Protobuf does not know, the slow and obvious way: lengths of ids and depth of values. Takes the
/// items that break them out of a message.
/// </summary>
internal static class ItemRules
{
    private const int MaxContainers = 63;

    /// <summary>Items taken out; null when a resource or scope breaks a rule, which costs the request.</summary>
    internal static int? RemoveInvalid(IMessage message)
    {
        switch (message)
        {
            case ExportTraceServiceRequest traces:
                return traces.ResourceSpans.Any(static r => IsBad(r.Resource?.Attributes) || r.ScopeSpans.Any(static s => IsBad(s.Scope?.Attributes)))
                    ? null
                    : traces.ResourceSpans.SelectMany(static r => r.ScopeSpans).Sum(static s => Remove(s.Spans, IsBad));
            case ExportLogsServiceRequest logs:
                return logs.ResourceLogs.Any(static r => IsBad(r.Resource?.Attributes) || r.ScopeLogs.Any(static s => IsBad(s.Scope?.Attributes)))
                    ? null
                    : logs.ResourceLogs.SelectMany(static r => r.ScopeLogs).Sum(static s => Remove(s.LogRecords, IsBad));
            default:
                var metrics = (ExportMetricsServiceRequest)message;
                return metrics.ResourceMetrics.Any(static r => IsBad(r.Resource?.Attributes) || r.ScopeMetrics.Any(static s => IsBad(s.Scope?.Attributes)))
                    ? null
                    : metrics.ResourceMetrics.SelectMany(static r => r.ScopeMetrics).Sum(static s => RemoveFromMetrics(s.Metrics));
        }
    }

    private static int RemoveFromMetrics(RepeatedField<Metric> metrics)
    {
        int removed = 0;
        foreach (Metric metric in metrics.Where(static m => IsBad(m.Metadata)).ToArray())
        {
            removed += Testing.OtlpItems.Count(metric);
            metrics.Remove(metric);
        }

        foreach (Metric metric in metrics)
        {
            removed += metric.DataCase switch
            {
                Metric.DataOneofCase.Gauge => Remove(metric.Gauge.DataPoints, static p => IsBad(p.Attributes) || p.Exemplars.Any(IsBad)),
                Metric.DataOneofCase.Sum => Remove(metric.Sum.DataPoints, static p => IsBad(p.Attributes) || p.Exemplars.Any(IsBad)),
                Metric.DataOneofCase.Histogram => Remove(metric.Histogram.DataPoints, static p => IsBad(p.Attributes) || p.Exemplars.Any(IsBad)),
                Metric.DataOneofCase.ExponentialHistogram => Remove(metric.ExponentialHistogram.DataPoints, static p => IsBad(p.Attributes) || p.Exemplars.Any(IsBad)),
                Metric.DataOneofCase.Summary => Remove(metric.Summary.DataPoints, static p => IsBad(p.Attributes)),
                _ => 0,
            };
        }

        return removed;
    }

    private static int Remove<T>(RepeatedField<T> items, Func<T, bool> isBad)
    {
        int before = items.Count;
        for (int i = items.Count - 1; i >= 0; i--)
        {
            if (isBad(items[i]))
            {
                items.RemoveAt(i);
            }
        }

        return before - items.Count;
    }

    private static bool IsBad(Span span) =>
        IsBad(span.TraceId, 16) || IsBad(span.SpanId, 8) || IsBad(span.ParentSpanId, 8) || IsBad(span.Attributes)
        || span.Events.Any(static e => IsBad(e.Attributes))
        || span.Links.Any(static l => IsBad(l.TraceId, 16) || IsBad(l.SpanId, 8) || IsBad(l.Attributes));

    private static bool IsBad(LogRecord record) =>
        IsBad(record.TraceId, 16) || IsBad(record.SpanId, 8) || IsBad(record.Attributes) || Containers(record.Body) > MaxContainers;

    private static bool IsBad(Exemplar exemplar) =>
        IsBad(exemplar.TraceId, 16) || IsBad(exemplar.SpanId, 8) || IsBad(exemplar.FilteredAttributes);

    private static bool IsBad(ByteString id, int length) => id.Length != 0 && id.Length != length;

    private static bool IsBad(IEnumerable<KeyValue>? attributes) =>
        attributes is not null && attributes.Any(static a => Containers(a.Value) > MaxContainers);

    private static int Containers(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.ArrayValue => 1 + value.ArrayValue.Values.Select(Containers).DefaultIfEmpty().Max(),
        AnyValue.ValueOneofCase.KvlistValue => 1 + value.KvlistValue.Values.Select(static v => Containers(v.Value)).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
