using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>Counts resources, scopes and metrics, and looks at no item.</summary>
internal struct GroupCounter : ITelemetryVisitor
{
    public int Resources { get; private set; }

    public int Scopes { get; private set; }

    public int Metrics { get; private set; }

    public bool BeginResource<TResource>(scoped ref TResource resource)
        where TResource : IResourceView, allows ref struct
    {
        Resources++;
        return true;
    }

    public readonly void EndResource()
    {
    }

    public bool BeginScope<TScope>(scoped ref TScope scope)
        where TScope : IScopeView, allows ref struct
    {
        Scopes++;
        return true;
    }

    public readonly void EndScope()
    {
    }

    public readonly void Span<TSpan>(scoped ref TSpan span)
        where TSpan : ISpanView, allows ref struct
    {
    }

    public readonly void LogRecord<TRecord>(scoped ref TRecord record)
        where TRecord : ILogRecordView, allows ref struct
    {
    }

    public bool BeginMetric<TMetric>(scoped ref TMetric metric)
        where TMetric : IMetricView, allows ref struct
    {
        Metrics++;
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
