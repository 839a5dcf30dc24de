using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>The views of all point tables of a batch.</summary>
internal ref struct OtapPointViews
{
    private readonly ChildRows _numberRows;
    private readonly ChildRows _histogramRows;
    private readonly ChildRows _exponentialRows;
    private readonly ChildRows _summaryRows;
    private OtapNumberPointView _number;
    private OtapHistogramPointView _histogram;
    private OtapExponentialHistogramPointView _exponential;
    private OtapSummaryPointView _summary;

    public OtapPointViews(OtapBatch batch)
    {
        _numberRows = new ChildRows(batch, PayloadType.NumberDataPoints);
        _histogramRows = new ChildRows(batch, PayloadType.HistogramDataPoints);
        _exponentialRows = new ChildRows(batch, PayloadType.ExpHistogramDataPoints);
        _summaryRows = new ChildRows(batch, PayloadType.SummaryDataPoints);
        _number = new OtapNumberPointView(batch);
        _histogram = new OtapHistogramPointView(batch);
        _exponential = new OtapExponentialHistogramPointView(batch);
        _summary = new OtapSummaryPointView(batch);
    }

    /// <summary>Number of points of a metric.</summary>
    public readonly int Rows(MetricKind kind, int metric) => kind switch
    {
        MetricKind.Gauge or MetricKind.Sum => _numberRows.Count(metric),
        MetricKind.Histogram => _histogramRows.Count(metric),
        MetricKind.ExponentialHistogram => _exponentialRows.Count(metric),
        MetricKind.Summary => _summaryRows.Count(metric),
        _ => 0,
    };

    /// <summary>Visits the points of a metric.</summary>
    public void Visit<TVisitor>(MetricKind kind, int metric, scoped ref TVisitor visitor)
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        int end;
        switch (kind)
        {
            case MetricKind.Gauge:
            case MetricKind.Sum:
                end = _numberRows.End(metric);
                for (int row = _numberRows.Start(metric); row < end; row++)
                {
                    _number.Row = row;
                    visitor.NumberPoint(ref _number);
                }

                break;
            case MetricKind.Histogram:
                end = _histogramRows.End(metric);
                for (int row = _histogramRows.Start(metric); row < end; row++)
                {
                    _histogram.Row = row;
                    visitor.HistogramPoint(ref _histogram);
                }

                break;
            case MetricKind.ExponentialHistogram:
                end = _exponentialRows.End(metric);
                for (int row = _exponentialRows.Start(metric); row < end; row++)
                {
                    _exponential.Row = row;
                    visitor.ExponentialHistogramPoint(ref _exponential);
                }

                break;
            case MetricKind.Summary:
                end = _summaryRows.End(metric);
                for (int row = _summaryRows.Start(metric); row < end; row++)
                {
                    _summary.Row = row;
                    visitor.SummaryPoint(ref _summary);
                }

                break;
        }
    }
}
