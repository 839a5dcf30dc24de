using Google.Protobuf;
using Google.Protobuf.Collections;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Trace.V1;

namespace Rotel.Arrow.Otlp.Tests;

/// <summary>
/// A request as a list of strings, one an item: everything around the item and the item itself. Resources, scopes
/// and metrics without items give one string each. Equal lists mean that nothing was lost, moved or changed.
/// </summary>
internal static class FlatItems
{
    internal static List<string> Of(IMessage request)
    {
        var items = new List<string>();
        switch (request)
        {
            case ExportTraceServiceRequest traces:
                foreach (ResourceSpans group in traces.ResourceSpans)
                {
                    ResourceSpans envelope = group.Clone();
                    envelope.ScopeSpans.Clear();
                    foreach (ScopeSpans scope in Each(group.ScopeSpans, items, Text(envelope)))
                    {
                        ScopeSpans header = scope.Clone();
                        header.Spans.Clear();
                        Add(items, Text(envelope) + Text(header), scope.Spans);
                    }
                }

                break;
            case ExportLogsServiceRequest logs:
                foreach (ResourceLogs group in logs.ResourceLogs)
                {
                    ResourceLogs envelope = group.Clone();
                    envelope.ScopeLogs.Clear();
                    foreach (ScopeLogs scope in Each(group.ScopeLogs, items, Text(envelope)))
                    {
                        ScopeLogs header = scope.Clone();
                        header.LogRecords.Clear();
                        Add(items, Text(envelope) + Text(header), scope.LogRecords);
                    }
                }

                break;
            case ExportMetricsServiceRequest metrics:
                foreach (ResourceMetrics group in metrics.ResourceMetrics)
                {
                    ResourceMetrics envelope = group.Clone();
                    envelope.ScopeMetrics.Clear();
                    foreach (ScopeMetrics scope in Each(group.ScopeMetrics, items, Text(envelope)))
                    {
                        ScopeMetrics header = scope.Clone();
                        header.Metrics.Clear();
                        foreach (Metric metric in Each(scope.Metrics, items, Text(envelope) + Text(header)))
                        {
                            AddPoints(items, Text(envelope) + Text(header), metric);
                        }
                    }
                }

                break;
        }

        return items;
    }

    private static void AddPoints(List<string> items, string around, Metric metric)
    {
        Metric header = metric.Clone();
        switch (metric.DataCase)
        {
            case Metric.DataOneofCase.Gauge:
                header.Gauge.DataPoints.Clear();
                Add(items, around + Text(header), metric.Gauge.DataPoints);
                break;
            case Metric.DataOneofCase.Sum:
                header.Sum.DataPoints.Clear();
                Add(items, around + Text(header), metric.Sum.DataPoints);
                break;
            case Metric.DataOneofCase.Histogram:
                header.Histogram.DataPoints.Clear();
                Add(items, around + Text(header), metric.Histogram.DataPoints);
                break;
            case Metric.DataOneofCase.ExponentialHistogram:
                header.ExponentialHistogram.DataPoints.Clear();
                Add(items, around + Text(header), metric.ExponentialHistogram.DataPoints);
                break;
            case Metric.DataOneofCase.Summary:
                header.Summary.DataPoints.Clear();
                Add(items, around + Text(header), metric.Summary.DataPoints);
                break;
            default:
                items.Add(around + Text(header));
                break;
        }
    }

    private static RepeatedField<T> Each<T>(RepeatedField<T> inner, List<string> items, string around)
    {
        if (inner.Count == 0)
        {
            items.Add(around);
        }

        return inner;
    }

    private static void Add<T>(List<string> items, string around, RepeatedField<T> inner)
        where T : IMessage
    {
        foreach (T item in Each(inner, items, around))
        {
            items.Add(around + Text(item));
        }
    }

    private static string Text(IMessage message) => Convert.ToHexString(message.ToByteArray()) + "|";
}
