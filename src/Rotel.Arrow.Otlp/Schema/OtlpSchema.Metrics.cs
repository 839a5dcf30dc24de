using F = Rotel.Arrow.Otlp.Wire.OtlpFields;

namespace Rotel.Arrow.Otlp.Schema;

/// <content>metrics.v1.</content>
internal static partial class OtlpSchema
{
    internal static readonly MessageSchema MetricsRequest = new("ExportMetricsServiceRequest");
    internal static readonly MessageSchema ResourceMetrics = new("ResourceMetrics", 3);
    internal static readonly MessageSchema ScopeMetrics = new("ScopeMetrics", 3);
    internal static readonly MessageSchema Metric = new("Metric", 2);
    internal static readonly MessageSchema Gauge = new("Gauge", 2);
    internal static readonly MessageSchema Sum = new("Sum", 2);
    internal static readonly MessageSchema Histogram = new("Histogram", 2);
    internal static readonly MessageSchema ExponentialHistogram = new("ExponentialHistogram", 2);
    internal static readonly MessageSchema Summary = new("Summary", 2);
    internal static readonly MessageSchema NumberDataPoint = new("NumberDataPoint");
    internal static readonly MessageSchema HistogramDataPoint = new("HistogramDataPoint", 2);
    internal static readonly MessageSchema ExponentialHistogramDataPoint = new("ExponentialHistogramDataPoint", 2);
    internal static readonly MessageSchema Buckets = new("Buckets");
    internal static readonly MessageSchema SummaryDataPoint = new("SummaryDataPoint");
    internal static readonly MessageSchema ValueAtQuantile = new("ValueAtQuantile");
    internal static readonly MessageSchema Exemplar = new("Exemplar");

    private static readonly EnumSchema AggregationTemporality = new(
        "AggregationTemporality", "AGGREGATION_TEMPORALITY_UNSPECIFIED", "AGGREGATION_TEMPORALITY_DELTA",
        "AGGREGATION_TEMPORALITY_CUMULATIVE");

    private static void DefineMetrics()
    {
        DefineEnvelopes(
            MetricsRequest,
            ResourceMetrics,
            ScopeMetrics,
            "metrics",
            Children(F.ScopeGroup.Items, "metrics", Metric, FieldRole.Metric));
        Metric.Define(
            Field(F.Metric.Name, "name", FieldKind.String),
            Field(F.Metric.Description, "description", FieldKind.String),
            Field(F.Metric.Unit, "unit", FieldKind.String),
            OneOf(F.Metric.Gauge, "gauge", Gauge, FieldRole.MetricData),
            OneOf(F.Metric.Sum, "sum", Sum, FieldRole.MetricData),
            OneOf(F.Metric.Histogram, "histogram", Histogram, FieldRole.MetricData),
            OneOf(F.Metric.ExponentialHistogram, "exponential_histogram", ExponentialHistogram, FieldRole.MetricData),
            OneOf(F.Metric.Summary, "summary", Summary, FieldRole.MetricData),
            Children(F.Metric.Metadata, "metadata", KeyValue));
        Gauge.Define(DataPoints(NumberDataPoint));
        Sum.Define(
            DataPoints(NumberDataPoint),
            Temporality(),
            Field(F.MetricData.IsMonotonic, "is_monotonic", FieldKind.Bool));
        Histogram.Define(DataPoints(HistogramDataPoint), Temporality());
        ExponentialHistogram.Define(DataPoints(ExponentialHistogramDataPoint), Temporality());
        Summary.Define(DataPoints(SummaryDataPoint));
        DefinePoints();
    }

