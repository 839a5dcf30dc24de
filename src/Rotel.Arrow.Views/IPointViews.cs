namespace Rotel.Arrow.Views;

/// <summary>What all points share.</summary>
public interface IPointView : IAttributeSource
{
    /// <summary>start_time_unix_nano; 0 when unset.</summary>
    ulong StartTimeUnixNano { get; }

    /// <summary>time_unix_nano.</summary>
    ulong TimeUnixNano { get; }

    /// <summary>flags: bit 0 says that no value was recorded.</summary>
    uint Flags { get; }
}

/// <summary>A point or exemplar whose value is an integer, a double, or missing.</summary>
public interface INumberValue
{
    /// <summary>Which of the two is set.</summary>
    NumberKind ValueKind { get; }

    /// <summary>as_int; 0 unless <see cref="ValueKind"/> says Int.</summary>
    long IntValue { get; }

    /// <summary>as_double; 0 unless <see cref="ValueKind"/> says Double.</summary>
    double DoubleValue { get; }
}

/// <summary>The members of the value oneof of number points and exemplars.</summary>
public enum NumberKind
{
    /// <summary>No value.</summary>
    None = 0,

    /// <summary>as_int.</summary>
    Int = 1,

    /// <summary>as_double.</summary>
    Double = 2,
}

/// <summary>A point that may carry exemplars.</summary>
public interface IExemplarSource
{
    /// <summary>Number of exemplars.</summary>
    int ExemplarCount { get; }

    /// <summary>Visits the exemplars in the order of the message.</summary>
    void VisitExemplars<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct;
}

/// <summary>Receives exemplars.</summary>
public interface IExemplarVisitor
{
    /// <summary>One exemplar.</summary>
    void Exemplar<TExemplar>(scoped ref TExemplar exemplar)
        where TExemplar : IExemplarView, allows ref struct;
}

/// <summary>An exemplar. Its attributes are filtered_attributes.</summary>
public interface IExemplarView : INumberValue, IAttributeSource
{
    /// <summary>time_unix_nano.</summary>
    ulong TimeUnixNano { get; }

    /// <summary>trace_id: 16 bytes, or empty when unset.</summary>
    ReadOnlySpan<byte> TraceId { get; }

    /// <summary>span_id: 8 bytes, or empty when unset.</summary>
    ReadOnlySpan<byte> SpanId { get; }
}

/// <summary>A point of a gauge or sum.</summary>
public interface INumberPointView : IPointView, INumberValue, IExemplarSource;

/// <summary>What both histograms share. sum, min and max have presence: null differs from 0.</summary>
public interface IDistributionPointView : IPointView, IExemplarSource
{
    /// <summary>count of the population.</summary>
    ulong Count { get; }

    /// <summary>sum.</summary>
    double? Sum { get; }

    /// <summary>min.</summary>
    double? Min { get; }

    /// <summary>max.</summary>
    double? Max { get; }
}

/// <summary>
/// A point of a histogram with explicit bounds. Well-formed senders give one bucket more than bounds, or neither;
/// nothing here depends on it.
/// </summary>
public interface IHistogramPointView : IDistributionPointView
{
    /// <summary>Number of bucket_counts.</summary>
    int BucketCountsLength { get; }

    /// <summary>Number of explicit_bounds.</summary>
    int ExplicitBoundsLength { get; }

    /// <summary>Copies the first <c>destination.Length</c> bucket counts, which must not be more than there are.</summary>
    void CopyBucketCounts(scoped Span<ulong> destination);

    /// <summary>Copies the first <c>destination.Length</c> bounds, which must not be more than there are.</summary>
    void CopyExplicitBounds(scoped Span<double> destination);
}

/// <summary>A point of an exponential histogram.</summary>
public interface IExponentialHistogramPointView : IDistributionPointView
{
    /// <summary>scale: bucket boundaries are powers of 2^(2^-scale).</summary>
    int Scale { get; }

    /// <summary>zero_count.</summary>
    ulong ZeroCount { get; }

    /// <summary>zero_threshold.</summary>
    double ZeroThreshold { get; }

    /// <summary>True when the point has positive buckets, even without counts.</summary>
    bool HasPositive { get; }

    /// <summary>positive.offset.</summary>
    int PositiveOffset { get; }

    /// <summary>Number of positive.bucket_counts.</summary>
    int PositiveBucketsLength { get; }

    /// <summary>Copies the first <c>destination.Length</c> counts, which must not be more than there are.</summary>
    void CopyPositiveBuckets(scoped Span<ulong> destination);

    /// <summary>True when the point has negative buckets, even without counts.</summary>
    bool HasNegative { get; }

    /// <summary>negative.offset.</summary>
    int NegativeOffset { get; }

    /// <summary>Number of negative.bucket_counts.</summary>
    int NegativeBucketsLength { get; }

    /// <summary>Copies the first <c>destination.Length</c> counts, which must not be more than there are.</summary>
    void CopyNegativeBuckets(scoped Span<ulong> destination);
}

/// <summary>A point of a summary.</summary>
public interface ISummaryPointView : IPointView
{
    /// <summary>count.</summary>
    ulong Count { get; }

    /// <summary>sum.</summary>
    double Sum { get; }

    /// <summary>Number of quantile_values.</summary>
    int QuantilesLength { get; }

    /// <summary>Copies the first <c>destination.Length</c> quantiles, which must not be more than there are.</summary>
    void CopyQuantiles(scoped Span<QuantileValue> destination);
}

/// <summary>SummaryDataPoint.ValueAtQuantile.</summary>
/// <param name="Quantile">In [0, 1].</param>
/// <param name="Value">The value at it.</param>
public readonly record struct QuantileValue(double Quantile, double Value);
