namespace Rotel.Arrow.Otlp.Wire;

/// <summary>Tags (field number and wire type) of the fields in <see cref="OtlpFields"/>: opentelemetry.proto.metrics.v1. Repeated scalars have the tag of their packed form.</summary>
public static partial class OtlpTags
{
    /// <summary>Metric.</summary>
    public static class Metric
    {
        public const uint Name = (OtlpFields.Metric.Name << 3) | Len;
        public const uint Description = (OtlpFields.Metric.Description << 3) | Len;
        public const uint Unit = (OtlpFields.Metric.Unit << 3) | Len;
        public const uint Gauge = (OtlpFields.Metric.Gauge << 3) | Len;
        public const uint Sum = (OtlpFields.Metric.Sum << 3) | Len;
        public const uint Histogram = (OtlpFields.Metric.Histogram << 3) | Len;
        public const uint ExponentialHistogram = (OtlpFields.Metric.ExponentialHistogram << 3) | Len;
        public const uint Summary = (OtlpFields.Metric.Summary << 3) | Len;
        public const uint Metadata = (OtlpFields.Metric.Metadata << 3) | Len;
    }

    /// <summary>Gauge, Sum, Histogram, ExponentialHistogram, Summary: the points are field 1 in all of them.</summary>
    public static class MetricData
    {
        public const uint DataPoints = (OtlpFields.MetricData.DataPoints << 3) | Len;
        public const uint AggregationTemporality = (OtlpFields.MetricData.AggregationTemporality << 3) | Varint;
        public const uint IsMonotonic = (OtlpFields.MetricData.IsMonotonic << 3) | Varint;
    }

    /// <summary>NumberDataPoint.</summary>
    public static class NumberDataPoint
    {
        public const uint StartTimeUnixNano = (OtlpFields.NumberDataPoint.StartTimeUnixNano << 3) | Fixed64;
        public const uint TimeUnixNano = (OtlpFields.NumberDataPoint.TimeUnixNano << 3) | Fixed64;
        public const uint AsDouble = (OtlpFields.NumberDataPoint.AsDouble << 3) | Fixed64;
        public const uint Exemplars = (OtlpFields.NumberDataPoint.Exemplars << 3) | Len;
        public const uint AsInt = (OtlpFields.NumberDataPoint.AsInt << 3) | Fixed64;
        public const uint Attributes = (OtlpFields.NumberDataPoint.Attributes << 3) | Len;
        public const uint Flags = (OtlpFields.NumberDataPoint.Flags << 3) | Varint;
    }

    /// <summary>HistogramDataPoint.</summary>
    public static class HistogramDataPoint
    {
        public const uint StartTimeUnixNano = (OtlpFields.HistogramDataPoint.StartTimeUnixNano << 3) | Fixed64;
        public const uint TimeUnixNano = (OtlpFields.HistogramDataPoint.TimeUnixNano << 3) | Fixed64;
        public const uint Count = (OtlpFields.HistogramDataPoint.Count << 3) | Fixed64;
        public const uint Sum = (OtlpFields.HistogramDataPoint.Sum << 3) | Fixed64;
        public const uint BucketCounts = (OtlpFields.HistogramDataPoint.BucketCounts << 3) | Len;
        public const uint ExplicitBounds = (OtlpFields.HistogramDataPoint.ExplicitBounds << 3) | Len;
        public const uint Exemplars = (OtlpFields.HistogramDataPoint.Exemplars << 3) | Len;
        public const uint Attributes = (OtlpFields.HistogramDataPoint.Attributes << 3) | Len;
        public const uint Flags = (OtlpFields.HistogramDataPoint.Flags << 3) | Varint;
        public const uint Min = (OtlpFields.HistogramDataPoint.Min << 3) | Fixed64;
        public const uint Max = (OtlpFields.HistogramDataPoint.Max << 3) | Fixed64;
    }

