using System.Buffers;
using Rotel.Arrow.Exporters.Terminal;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

internal readonly partial struct DetailedPrinter
{
    public bool BeginMetric<TMetric>(scoped ref TMetric metric)
        where TMetric : IMetricView, allows ref struct
    {
        _writer.Repeat(' ', ItemIndent).Write("metric ").Quoted(metric.Name, _maxBytes).Write(' ');
        WriteMetricKind(metric.Kind);
        if (metric.Kind is MetricKind.Sum or MetricKind.Histogram or MetricKind.ExponentialHistogram)
        {
            _writer.Write(", ");
            WriteTemporality(metric.AggregationTemporality);
        }

        _writer.Write(metric.IsMonotonic ? ", monotonic" : "");
        WriteText(", unit ", metric.Unit);
        _writer.Write(", ").Count(metric.PointCount, "point").EndLine();
        WriteTextLine(FieldIndent, "description ", metric.Description);
        if (metric.AttributeCount > 0)
        {
            _writer.Repeat(' ', FieldIndent).Write("metadata").EndLine();
            WriteAttributes(ref metric, PartIndent);
        }

        return true;
    }

    public void EndMetric()
    {
    }

    public void NumberPoint<TPoint>(scoped ref TPoint point)
        where TPoint : INumberPointView, allows ref struct
    {
        BeginPoint(ref point);
        _writer.Write(", value ");
        WriteValue(ref point);
        _writer.EndLine();
        WriteAttributes(ref point, PartIndent);
        WriteExemplars(ref point);
    }

    public void HistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IHistogramPointView, allows ref struct
    {
        BeginPoint(ref point);
        WriteDistribution(ref point);
        WriteAttributes(ref point, PartIndent);
        int counts = Math.Min(point.BucketCountsLength, _maxBuckets);
        int bounds = Math.Min(point.ExplicitBoundsLength, _maxBuckets);
        ulong[] countBuffer = ArrayPool<ulong>.Shared.Rent(counts);
        double[] boundBuffer = ArrayPool<double>.Shared.Rent(bounds);
        point.CopyBucketCounts(countBuffer.AsSpan(0, counts));
        point.CopyExplicitBounds(boundBuffer.AsSpan(0, bounds));
        WriteBuckets(countBuffer.AsSpan(0, counts), boundBuffer.AsSpan(0, bounds));
        WriteMore(Math.Max(point.BucketCountsLength - counts, point.ExplicitBoundsLength - bounds), "bucket");
        ArrayPool<ulong>.Shared.Return(countBuffer);
        ArrayPool<double>.Shared.Return(boundBuffer);
        WriteExemplars(ref point);
    }

    public void ExponentialHistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IExponentialHistogramPointView, allows ref struct
    {
        BeginPoint(ref point);
        WriteDistribution(ref point);
        WriteAttributes(ref point, PartIndent);
        _writer.Repeat(' ', PartIndent).Write("scale ").Number(point.Scale).Write(", zero count ").Number(point.ZeroCount);
        _writer.Write(", zero threshold ").Double(point.ZeroThreshold).EndLine();
        int most = Math.Min(Math.Max(point.PositiveBucketsLength, point.NegativeBucketsLength), _maxBuckets);
        ulong[] buffer = ArrayPool<ulong>.Shared.Rent(most);
        if (point.HasNegative)
        {
            Span<ulong> counts = buffer.AsSpan(0, Math.Min(point.NegativeBucketsLength, most));
            point.CopyNegativeBuckets(counts);
            WriteExponentialBuckets("negative", point.Scale, point.NegativeOffset, point.NegativeBucketsLength, counts);
        }

        if (point.HasPositive)
        {
            Span<ulong> counts = buffer.AsSpan(0, Math.Min(point.PositiveBucketsLength, most));
            point.CopyPositiveBuckets(counts);
            WriteExponentialBuckets("positive", point.Scale, point.PositiveOffset, point.PositiveBucketsLength, counts);
        }

        ArrayPool<ulong>.Shared.Return(buffer);
        WriteExemplars(ref point);
    }

    public void SummaryPoint<TPoint>(scoped ref TPoint point)
        where TPoint : ISummaryPointView, allows ref struct
    {
        BeginPoint(ref point);
        _writer.Write(", count ").Number(point.Count).Write(", sum ").Double(point.Sum).EndLine();
        WriteAttributes(ref point, PartIndent);
        int length = Math.Min(point.QuantilesLength, _maxBuckets);
        QuantileValue[] buffer = ArrayPool<QuantileValue>.Shared.Rent(length);
        Span<QuantileValue> quantiles = buffer.AsSpan(0, length);
        point.CopyQuantiles(quantiles);
        foreach (QuantileValue quantile in quantiles)
        {
            _writer.Repeat(' ', PartIndent).Write("quantile ").Double(quantile.Quantile);
            _writer.Write(": ").Double(quantile.Value).EndLine();
        }

        WriteMore(point.QuantilesLength - length, "quantile");
        ArrayPool<QuantileValue>.Shared.Return(buffer);
    }

    /// <summary>"point at TIME since TIME, no recorded value"; the line goes on.</summary>
    private void BeginPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IPointView, allows ref struct
    {
        const uint noRecordedValue = 1;
        _writer.Repeat(' ', FieldIndent).Write("point at ").Time(point.TimeUnixNano);
        if (point.StartTimeUnixNano != 0)
        {
            _writer.Write(" since ").Time(point.StartTimeUnixNano);
        }

        if (point.Flags != 0)
        {
            _writer.Write(", flags 0x").Number(point.Flags, "x");
            _writer.Write((point.Flags & noRecordedValue) != 0 ? " (no recorded value)" : "");
        }
    }

    private void WriteValue<TValue>(scoped ref TValue value)
        where TValue : INumberValue, allows ref struct
    {
        switch (value.ValueKind)
        {
            case NumberKind.Int:
                _writer.Number(value.IntValue);
                break;
            case NumberKind.Double:
                _writer.Double(value.DoubleValue);
                break;
            default:
                _writer.Write("(none)");
                break;
        }
    }

    private void WriteDistribution<TPoint>(scoped ref TPoint point)
        where TPoint : IDistributionPointView, allows ref struct
    {
        _writer.Write(", count ").Number(point.Count);
        WriteOptional(", sum ", point.Sum);
        WriteOptional(", min ", point.Min);
        WriteOptional(", max ", point.Max);
        _writer.EndLine();
    }

    private void WriteOptional(string label, double? value)
    {
        if (value is { } number)
        {
            _writer.Write(label).Double(number);
        }
    }

    /// <summary>"(0.5, 1.0]: 3" a line; bucket i ends at bound i, the last one is open.</summary>
    private void WriteBuckets(scoped ReadOnlySpan<ulong> counts, scoped ReadOnlySpan<double> bounds)
    {
        for (int i = 0; i < Math.Max(counts.Length, bounds.Length); i++)
        {
            _writer.Repeat(' ', PartIndent).Write("bucket (").Double(i == 0 ? double.NegativeInfinity : Bound(bounds, i - 1));
            _writer.Write(", ").Double(i < bounds.Length ? bounds[i] : double.PositiveInfinity).Write("]: ");
            if (i < counts.Length)
            {
                _writer.Number(counts[i]).EndLine();
            }
            else
            {
                _writer.Write("(no count)").EndLine();
            }
        }
    }

    private static double Bound(scoped ReadOnlySpan<double> bounds, int index) =>
        index < bounds.Length ? bounds[index] : double.PositiveInfinity;

    /// <summary>Offset and length, then the buckets that are not empty: bucket i is (base^i, base^(i+1)], base 2^(2^-scale).</summary>
    private void WriteExponentialBuckets(
        string sign, int scale, int offset, int length, scoped ReadOnlySpan<ulong> counts)
    {
        _writer.Repeat(' ', PartIndent).Write(sign).Write(" offset ").Number(offset).Write(", ").Count(length, "bucket").EndLine();
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            long index = (long)offset + i;
            _writer.Repeat(' ', PartIndent).Write("bucket ").Number(index).Write(" (");
            _writer.Double(ExponentialBound(scale, index)).Write(", ").Double(ExponentialBound(scale, index + 1));
            _writer.Write("]: ").Number(counts[i]).EndLine();
        }

        WriteMore(length - counts.Length, "bucket");
    }

    private static double ExponentialBound(int scale, long index) => Math.Pow(2, index * Math.Pow(2, -(double)scale));

    private void WriteMore(int count, string what)
    {
        if (count > 0)
        {
            _writer.Repeat(' ', PartIndent).Write("... ").Count(count, what).Write(" not shown").EndLine();
        }
    }

    private void WriteMetricKind(MetricKind kind) => _writer.Write(kind switch
    {
        MetricKind.Gauge => "gauge",
        MetricKind.Sum => "sum",
        MetricKind.Histogram => "histogram",
        MetricKind.ExponentialHistogram => "exponential histogram",
        MetricKind.Summary => "summary",
        _ => "without data",
    });

    private void WriteTemporality(AggregationTemporality temporality)
    {
        string? name = temporality switch
        {
            AggregationTemporality.Unspecified => "unspecified temporality",
            AggregationTemporality.Delta => "delta",
            AggregationTemporality.Cumulative => "cumulative",
            _ => null,
        };
        WriteName(name, "temporality ", (int)temporality);
    }

    private void WriteExemplars<TSource>(scoped ref TSource source)
        where TSource : IExemplarSource, allows ref struct
    {
        var printer = new ExemplarPrinter(this);
        source.VisitExemplars(ref printer);
    }

    private readonly struct ExemplarPrinter(DetailedPrinter printer) : IExemplarVisitor
    {
        public void Exemplar<TExemplar>(scoped ref TExemplar exemplar)
            where TExemplar : IExemplarView, allows ref struct
        {
            printer._writer.Repeat(' ', PartIndent).Write("exemplar at ").Time(exemplar.TimeUnixNano).Write(", value ");
            printer.WriteValue(ref exemplar);
            printer._writer.EndLine();
            printer.WriteIds(PartIndent + 2, exemplar.TraceId, exemplar.SpanId, default);
            printer.WriteAttributes(ref exemplar, PartIndent + 2);
        }
    }
}
