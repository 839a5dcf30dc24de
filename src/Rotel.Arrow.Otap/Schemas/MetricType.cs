namespace Rotel.Arrow.Otap.Schemas;

/// <summary>Values of UNIVARIATE_METRICS.metric_type (otap.md 3.6).</summary>
public enum MetricType : byte
{
    /// <summary>A metric without data.</summary>
    Empty = 0,

    /// <summary>Points in NUMBER_DATA_POINTS.</summary>
    Gauge = 1,

    /// <summary>Points in NUMBER_DATA_POINTS.</summary>
    Sum = 2,

    /// <summary>Points in HISTOGRAM_DATA_POINTS.</summary>
    Histogram = 3,

    /// <summary>Points in EXP_HISTOGRAM_DATA_POINTS.</summary>
    ExponentialHistogram = 4,

    /// <summary>Points in SUMMARY_DATA_POINTS.</summary>
    Summary = 5,
}
