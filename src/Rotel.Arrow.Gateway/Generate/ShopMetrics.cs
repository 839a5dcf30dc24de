using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway.Generate;

/// <summary>
/// What the shop's services measure about themselves: durations of the requests that were played (a cumulative
/// histogram a service and outcome), errors (a counter), requests in flight and processor load (of the moment).
/// </summary>
internal sealed class ShopMetrics(SeededSource random, long startUnixNanos)
{
    private const int Cumulative = 2;
    private const int ServerKind = 2;

    /// <summary>Bounds of the histogram in seconds: those that the semantic conventions advise for request durations.</summary>
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Histogram[] _durations = [.. ShopService.All.SelectMany(static _ => new[] { new Histogram(), new Histogram() })];

    /// <summary>Counts a span, if it is a server's.</summary>
    public void Observe(GeneratedSpan span)
    {
        if (span.Kind == ServerKind)
        {
            _durations[(span.Service * 2) + (span.Error is null ? 0 : 1)].Add((span.EndUnixNanos - span.StartUnixNanos) / 1e9);
        }
    }

    /// <summary>All metrics as they stand at a time, as a request; the caller owns it.</summary>
    public OtlpBytes Collect(long unixNanos, SlabPool pool)
    {
        using var writer = new ProtoWriter(pool);
        int points = 0;
        for (int service = 0; service < ShopService.All.Length; service++)
        {
            (MessageMark resource, MessageMark scope) = TelemetryMessage.BeginScope(writer, service);
            points += Durations(writer, service, unixNanos);
            MessageMark data = BeginMetric(writer, "shop.server.errors", "Requests that failed", "{request}", OtlpFields.Metric.Sum, out MessageMark metric);
            Number(writer, unixNanos, OtlpFields.NumberDataPoint.AsInt, (ulong)_durations[(service * 2) + 1].Count);
            EndSum(writer, data, metric, monotonic: true);

            data = BeginMetric(writer, "http.server.active_requests", "Requests in flight", "{request}", OtlpFields.Metric.Sum, out metric);
            Number(writer, unixNanos, OtlpFields.NumberDataPoint.AsInt, (ulong)random.Below(20));
            EndSum(writer, data, metric, monotonic: false);

            data = BeginMetric(writer, "process.cpu.utilization", "Share of one processor", "1", OtlpFields.Metric.Gauge, out metric);
            Number(writer, unixNanos, OtlpFields.NumberDataPoint.AsDouble, BitConverter.DoubleToUInt64Bits(0.05 + (random.Fraction() * 0.6)));
            writer.EndMessage(data);
            writer.EndMessage(metric);
            points += 3;
            TelemetryMessage.EndScope(writer, resource, scope);
        }

        return TelemetryMessage.Finish(writer, Signal.Metrics, points);
    }

    private int Durations(ProtoWriter writer, int service, long unixNanos)
    {
        int points = 0;
        MessageMark data = BeginMetric(writer, "http.server.request.duration", "Duration of requests", "s", OtlpFields.Metric.Histogram, out MessageMark metric);
        for (int failed = 0; failed < 2; failed++)
        {
            Histogram durations = _durations[(service * 2) + failed];
            if (durations.Count == 0)
            {
                continue;
            }

            MessageMark point = writer.BeginMessage(OtlpFields.MetricData.DataPoints, 2);
            writer.TryWriteFixed64(OtlpFields.HistogramDataPoint.StartTimeUnixNano, (ulong)startUnixNanos);
            writer.TryWriteFixed64(OtlpFields.HistogramDataPoint.TimeUnixNano, (ulong)unixNanos);
            writer.TryWriteFixed64(OtlpFields.HistogramDataPoint.Count, (ulong)durations.Count);
            Double(writer, OtlpFields.HistogramDataPoint.Sum, durations.Sum);
            MessageMark packed = writer.BeginMessage(OtlpFields.HistogramDataPoint.BucketCounts);
            foreach (long count in durations.Buckets)
            {
                writer.TryWriteFixed64((ulong)count);
            }

            writer.EndMessage(packed);
            packed = writer.BeginMessage(OtlpFields.HistogramDataPoint.ExplicitBounds);
            foreach (double bound in Bounds)
            {
                writer.TryWriteFixed64(BitConverter.DoubleToUInt64Bits(bound));
            }

            writer.EndMessage(packed);
            TelemetryMessage.Attributes(writer, OtlpFields.HistogramDataPoint.Attributes,
                [GeneratedAttribute.Of("http.request.method", "POST"), GeneratedAttribute.Of("http.response.status_code", failed == 0 ? 200 : 502)]);
            Double(writer, OtlpFields.HistogramDataPoint.Min, durations.Min);
            Double(writer, OtlpFields.HistogramDataPoint.Max, durations.Max);
            writer.EndMessage(point);
            points++;
        }

        writer.TryWriteVarint(OtlpFields.MetricData.AggregationTemporality, Cumulative);
        writer.EndMessage(data);
        writer.EndMessage(metric);
        return points;
    }

    private static MessageMark BeginMetric(ProtoWriter writer, string name, string description, string unit, int kind, out MessageMark metric)
    {
        metric = writer.BeginMessage(OtlpFields.ScopeGroup.Items, 2);
        TelemetryMessage.Text(writer, OtlpFields.Metric.Name, name);
        TelemetryMessage.Text(writer, OtlpFields.Metric.Description, description);
        TelemetryMessage.Text(writer, OtlpFields.Metric.Unit, unit);
        return writer.BeginMessage(kind, 2);
    }

    private void Number(ProtoWriter writer, long unixNanos, int field, ulong bits)
    {
        MessageMark point = writer.BeginMessage(OtlpFields.MetricData.DataPoints);
        writer.TryWriteFixed64(OtlpFields.NumberDataPoint.StartTimeUnixNano, (ulong)startUnixNanos);
        writer.TryWriteFixed64(OtlpFields.NumberDataPoint.TimeUnixNano, (ulong)unixNanos);
        writer.TryWriteFixed64(field, bits);
        writer.EndMessage(point);
    }

    private static void EndSum(ProtoWriter writer, MessageMark data, MessageMark metric, bool monotonic)
    {
        writer.TryWriteVarint(OtlpFields.MetricData.AggregationTemporality, Cumulative);
        writer.TryWriteVarint(OtlpFields.MetricData.IsMonotonic, monotonic ? 1UL : 0UL);
        writer.EndMessage(data);
        writer.EndMessage(metric);
    }

    private static void Double(ProtoWriter writer, int field, double value) =>
        writer.TryWriteFixed64(field, BitConverter.DoubleToUInt64Bits(value));

    private sealed class Histogram
    {
        public long[] Buckets { get; } = new long[Bounds.Length + 1];

        public long Count { get; private set; }

        public double Sum { get; private set; }

        public double Min { get; private set; } = double.MaxValue;

        public double Max { get; private set; }

        public void Add(double seconds)
        {
            int bucket = Array.FindIndex(Bounds, bound => seconds <= bound);
            Buckets[bucket < 0 ? Bounds.Length : bucket]++;
            Count++;
            Sum += seconds;
            Min = Math.Min(Min, seconds);
            Max = Math.Max(Max, seconds);
        }
    }
}
