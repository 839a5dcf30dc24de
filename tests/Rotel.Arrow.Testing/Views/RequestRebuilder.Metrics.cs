using Google.Protobuf;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Views;
using Temporality = Rotel.Arrow.Proto.Metrics.V1.AggregationTemporality;

namespace Rotel.Arrow.Testing;

public partial struct RequestRebuilder
{
    readonly Metric CurrentMetric => Metrics.ResourceMetrics[^1].ScopeMetrics[^1].Metrics[^1];

    public bool BeginMetric<TMetric>(scoped ref TMetric metric)
        where TMetric : IMetricView, allows ref struct
    {
        Enter('M', "RS");
        _pointCount = metric.PointCount;
        Temporality temporality = (Temporality)metric.AggregationTemporality;
        Metric rebuilt = new()
        {
            Name = Text(metric.Name),
            Description = Text(metric.Description),
            Unit = Text(metric.Unit),
            Metadata = { ValueRebuilder.Attributes(ref metric) },
        };
        switch (metric.Kind)
        {
            case MetricKind.Gauge:
                rebuilt.Gauge = new Gauge();
                break;
            case MetricKind.Sum:
                rebuilt.Sum = new Sum { AggregationTemporality = temporality, IsMonotonic = metric.IsMonotonic };
                break;
            case MetricKind.Histogram:
                rebuilt.Histogram = new Histogram { AggregationTemporality = temporality };
                break;
            case MetricKind.ExponentialHistogram:
                rebuilt.ExponentialHistogram = new ExponentialHistogram { AggregationTemporality = temporality };
                break;
            case MetricKind.Summary:
                rebuilt.Summary = new Summary();
                break;
        }

        Metrics.ResourceMetrics[^1].ScopeMetrics[^1].Metrics.Add(rebuilt);
        return true;
    }

    public readonly void EndMetric()
    {
        Leave('M');
        RequireCount("PointCount", _pointCount, OtlpItems.Count(CurrentMetric));
    }

    public readonly void NumberPoint<TPoint>(scoped ref TPoint point)
        where TPoint : INumberPointView, allows ref struct
    {
        Require("RSM");
        NumberDataPoint rebuilt = new()
        {
            StartTimeUnixNano = point.StartTimeUnixNano,
            TimeUnixNano = point.TimeUnixNano,
            Flags = point.Flags,
            Attributes = { ValueRebuilder.Attributes(ref point) },
            Exemplars = { ExemplarsOf(ref point) },
        };
        if (point.ValueKind == NumberKind.Int)
        {
            rebuilt.AsInt = point.IntValue;
        }
        else if (point.ValueKind == NumberKind.Double)
        {
            rebuilt.AsDouble = point.DoubleValue;
        }

        (CurrentMetric.Gauge?.DataPoints ?? CurrentMetric.Sum.DataPoints).Add(rebuilt);
    }

    public readonly void HistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IHistogramPointView, allows ref struct
    {
        Require("RSM");
        ulong[] counts = new ulong[point.BucketCountsLength];
        double[] bounds = new double[point.ExplicitBoundsLength];
        point.CopyBucketCounts(counts);
        point.CopyExplicitBounds(bounds);
        HistogramDataPoint rebuilt = new()
        {
            StartTimeUnixNano = point.StartTimeUnixNano,
            TimeUnixNano = point.TimeUnixNano,
            Flags = point.Flags,
            Count = point.Count,
            BucketCounts = { counts },
            ExplicitBounds = { bounds },
            Attributes = { ValueRebuilder.Attributes(ref point) },
            Exemplars = { ExemplarsOf(ref point) },
        };
        if (point.Sum is { } sum)
        {
            rebuilt.Sum = sum;
        }

        if (point.Min is { } min)
        {
            rebuilt.Min = min;
        }

        if (point.Max is { } max)
        {
            rebuilt.Max = max;
        }

        CurrentMetric.Histogram.DataPoints.Add(rebuilt);
    }