    private static void DefinePoints()
    {
        NumberDataPoint.Define(
            Field(F.NumberDataPoint.StartTimeUnixNano, "start_time_unix_nano", FieldKind.Fixed64),
            Field(F.NumberDataPoint.TimeUnixNano, "time_unix_nano", FieldKind.Fixed64),
            OneOf(F.NumberDataPoint.AsDouble, "as_double", FieldKind.Double),
            Children(F.NumberDataPoint.Exemplars, "exemplars", Exemplar),
            OneOf(F.NumberDataPoint.AsInt, "as_int", FieldKind.SFixed64),
            Children(F.NumberDataPoint.Attributes, "attributes", KeyValue),
            Field(F.NumberDataPoint.Flags, "flags", FieldKind.UInt32));
        HistogramDataPoint.Define(
            Field(F.HistogramDataPoint.StartTimeUnixNano, "start_time_unix_nano", FieldKind.Fixed64),
            Field(F.HistogramDataPoint.TimeUnixNano, "time_unix_nano", FieldKind.Fixed64),
            Field(F.HistogramDataPoint.Count, "count", FieldKind.Fixed64),
            Optional(F.HistogramDataPoint.Sum, "sum", FieldKind.Double),
            Repeated(F.HistogramDataPoint.BucketCounts, "bucket_counts", FieldKind.Fixed64),
            Repeated(F.HistogramDataPoint.ExplicitBounds, "explicit_bounds", FieldKind.Double),
            Children(F.HistogramDataPoint.Exemplars, "exemplars", Exemplar),
            Children(F.HistogramDataPoint.Attributes, "attributes", KeyValue),
            Field(F.HistogramDataPoint.Flags, "flags", FieldKind.UInt32),
            Optional(F.HistogramDataPoint.Min, "min", FieldKind.Double),
            Optional(F.HistogramDataPoint.Max, "max", FieldKind.Double));
        ExponentialHistogramDataPoint.Define(
            Children(F.ExponentialHistogramDataPoint.Attributes, "attributes", KeyValue),
            Field(F.ExponentialHistogramDataPoint.StartTimeUnixNano, "start_time_unix_nano", FieldKind.Fixed64),
            Field(F.ExponentialHistogramDataPoint.TimeUnixNano, "time_unix_nano", FieldKind.Fixed64),
            Field(F.ExponentialHistogramDataPoint.Count, "count", FieldKind.Fixed64),
            Optional(F.ExponentialHistogramDataPoint.Sum, "sum", FieldKind.Double),
            Field(F.ExponentialHistogramDataPoint.Scale, "scale", FieldKind.SInt32),
            Field(F.ExponentialHistogramDataPoint.ZeroCount, "zero_count", FieldKind.Fixed64),
            Child(F.ExponentialHistogramDataPoint.Positive, "positive", Buckets),
            Child(F.ExponentialHistogramDataPoint.Negative, "negative", Buckets),
            Field(F.ExponentialHistogramDataPoint.Flags, "flags", FieldKind.UInt32),
            Children(F.ExponentialHistogramDataPoint.Exemplars, "exemplars", Exemplar),
            Optional(F.ExponentialHistogramDataPoint.Min, "min", FieldKind.Double),
            Optional(F.ExponentialHistogramDataPoint.Max, "max", FieldKind.Double),
            Field(F.ExponentialHistogramDataPoint.ZeroThreshold, "zero_threshold", FieldKind.Double));
        Buckets.Define(
            Field(F.Buckets.Offset, "offset", FieldKind.SInt32),
            Repeated(F.Buckets.BucketCounts, "bucket_counts", FieldKind.UInt64));
        SummaryDataPoint.Define(
            Field(F.SummaryDataPoint.StartTimeUnixNano, "start_time_unix_nano", FieldKind.Fixed64),
            Field(F.SummaryDataPoint.TimeUnixNano, "time_unix_nano", FieldKind.Fixed64),
            Field(F.SummaryDataPoint.Count, "count", FieldKind.Fixed64),
            Field(F.SummaryDataPoint.Sum, "sum", FieldKind.Double),
            Children(F.SummaryDataPoint.QuantileValues, "quantile_values", ValueAtQuantile),
            Children(F.SummaryDataPoint.Attributes, "attributes", KeyValue),
            Field(F.SummaryDataPoint.Flags, "flags", FieldKind.UInt32));
        ValueAtQuantile.Define(
            Field(F.ValueAtQuantile.Quantile, "quantile", FieldKind.Double),
            Field(F.ValueAtQuantile.Value, "value", FieldKind.Double));
        Exemplar.Define(
            Field(F.Exemplar.TimeUnixNano, "time_unix_nano", FieldKind.Fixed64),
            OneOf(F.Exemplar.AsDouble, "as_double", FieldKind.Double),
            Field(F.Exemplar.SpanId, "span_id", FieldKind.SpanId),
            Field(F.Exemplar.TraceId, "trace_id", FieldKind.TraceId),
            OneOf(F.Exemplar.AsInt, "as_int", FieldKind.SFixed64),
            Children(F.Exemplar.FilteredAttributes, "filtered_attributes", KeyValue));
    }

    private static FieldSchema DataPoints(MessageSchema point) =>
        Children(F.MetricData.DataPoints, "data_points", point, FieldRole.Item);

    private static FieldSchema Temporality() =>
        EnumField(F.MetricData.AggregationTemporality, "aggregation_temporality", AggregationTemporality);
}
