using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Metrics.V1;

namespace Rotel.Arrow.Testing;

/// <summary>Metric requests of <see cref="Profile.Realistic"/>: the five kinds, several series each.</summary>
static class ShopMetrics
{
    static readonly double[] s_bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public static ExportMetricsServiceRequest Create(Random random, int points)
    {
        ExportMetricsServiceRequest request = new();
        foreach (List<int> scopes in EnvelopePlan.Even(random, points))
        {
            ResourceMetrics resource = new() { Resource = Shop.Resource(random), SchemaUrl = Shop.SchemaUrl };
            foreach (int pointsOfScope in scopes)
            {
                ScopeMetrics scope = new() { Scope = Shop.Scope(random), SchemaUrl = Shop.SchemaUrl };
                int left = pointsOfScope;
                for (int kind = random.Next(10); left > 0; kind++)
                {
                    int run = Math.Min(left, random.Next(2, 9));
                    scope.Metrics.Add(Metric(random, kind % 10, run));
                    left -= run;
                }

                resource.ScopeMetrics.Add(scope);
            }

            request.ResourceMetrics.Add(resource);
        }

        return request;
    }

    /// <summary>Of ten: four sums, three histograms, one each of gauge, exponential histogram and summary.</summary>
    static Metric Metric(Random random, int kind, int points) => kind switch
    {
        < 4 => new Metric
        {
            Name = "http.server.requests",
            Description = "Requests answered",
            Unit = "{request}",
            Sum = new Sum
            {
                DataPoints = { Series(random, points, Count) },
                AggregationTemporality = AggregationTemporality.Cumulative,
                IsMonotonic = true,
            },
        },
        < 7 => new Metric
        {
            Name = "http.server.request.duration",
            Description = "Duration of HTTP server requests",
            Unit = "s",
            Histogram = new Histogram
            {
                DataPoints = { Series(random, points, Duration) },
                AggregationTemporality = AggregationTemporality.Cumulative,
            },
        },
        7 => new Metric
        {
            Name = "process.memory.usage",
            Description = "Resident memory",
            Unit = "By",
            Gauge = new Gauge { DataPoints = { Series(random, points, Memory) } },
        },
        8 => new Metric
        {
            Name = "shop.order.value",
            Description = "Value of the orders placed",
            Unit = "EUR",
            ExponentialHistogram = new ExponentialHistogram
            {
                DataPoints = { Series(random, points, OrderValue) },
                AggregationTemporality = AggregationTemporality.Delta,
            },
        },
        _ => new Metric
        {
            Name = "rpc.latency",
            Description = "Latency by quantile",
            Unit = "ms",
            Summary = new Summary { DataPoints = { Series(random, points, Latency) } },
        },
    };

    static List<T> Series<T>(Random random, int points, Func<Random, T> next)
    {
        List<T> series = new(points);
        for (int i = 0; i < points; i++)
        {
            series.Add(next(random));
        }

        return series;
    }

    static ulong Now(Random random) => Shop.StartUnixNanos + 60_000_000_000 * (ulong)random.Next(1, 3);

    static List<KeyValue> Labels(Random random)
    {
        (string method, string route) = random.Pick(Shop.Routes);
        return
        [
            Shop.Text("http.request.method", method),
            Shop.Text("http.route", route),
            Shop.Int("http.response.status_code", random.Chance(90) ? 200 : 500),
        ];
    }

    static NumberDataPoint Count(Random random) => new()
    {
        StartTimeUnixNano = Shop.StartUnixNanos,
        TimeUnixNano = Now(random),
        AsInt = random.Next(100_000),
        Attributes = { Labels(random) },
    };

    static NumberDataPoint Memory(Random random) => new()
    {
        TimeUnixNano = Now(random),
        AsDouble = random.Next(20_000_000, 900_000_000),
        Attributes = { Shop.Text("process.memory.type", random.Chance(50) ? "rss" : "heap") },
    };

    static HistogramDataPoint Duration(Random random)
    {
        HistogramDataPoint point = new()
        {
            StartTimeUnixNano = Shop.StartUnixNanos,
            TimeUnixNano = Now(random),
            ExplicitBounds = { s_bounds },
            Attributes = { Labels(random) },
        };
        ulong count = 0;
        for (int i = 0; i <= s_bounds.Length; i++)
        {
            ulong inBucket = (ulong)random.Next(i is > 1 and < 8 ? 400 : 4);
            point.BucketCounts.Add(inBucket);
            count += inBucket;
        }

        point.Count = count;
        point.Sum = Math.Round(count * 0.08 * random.NextDouble(), 6);
        point.Min = Math.Round(0.002 * random.NextDouble(), 6);
        point.Max = Math.Round(9 * random.NextDouble(), 6);
        if (random.Chance(30))
        {
            point.Exemplars.Add(new Exemplar
            {
                TimeUnixNano = random.Time(),
                AsDouble = point.Max,
                TraceId = random.Id(16),
                SpanId = random.Id(8),
                FilteredAttributes = { Shop.Text("enduser.id", $"user-{random.Next(10_000)}") },
            });
        }

        return point;
    }

    static ExponentialHistogramDataPoint OrderValue(Random random)
    {
        ExponentialHistogramDataPoint point = new()
        {
            StartTimeUnixNano = Shop.StartUnixNanos,
            TimeUnixNano = Now(random),
            Scale = 3,
            ZeroCount = (ulong)random.Next(3),
            Positive = new ExponentialHistogramDataPoint.Types.Buckets { Offset = random.Next(10, 30) },
            Negative = new ExponentialHistogramDataPoint.Types.Buckets(),
            Attributes = { Shop.Text("payment.method", random.Chance(70) ? "card" : "invoice") },
        };
        ulong count = point.ZeroCount;
        int buckets = random.Next(5, 40);
        for (int i = 0; i < buckets; i++)
        {
            ulong inBucket = (ulong)random.Next(50);
            point.Positive.BucketCounts.Add(inBucket);
            count += inBucket;
        }

        point.Count = count;
        point.Sum = count * 42.5;
        point.Min = 1.99;
        point.Max = 899.5;
        return point;
    }

    static SummaryDataPoint Latency(Random random)
    {
        ulong count = (ulong)random.Next(1, 5000);
        double median = random.Next(1, 50);
        return new SummaryDataPoint
        {
            StartTimeUnixNano = Shop.StartUnixNanos,
            TimeUnixNano = Now(random),
            Count = count,
            Sum = count * median,
            QuantileValues =
            {
                new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5, Value = median },
                new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.99, Value = median * 8 },
            },
            Attributes = { Shop.Text("rpc.service", $"shop.{random.Pick(Shop.Services)}") },
        };
    }
}
