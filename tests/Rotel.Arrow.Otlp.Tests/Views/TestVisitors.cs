using System.Text;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests.Views;

/// <summary>Declines everything on one level (0 resources, 1 scopes, 2 metrics) and counts what comes below it.</summary>
internal struct Decliner : IMetricsVisitor
{
    public int Level;
    public int Declined;
    public int Inside;

    public bool BeginResource<TResource>(scoped ref TResource resource)
        where TResource : IResourceView, allows ref struct => Begin(0);

    public void EndResource() => Inside += Level == 0 ? 1 : 0;

    public bool BeginScope<TScope>(scoped ref TScope scope)
        where TScope : IScopeView, allows ref struct => Begin(1);

    public void EndScope() => Inside += Level <= 1 ? 1 : 0;

    public bool BeginMetric<TMetric>(scoped ref TMetric metric)
        where TMetric : IMetricView, allows ref struct => Begin(2);

    public void NumberPoint<TPoint>(scoped ref TPoint point)
        where TPoint : INumberPointView, allows ref struct => Inside++;

    public void HistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IHistogramPointView, allows ref struct => Inside++;

    public void ExponentialHistogramPoint<TPoint>(scoped ref TPoint point)
        where TPoint : IExponentialHistogramPointView, allows ref struct => Inside++;

    public void SummaryPoint<TPoint>(scoped ref TPoint point)
        where TPoint : ISummaryPointView, allows ref struct => Inside++;

    public void EndMetric() => Inside++;

    private bool Begin(int level)
    {
        if (level > Level)
        {
            Inside++;
        }

        Declined += level == Level ? 1 : 0;
        return level != Level;
    }
}

/// <summary>Lists service.name of every resource.</summary>
internal struct ServiceLister() : ITelemetryVisitor
{
    public List<string> Services { get; } = [];

    public readonly bool BeginResource<TResource>(scoped ref TResource resource)
        where TResource : IResourceView, allows ref struct
    {
        var lookup = new StringAttributeLookup("service.name"u8);
        resource.VisitAttributes(ref lookup);
        if (lookup.Found)
        {
            Services.Add(Encoding.UTF8.GetString(lookup.Value));
        }

        return false;
    }

    public readonly void EndResource()
    {
    }

    public readonly bool BeginScope<TScope>(scoped ref TScope scope)
        where TScope : IScopeView, allows ref struct => false;

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

    public readonly bool BeginMetric<TMetric>(scoped ref TMetric metric)
        where TMetric : IMetricView, allows ref struct => false;

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
