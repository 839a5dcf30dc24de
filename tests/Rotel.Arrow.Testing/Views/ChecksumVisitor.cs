using Rotel.Arrow.Views;

namespace Rotel.Arrow.Testing;

/// <summary>
/// Reads everything it is shown into one number and allocates nothing itself: what a visit costs, and whether two visits
/// showed the same.
/// </summary>
public struct ChecksumVisitor : ITelemetryVisitor, IAttributeVisitor, IEntityRefVisitor, ISpanEventVisitor, ISpanLinkVisitor,
    IExemplarVisitor
{
    public ulong Value { get; private set; }

    public bool BeginResource<TResource>(scoped ref TResource resource)
        where TResource : IResourceView, allows ref struct
    {
        Add(resource.SchemaUrl);
        Add(resource.DroppedAttributesCount);
        resource.VisitEntityRefs(ref this);
        resource.VisitAttributes(ref this);
        return true;
    }

    public void EndResource() => Add(1);

    public bool BeginScope<TScope>(scoped ref TScope scope)
        where TScope : IScopeView, allows ref struct
    {
        Add(scope.Name);
        Add(scope.Version);
        Add(scope.SchemaUrl);
        Add(scope.DroppedAttributesCount);
        scope.VisitAttributes(ref this);
        return true;
    }

    public void EndScope() => Add(2);

    public void Span<TSpan>(scoped ref TSpan span)
        where TSpan : ISpanView, allows ref struct
    {
        Add(span.TraceId);
        Add(span.SpanId);
        Add(span.ParentSpanId);
        Add(span.TraceState);
        Add(span.Name);
        Add(span.StatusMessage);
        Add((ulong)span.Kind + (ulong)span.StatusCode + span.Flags);
        Add(span.StartTimeUnixNano);
        Add(span.EndTimeUnixNano);
        span.VisitAttributes(ref this);
        span.VisitEvents(ref this);
        span.VisitLinks(ref this);
    }

    public void Event<TEvent>(scoped ref TEvent spanEvent)
        where TEvent : ISpanEventView, allows ref struct
    {
        Add(spanEvent.TimeUnixNano);
        Add(spanEvent.Name);
        spanEvent.VisitAttributes(ref this);
    }

    public void Link<TLink>(scoped ref TLink link)
        where TLink : ISpanLinkView, allows ref struct
    {
        Add(link.TraceId);
        Add(link.SpanId);
        Add(link.TraceState);
        link.VisitAttributes(ref this);
    }

    public void LogRecord<TRecord>(scoped ref TRecord record)
        where TRecord : ILogRecordView, allows ref struct
    {
        Add(record.TimeUnixNano);
        Add(record.ObservedTimeUnixNano);
        Add((ulong)record.SeverityNumber);
        Add(record.SeverityText);
        Add(record.EventName);
        Add(record.TraceId);
        record.VisitBody(ref this);
        record.VisitAttributes(ref this);
    }

    public bool BeginMetric<TMetric>(scoped ref TMetric metric)
        where TMetric : IMetricView, allows ref struct
    {
        Add(metric.Name);
        Add(metric.Description);
        Add(metric.Unit);
        Add((ulong)metric.Kind + (ulong)metric.AggregationTemporality);
        metric.VisitAttributes(ref this);
        return true;
    }

    public void EndMetric() => Add(3);

    public void NumberPoint<TPoint>(scoped ref TPoint point)
        where TPoint : INumberPointView, allows ref struct
    {
        AddPoint(ref point);
        Int(point.IntValue);
        Double(point.DoubleValue);
        point.VisitExemplars(ref this);
    }

    public void HistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IHistogramPointView, allows ref struct
    {
        AddPoint(ref point);
        Add(point.Count);
        Double(point.Sum ?? -1);
        System.Span<ulong> counts = stackalloc ulong[Math.Min(point.BucketCountsLength, 64)];
        System.Span<double> bounds = stackalloc double[Math.Min(point.ExplicitBoundsLength, 64)];
        point.CopyBucketCounts(counts);
        point.CopyExplicitBounds(bounds);
        foreach (ulong count in counts)
        {
            Add(count);
        }

        foreach (double bound in bounds)
        {
            Double(bound);
        }

        point.VisitExemplars(ref this);
    }

    public void ExponentialHistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IExponentialHistogramPointView, allows ref struct
    {
        AddPoint(ref point);
        Add(point.Count);
        Add((ulong)point.PositiveOffset);
        System.Span<ulong> counts = stackalloc ulong[Math.Min(point.PositiveBucketsLength, 64)];
        point.CopyPositiveBuckets(counts);
        foreach (ulong count in counts)
        {
            Add(count);
        }

        point.VisitExemplars(ref this);
    }

    public void SummaryPoint<TPoint>(scoped ref TPoint point)
        where TPoint : ISummaryPointView, allows ref struct
    {
        AddPoint(ref point);
        System.Span<QuantileValue> quantiles = stackalloc QuantileValue[Math.Min(point.QuantilesLength, 64)];
        point.CopyQuantiles(quantiles);
        foreach (QuantileValue quantile in quantiles)
        {
            Double(quantile.Quantile);
            Double(quantile.Value);
        }
    }

    public void Exemplar<TExemplar>(scoped ref TExemplar exemplar)
        where TExemplar : IExemplarView, allows ref struct
    {
        Add(exemplar.TimeUnixNano);
        Add(exemplar.TraceId);
        Int(exemplar.IntValue);
        Double(exemplar.DoubleValue);
        exemplar.VisitAttributes(ref this);
    }

    public bool Attribute(ReadOnlySpan<byte> key)
    {
        Add(key);
        return true;
    }

    public void String(ReadOnlySpan<byte> utf8) => Add(utf8);

    public void Bool(bool value) => Add(value ? 5UL : 6);

    public void Int(long value) => Add((ulong)value);

    public void Double(double value) => Add(BitConverter.DoubleToUInt64Bits(value));

    public void Bytes(ReadOnlySpan<byte> value) => Add(value);

    public void Empty() => Add(7);

    public void BeginArray() => Add(8);

    public void EndArray() => Add(9);

    public void BeginMap() => Add(10);

    public void MapKey(ReadOnlySpan<byte> key) => Add(key);

    public void EndMap() => Add(11);

    public void BeginEntityRef(ReadOnlySpan<byte> schemaUrl, ReadOnlySpan<byte> type)
    {
        Add(schemaUrl);
        Add(type);
    }

    public void IdKey(ReadOnlySpan<byte> key) => Add(key);

    public void DescriptionKey(ReadOnlySpan<byte> key) => Add(key);

    public void EndEntityRef() => Add(12);

    void AddPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IPointView, allows ref struct
    {
        Add(point.StartTimeUnixNano);
        Add(point.TimeUnixNano);
        Add(point.Flags);
        point.VisitAttributes(ref this);
    }

    void Add(ulong value) => Value = (Value ^ value) * 0x9E37_79B9_7F4A_7C15;

    void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length);
        foreach (byte value in bytes)
        {
            Add(value);
        }
    }
}