    /// <summary>ExponentialHistogramDataPoint.</summary>
    public static class ExponentialHistogramDataPoint
    {
        public const uint Attributes = (OtlpFields.ExponentialHistogramDataPoint.Attributes << 3) | Len;
        public const uint StartTimeUnixNano = (OtlpFields.ExponentialHistogramDataPoint.StartTimeUnixNano << 3) | Fixed64;
        public const uint TimeUnixNano = (OtlpFields.ExponentialHistogramDataPoint.TimeUnixNano << 3) | Fixed64;
        public const uint Count = (OtlpFields.ExponentialHistogramDataPoint.Count << 3) | Fixed64;
        public const uint Sum = (OtlpFields.ExponentialHistogramDataPoint.Sum << 3) | Fixed64;
        public const uint Scale = (OtlpFields.ExponentialHistogramDataPoint.Scale << 3) | Varint;
        public const uint ZeroCount = (OtlpFields.ExponentialHistogramDataPoint.ZeroCount << 3) | Fixed64;
        public const uint Positive = (OtlpFields.ExponentialHistogramDataPoint.Positive << 3) | Len;
        public const uint Negative = (OtlpFields.ExponentialHistogramDataPoint.Negative << 3) | Len;
        public const uint Flags = (OtlpFields.ExponentialHistogramDataPoint.Flags << 3) | Varint;
        public const uint Exemplars = (OtlpFields.ExponentialHistogramDataPoint.Exemplars << 3) | Len;
        public const uint Min = (OtlpFields.ExponentialHistogramDataPoint.Min << 3) | Fixed64;
        public const uint Max = (OtlpFields.ExponentialHistogramDataPoint.Max << 3) | Fixed64;
        public const uint ZeroThreshold = (OtlpFields.ExponentialHistogramDataPoint.ZeroThreshold << 3) | Fixed64;
    }

    /// <summary>Buckets.</summary>
    public static class Buckets
    {
        public const uint Offset = (OtlpFields.Buckets.Offset << 3) | Varint;
        public const uint BucketCounts = (OtlpFields.Buckets.BucketCounts << 3) | Len;
    }

    /// <summary>SummaryDataPoint.</summary>
    public static class SummaryDataPoint
    {
        public const uint StartTimeUnixNano = (OtlpFields.SummaryDataPoint.StartTimeUnixNano << 3) | Fixed64;
        public const uint TimeUnixNano = (OtlpFields.SummaryDataPoint.TimeUnixNano << 3) | Fixed64;
        public const uint Count = (OtlpFields.SummaryDataPoint.Count << 3) | Fixed64;
        public const uint Sum = (OtlpFields.SummaryDataPoint.Sum << 3) | Fixed64;
        public const uint QuantileValues = (OtlpFields.SummaryDataPoint.QuantileValues << 3) | Len;
        public const uint Attributes = (OtlpFields.SummaryDataPoint.Attributes << 3) | Len;
        public const uint Flags = (OtlpFields.SummaryDataPoint.Flags << 3) | Varint;
    }

    /// <summary>ValueAtQuantile.</summary>
    public static class ValueAtQuantile
    {
        public const uint Quantile = (OtlpFields.ValueAtQuantile.Quantile << 3) | Fixed64;
        public const uint Value = (OtlpFields.ValueAtQuantile.Value << 3) | Fixed64;
    }

    /// <summary>Exemplar.</summary>
    public static class Exemplar
    {
        public const uint TimeUnixNano = (OtlpFields.Exemplar.TimeUnixNano << 3) | Fixed64;
        public const uint AsDouble = (OtlpFields.Exemplar.AsDouble << 3) | Fixed64;
        public const uint SpanId = (OtlpFields.Exemplar.SpanId << 3) | Len;
        public const uint TraceId = (OtlpFields.Exemplar.TraceId << 3) | Len;
        public const uint AsInt = (OtlpFields.Exemplar.AsInt << 3) | Fixed64;
        public const uint FilteredAttributes = (OtlpFields.Exemplar.FilteredAttributes << 3) | Len;
    }
}
