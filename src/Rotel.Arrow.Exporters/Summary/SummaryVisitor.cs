using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>Counts a batch by service, and its errors and slow spans.</summary>
internal struct SummaryVisitor(PeriodCounts period, ServiceTable services) : ITelemetryVisitor
{
    /// <summary>SEVERITY_NUMBER_ERROR.</summary>
    private const int FirstErrorSeverity = 17;

    private ServiceCount _service = services.Others;

    public bool BeginResource<TResource>(scoped ref TResource resource)
        where TResource : IResourceView, allows ref struct
    {
        var lookup = new StringAttributeLookup("service.name"u8);
        resource.VisitAttributes(ref lookup);
        _service = services.Get(lookup.Value);
        return true;
    }

    public readonly void EndResource()
    {
    }

    public readonly bool BeginScope<TScope>(scoped ref TScope scope)
        where TScope : IScopeView, allows ref struct => true;

    public readonly void EndScope()
    {
    }

    public readonly void Span<TSpan>(scoped ref TSpan span)
        where TSpan : ISpanView, allows ref struct
    {
        _service.Interval++;
        if (span.StatusCode == SpanStatusCode.Error)
        {
            period.SpanErrors++;
        }

        // Spans without an end or with a clock that went back have no duration.
        if (span.EndTimeUnixNano > span.StartTimeUnixNano && span.StartTimeUnixNano > 0)
        {
            period.Slowest.Offer(span.Name, span.EndTimeUnixNano - span.StartTimeUnixNano);
        }
    }

    public readonly void LogRecord<TRecord>(scoped ref TRecord record)
        where TRecord : ILogRecordView, allows ref struct
    {
        _service.Interval++;
        if (record.SeverityNumber >= FirstErrorSeverity)
        {
            period.LogErrors++;
        }
    }

    public readonly bool BeginMetric<TMetric>(scoped ref TMetric metric)
        where TMetric : IMetricView, allows ref struct
    {
        _service.Interval += metric.PointCount;
        return false;
    }

    public readonly void NumberPoint<TPoint>(scoped ref TPoint point)
        where TPoint : INumberPointView, allows ref struct
    {
    }

    public readonly void HistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IHistogramPointView, allows ref struct
    {
    }

    public readonly void ExponentialHistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IExponentialHistogramPointView, allows ref struct
    {
    }

    public readonly void SummaryPoint<TPoint>(scoped ref TPoint point)
        where TPoint : ISummaryPointView, allows ref struct
    {
    }

    public readonly void EndMetric()
    {
    }
}
