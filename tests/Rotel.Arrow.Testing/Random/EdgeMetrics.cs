using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Metrics.V1;

namespace Rotel.Arrow.Testing;

/// <summary>Metric requests of <see cref="Profile.Edge"/>: all kinds of metric, and metrics of none.</summary>
static class EdgeMetrics
{
    public static ExportMetricsServiceRequest Create(EdgeValues values, int points)
    {
        ExportMetricsServiceRequest request = new();
        foreach (List<int> scopes in EnvelopePlan.Uneven(values.Random, points, values.EmptyContainers))
        {
            ResourceMetrics resource = new() { Resource = values.Resource(), SchemaUrl = values.Text() };
            foreach (int pointsOfScope in scopes)
            {
                resource.ScopeMetrics.Add(new ScopeMetrics
                {
                    Scope = values.Scope(),
                    Metrics = { Metrics(values, pointsOfScope) },
                    SchemaUrl = values.Text(),
                });
            }

            request.ResourceMetrics.Add(resource);
        }

        return request;
    }

    static List<Metric> Metrics(EdgeValues values, int points)
    {
        List<Metric> metrics = [];
        while (points > 0)
        {
            int run = Math.Min(points, values.Random.Next(1, 8));
            metrics.Add(Metric(values, values.Random.Next(1, 6), run));
            points -= run;
        }

        if (metrics.Count > 0 && values.EmptyContainers)
        {
            // Kind 0 is a metric without data; the others are of a kind but hold no points.
            for (int kind = 0; kind < 6; kind++)
            {
                if (values.Chance(8))
                {
                    metrics.Insert(values.Random.Next(metrics.Count + 1), Metric(values, kind, 0));
                }
            }
        }

        return metrics;
    }

    static Metric Metric(EdgeValues values, int kind, int points)
    {
        Metric metric = new()
        {
            Name = values.Text(),
            Description = values.Text(),
            Unit = values.Text(),
            Metadata = { values.Chance(30) ? values.Attributes(values.MaxDepth) : [] },
        };
        switch (kind)
        {
            case 1:
                metric.Gauge = new Gauge { DataPoints = { values.Repeat(points, () => Number(values)) } };
                break;
            case 2:
                metric.Sum = new Sum
                {
                    DataPoints = { values.Repeat(points, () => Number(values)) },
                    AggregationTemporality = Temporality(values, points),
                    IsMonotonic = points > 0 && values.Chance(50),
                };
                break;
            case 3:
                metric.Histogram = new Histogram
                {
                    DataPoints = { values.Repeat(points, () => Explicit(values)) },
                    AggregationTemporality = Temporality(values, points),
                };
                break;
            case 4:
                metric.ExponentialHistogram = new ExponentialHistogram
                {
                    DataPoints = { values.Repeat(points, () => Exponential(values)) },
                    AggregationTemporality = Temporality(values, points),
                };
                break;
            case 5:
                metric.Summary = new Summary { DataPoints = { values.Repeat(points, () => Quantiles(values)) } };
                break;
        }

        return metric;
    }

    /// <summary>Without points sometimes unset too, so that the kind is an empty message.</summary>
    static AggregationTemporality Temporality(EdgeValues values, int points) =>
        points == 0 && values.Chance(50) ? 0 : (AggregationTemporality)values.EnumNumber(2);

    static NumberDataPoint Number(EdgeValues values)
    {
        NumberDataPoint point = new()
        {
            StartTimeUnixNano = values.Time(),
            TimeUnixNano = values.Time(),
            Exemplars = { Exemplars(values) },
            Attributes = { values.Attributes(values.MaxDepth) },
            Flags = values.UInt32(),
        };
        switch (values.Random.Next(5))
        {
            case 0:
                break;
            case 1 or 2:
                point.AsInt = values.Int64();
                break;
            default:
                point.AsDouble = values.Double();
                break;
        }

        return point;
    }

    static HistogramDataPoint Explicit(EdgeValues values)
    {
        HistogramDataPoint point = new()
        {
            StartTimeUnixNano = values.Time(),
            TimeUnixNano = values.Time(),
            Count = values.UInt64(),
            BucketCounts = { values.Repeat(values.Count(8, 40), values.UInt64) },
            ExplicitBounds = { values.Repeat(values.Count(8, 40), values.Double) },
            Exemplars = { Exemplars(values) },
            Attributes = { values.Attributes(values.MaxDepth) },
            Flags = values.UInt32(),
        };
        if (values.Chance(60))
        {
            point.Sum = values.Double();
        }

        if (values.Chance(60))
        {
            point.Min = values.Double();
        }

        if (values.Chance(60))
        {
            point.Max = values.Double();
        }

        return point;
    }

    static ExponentialHistogramDataPoint Exponential(EdgeValues values)
    {
        ExponentialHistogramDataPoint point = new()
        {
            Attributes = { values.Attributes(values.MaxDepth) },
            StartTimeUnixNano = values.Time(),
            TimeUnixNano = values.Time(),
            Count = values.UInt64(),
            Scale = values.Int32(),
            ZeroCount = values.UInt64(),
            Positive = Buckets(values),
            Negative = Buckets(values),
            Flags = values.UInt32(),
            Exemplars = { Exemplars(values) },
            ZeroThreshold = values.DoubleWithoutPresence(),
        };
        if (values.Chance(60))
        {
            point.Sum = values.Double();
        }

        if (values.Chance(60))
        {
            point.Min = values.Double();
        }

        if (values.Chance(60))
        {
            point.Max = values.Double();
        }

        return point;
    }

    static ExponentialHistogramDataPoint.Types.Buckets? Buckets(EdgeValues values) =>
        values.Chance(20) ? null
        : values.Chance(20) ? new ExponentialHistogramDataPoint.Types.Buckets()
        : new ExponentialHistogramDataPoint.Types.Buckets
        {
            Offset = values.Int32(),
            BucketCounts = { values.Repeat(values.Count(8, 160), values.UInt64) },
        };

    static SummaryDataPoint Quantiles(EdgeValues values) => new()
    {
        StartTimeUnixNano = values.Time(),
        TimeUnixNano = values.Time(),
        Count = values.UInt64(),
        Sum = values.DoubleWithoutPresence(),
        QuantileValues =
        {
            values.Repeat(values.Count(5, 20), () => new SummaryDataPoint.Types.ValueAtQuantile
            {
                Quantile = values.DoubleWithoutPresence(),
                Value = values.DoubleWithoutPresence(),
            }),
        },
        Attributes = { values.Attributes(values.MaxDepth) },
        Flags = values.UInt32(),
    };

    static List<Exemplar> Exemplars(EdgeValues values) => values.Repeat(values.Count(2, 10), () =>
    {
        Exemplar exemplar = new()
        {
            FilteredAttributes = { values.Attributes(values.MaxDepth) },
            TimeUnixNano = values.Time(),
            SpanId = values.Id(8),
            TraceId = values.Id(16),
        };
        switch (values.Random.Next(5))
        {
            case 0:
                break;
            case 1 or 2:
                exemplar.AsInt = values.Int64();
                break;
            default:
                exemplar.AsDouble = values.Double();
                break;
        }

        return exemplar;
    });
}