    public readonly void ExponentialHistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IExponentialHistogramPointView, allows ref struct
    {
        Require("RSM");
        ulong[] positive = new ulong[point.PositiveBucketsLength];
        ulong[] negative = new ulong[point.NegativeBucketsLength];
        point.CopyPositiveBuckets(positive);
        point.CopyNegativeBuckets(negative);
        ExponentialHistogramDataPoint rebuilt = new()
        {
            StartTimeUnixNano = point.StartTimeUnixNano,
            TimeUnixNano = point.TimeUnixNano,
            Flags = point.Flags,
            Count = point.Count,
            Scale = point.Scale,
            ZeroCount = point.ZeroCount,
            ZeroThreshold = point.ZeroThreshold,
            Attributes = { ValueRebuilder.Attributes(ref point) },
            Exemplars = { ExemplarsOf(ref point) },
        };
        if (point.HasPositive)
        {
            rebuilt.Positive = new() { Offset = point.PositiveOffset, BucketCounts = { positive } };
        }

        if (point.HasNegative)
        {
            rebuilt.Negative = new() { Offset = point.NegativeOffset, BucketCounts = { negative } };
        }

        if (point.Sum is { } sum)
        {
            rebuilt.Sum = sum;
        }

        if (point.Min is { } min)
        {
            rebuilt.Min = min;
        }

        if (point.Max is { } max)
        {
            rebuilt.Max = max;
        }

        CurrentMetric.ExponentialHistogram.DataPoints.Add(rebuilt);
    }

    public readonly void SummaryPoint<TPoint>(scoped ref TPoint point)
        where TPoint : ISummaryPointView, allows ref struct
    {
        Require("RSM");
        QuantileValue[] quantiles = new QuantileValue[point.QuantilesLength];
        point.CopyQuantiles(quantiles);
        SummaryDataPoint rebuilt = new()
        {
            StartTimeUnixNano = point.StartTimeUnixNano,
            TimeUnixNano = point.TimeUnixNano,
            Flags = point.Flags,
            Count = point.Count,
            Sum = point.Sum,
            Attributes = { ValueRebuilder.Attributes(ref point) },
        };
        foreach (QuantileValue quantile in quantiles)
        {
            rebuilt.QuantileValues.Add(new SummaryDataPoint.Types.ValueAtQuantile
            {
                Quantile = quantile.Quantile,
                Value = quantile.Value,
            });
        }

        CurrentMetric.Summary.DataPoints.Add(rebuilt);
    }

    static List<Exemplar> ExemplarsOf<TPoint>(scoped ref TPoint point)
        where TPoint : IExemplarSource, allows ref struct
    {
        Exemplars exemplars = new();
        point.VisitExemplars(ref exemplars);
        RequireCount(nameof(point.ExemplarCount), point.ExemplarCount, exemplars.Seen.Count);
        return exemplars.Seen;
    }

    struct Exemplars() : IExemplarVisitor
    {
        public List<Exemplar> Seen { get; } = [];

        public readonly void Exemplar<TExemplar>(scoped ref TExemplar exemplar)
            where TExemplar : IExemplarView, allows ref struct
        {
            Exemplar rebuilt = new()
            {
                TimeUnixNano = exemplar.TimeUnixNano,
                SpanId = ByteString.CopyFrom(exemplar.SpanId),
                TraceId = ByteString.CopyFrom(exemplar.TraceId),
                FilteredAttributes = { ValueRebuilder.Attributes(ref exemplar) },
            };
            if (exemplar.ValueKind == NumberKind.Int)
            {
                rebuilt.AsInt = exemplar.IntValue;
            }
            else if (exemplar.ValueKind == NumberKind.Double)
            {
                rebuilt.AsDouble = exemplar.DoubleValue;
            }

            Seen.Add(rebuilt);
        }
    }
}
