using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>A Metric message, scanned once without its points.</summary>
/// <remarks>
/// data is a oneof: a member replaces another one that stood before it, and continues an equal one. The points are
/// therefore those of the last run of equal members.
/// </remarks>
internal ref struct OtlpMetricView : IMetricView
{
    private readonly ReadOnlySpan<byte> _metric;
    private readonly FieldRange _metadata;
    private readonly uint _dataTag;
    private readonly int _dataStart;

    public OtlpMetricView(ReadOnlySpan<byte> metric)
    {
        _metric = metric;
        var reader = new ProtoReader(metric);
        bool read = true;
        ReadOnlySpan<byte> bytes;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.Metric.Name:
                    read = reader.TryReadBytes(out bytes);
                    Name = bytes;
                    break;
                case OtlpTags.Metric.Description:
                    read = reader.TryReadBytes(out bytes);
                    Description = bytes;
                    break;
                case OtlpTags.Metric.Unit:
                    read = reader.TryReadBytes(out bytes);
                    Unit = bytes;
                    break;
                case OtlpTags.Metric.Gauge:
                case OtlpTags.Metric.Sum:
                case OtlpTags.Metric.Histogram:
                case OtlpTags.Metric.ExponentialHistogram:
                case OtlpTags.Metric.Summary:
                    read = reader.TryReadBytes(out bytes);
                    if (tag != _dataTag)
                    {
                        _dataTag = tag;
                        _dataStart = start;
                        PointCount = 0;
                        AggregationTemporality = default;
                        IsMonotonic = false;
                    }

                    ScanData(bytes);
                    break;
                case OtlpTags.Metric.Metadata:
                    read = _metadata.Note(ref reader, start);
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Description { get; }

    public ReadOnlySpan<byte> Unit { get; }

    public readonly MetricKind Kind => _dataTag switch
    {
        OtlpTags.Metric.Gauge => MetricKind.Gauge,
        OtlpTags.Metric.Sum => MetricKind.Sum,
        OtlpTags.Metric.Histogram => MetricKind.Histogram,
        OtlpTags.Metric.ExponentialHistogram => MetricKind.ExponentialHistogram,
        OtlpTags.Metric.Summary => MetricKind.Summary,
        _ => MetricKind.None,
    };

    public AggregationTemporality AggregationTemporality { get; private set; }

    public bool IsMonotonic { get; private set; }

    public int PointCount { get; private set; }

    public readonly int AttributeCount => _metadata.Count;

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_metric, OtlpTags.Metric.Metadata, _metadata, ref visitor);

    /// <summary>Visits the points of whichever kind the metric has.</summary>
    public readonly void VisitPoints<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        switch (Kind)
        {
            case MetricKind.Gauge:
            case MetricKind.Sum:
                VisitPoints<NumberPoints<TVisitor>, TVisitor>(ref visitor);
                break;
            case MetricKind.Histogram:
                VisitPoints<HistogramPoints<TVisitor>, TVisitor>(ref visitor);
                break;
            case MetricKind.ExponentialHistogram:
                VisitPoints<ExponentialHistogramPoints<TVisitor>, TVisitor>(ref visitor);
                break;
            case MetricKind.Summary:
                VisitPoints<SummaryPoints<TVisitor>, TVisitor>(ref visitor);
                break;
        }
    }

    private readonly void VisitPoints<TPoints, TVisitor>(scoped ref TVisitor visitor)
        where TPoints : struct, IItemWalk<TVisitor>
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        var data = new FieldWalk(_metric[_dataStart..], _dataTag);
        while (data.MoveNext(out ReadOnlySpan<byte> member))
        {
            var points = new FieldWalk(member, OtlpTags.MetricData.DataPoints);
            while (points.MoveNext(out ReadOnlySpan<byte> point))
            {
                TPoints.Visit(point, ref visitor);
            }
        }
    }

    private void ScanData(ReadOnlySpan<byte> data)
    {
        var reader = new ProtoReader(data);
        bool read = true;
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            switch (tag)
            {
                case OtlpTags.MetricData.DataPoints:
                    read = reader.TryReadBytes(out _);
                    PointCount += read ? 1 : 0;
                    break;
                case OtlpTags.MetricData.AggregationTemporality when _dataTag is not (OtlpTags.Metric.Gauge or OtlpTags.Metric.Summary):
                    read = reader.TryReadUInt32(out uint temporality);
                    AggregationTemporality = (AggregationTemporality)(int)temporality;
                    break;
                case OtlpTags.MetricData.IsMonotonic when _dataTag == OtlpTags.Metric.Sum:
                    read = reader.TryReadVarint(out ulong monotonic);
                    IsMonotonic = monotonic != 0;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    private readonly struct NumberPoints<TVisitor> : IItemWalk<TVisitor>
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        public static void Visit(ReadOnlySpan<byte> item, scoped ref TVisitor visitor)
        {
            var view = new OtlpNumberPointView(item);
            visitor.NumberPoint(ref view);
        }
    }

    private readonly struct HistogramPoints<TVisitor> : IItemWalk<TVisitor>
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        public static void Visit(ReadOnlySpan<byte> item, scoped ref TVisitor visitor)
        {
            var view = new OtlpHistogramPointView(item);
            visitor.HistogramPoint(ref view);
        }
    }

    private readonly struct ExponentialHistogramPoints<TVisitor> : IItemWalk<TVisitor>
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        public static void Visit(ReadOnlySpan<byte> item, scoped ref TVisitor visitor)
        {
            var view = new OtlpExponentialHistogramPointView(item);
            visitor.ExponentialHistogramPoint(ref view);
        }
    }

    private readonly struct SummaryPoints<TVisitor> : IItemWalk<TVisitor>
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        public static void Visit(ReadOnlySpan<byte> item, scoped ref TVisitor visitor)
        {
            var view = new OtlpSummaryPointView(item);
            visitor.SummaryPoint(ref view);
        }
    }
}
