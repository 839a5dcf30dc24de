namespace Rotel.Arrow.Views;

/// <summary>
/// Receives the metrics of a batch. All points of one metric are of the kind that <see cref="IMetricView.Kind"/>
/// names: number points for gauges and sums, and so on.
/// <code>
/// BeginMetric  point*  EndMetric
/// </code>
/// </summary>
public interface IMetricsVisitor : IGroupVisitor
{
    /// <summary>A metric of the current scope starts. Returns false to skip it (no points and no End then).</summary>
    bool BeginMetric<TMetric>(scoped ref TMetric metric)
        where TMetric : IMetricView, allows ref struct;

    /// <summary>A point of a gauge or a sum.</summary>
    void NumberPoint<TPoint>(scoped ref TPoint point)
        where TPoint : INumberPointView, allows ref struct;

    /// <summary>A point of a histogram with explicit bounds.</summary>
    void HistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IHistogramPointView, allows ref struct;

    /// <summary>A point of an exponential histogram.</summary>
    void ExponentialHistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IExponentialHistogramPointView, allows ref struct;

    /// <summary>A point of a summary.</summary>
    void SummaryPoint<TPoint>(scoped ref TPoint point)
        where TPoint : ISummaryPointView, allows ref struct;

    /// <summary>The metric ends.</summary>
    void EndMetric();
}

/// <summary>A metric without its points (collector.md 1.5, metrics.v1). Its attributes are its metadata.</summary>
public interface IMetricView : IAttributeSource
{
    /// <summary>name, UTF-8.</summary>
    ReadOnlySpan<byte> Name { get; }

    /// <summary>description, UTF-8.</summary>
    ReadOnlySpan<byte> Description { get; }

    /// <summary>unit, UTF-8 (UCUM).</summary>
    ReadOnlySpan<byte> Unit { get; }

    /// <summary>Which member of the data oneof is set.</summary>
    MetricKind Kind { get; }

    /// <summary>aggregation_temporality of sums and both histograms; values outside the enumeration are possible.</summary>
    AggregationTemporality AggregationTemporality { get; }

    /// <summary>is_monotonic of a sum.</summary>
    bool IsMonotonic { get; }

    /// <summary>Number of points.</summary>
    int PointCount { get; }
}

/// <summary>The members of Metric.data. Values are those of OTAP's metric_type.</summary>
public enum MetricKind
{
    /// <summary>No member is set; such a metric has no points.</summary>
    None = 0,

    /// <summary>gauge.</summary>
    Gauge = 1,

    /// <summary>sum.</summary>
    Sum = 2,

    /// <summary>histogram.</summary>
    Histogram = 3,

    /// <summary>exponential_histogram.</summary>
    ExponentialHistogram = 4,

    /// <summary>summary.</summary>
    Summary = 5,
}

/// <summary>AggregationTemporality of a metric.</summary>
public enum AggregationTemporality
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Since the previous point.</summary>
    Delta = 1,

    /// <summary>Since a fixed start.</summary>
    Cumulative = 2,
}
