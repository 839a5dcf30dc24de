using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>Visits telemetry row by row where it stands: in the columns of OTAP tables.</summary>
/// <remarks>
/// Shows the same events as the views over OTLP bytes, except for resources and scopes without items, which tables do
/// not hold. The accessors of all columns are made once a visit; a view is one object whose row advances.
/// A damaged cell of nested values (CBOR) is shown as an empty value.
/// </remarks>
public static class OtapViews
{
    /// <summary>Visits all rows, whatever the signal. The batch must be held for the call.</summary>
    public static void Visit<TVisitor>(OtapBatch batch, scoped ref TVisitor visitor)
        where TVisitor : ITelemetryVisitor, allows ref struct
    {
        switch (batch.Signal)
        {
            case Signal.Traces:
                VisitTraces(batch, ref visitor);
                break;
            case Signal.Logs:
                VisitLogs(batch, ref visitor);
                break;
            default:
                VisitMetrics(batch, ref visitor);
                break;
        }
    }

    /// <summary>Visits a batch of spans.</summary>
    public static void VisitTraces<TVisitor>(OtapBatch batch, scoped ref TVisitor visitor)
        where TVisitor : ITracesVisitor, allows ref struct
    {
        Require(batch, Signal.Traces);
        var runs = new RunWalk(batch);
        var span = new OtapSpanView(batch);
        while (runs.MoveNext(ref visitor, out int first, out int end))
        {
            for (int row = first; row < end; row++)
            {
                span.Row = row;
                visitor.Span(ref span);
            }
        }
    }

    /// <summary>Visits a batch of log records.</summary>
    public static void VisitLogs<TVisitor>(OtapBatch batch, scoped ref TVisitor visitor)
        where TVisitor : ILogsVisitor, allows ref struct
    {
        Require(batch, Signal.Logs);
        var runs = new RunWalk(batch);
        var record = new OtapLogRecordView(batch);
        while (runs.MoveNext(ref visitor, out int first, out int end))
        {
            for (int row = first; row < end; row++)
            {
                record.Row = row;
                visitor.LogRecord(ref record);
            }
        }
    }

    /// <summary>Visits a batch of metrics.</summary>
    public static void VisitMetrics<TVisitor>(OtapBatch batch, scoped ref TVisitor visitor)
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        Require(batch, Signal.Metrics);
        var runs = new RunWalk(batch);
        var metric = new OtapMetricView(batch);
        var points = new OtapPointViews(batch);
        while (runs.MoveNext(ref visitor, out int first, out int end))
        {
            for (int row = first; row < end; row++)
            {
                metric.Show(row, points.Rows(metric.KindAt(row), row));
                if (visitor.BeginMetric(ref metric))
                {
                    points.Visit(metric.Kind, row, ref visitor);
                    visitor.EndMetric();
                }
            }
        }
    }

    private static void Require(OtapBatch batch, Signal signal)
    {
        if (batch.Signal != signal)
        {
            throw new ArgumentException($"A batch of {batch.Signal.Name()} holds no {signal.Name()}.", nameof(batch));
        }
    }
}
