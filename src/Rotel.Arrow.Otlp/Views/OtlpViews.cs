using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>Visits telemetry row by row where it stands: in OTLP protobuf bytes, without decoding it into objects.</summary>
/// <remarks>
/// <para>
/// The bytes should have passed <see cref="OtlpBytes"/>'s validation. If they have not, nothing is read out of bounds
/// and nothing throws: a message counts up to its first malformed field.
/// </para>
/// <para>
/// Fields may stand in any order: each message is scanned once for its scalars and for where its repeated fields
/// begin, before it is shown. When a singular field occurs twice, the last scalar wins and messages are merged, as
/// protobuf parsers do.
/// </para>
/// </remarks>
public static class OtlpViews
{
    /// <summary>Visits all pieces, whatever the signal.</summary>
    public static void Visit<TVisitor>(OtlpBytes bytes, scoped ref TVisitor visitor)
        where TVisitor : ITelemetryVisitor, allows ref struct
    {
        for (int i = 0; i < bytes.PieceCount; i++)
        {
            ReadOnlySpan<byte> message = bytes[i].Span;
            switch (bytes.Signal)
            {
                case Signal.Traces:
                    VisitTraces(message, ref visitor);
                    break;
                case Signal.Logs:
                    VisitLogs(message, ref visitor);
                    break;
                default:
                    VisitMetrics(message, ref visitor);
                    break;
            }
        }
    }

    /// <summary>Visits one TracesData or ExportTraceServiceRequest.</summary>
    public static void VisitTraces<TVisitor>(ReadOnlySpan<byte> message, scoped ref TVisitor visitor)
        where TVisitor : ITracesVisitor, allows ref struct =>
        GroupWalk.Visit<SpanItems<TVisitor>, TVisitor>(message, ref visitor);

    /// <summary>Visits one LogsData or ExportLogsServiceRequest.</summary>
    public static void VisitLogs<TVisitor>(ReadOnlySpan<byte> message, scoped ref TVisitor visitor)
        where TVisitor : ILogsVisitor, allows ref struct =>
        GroupWalk.Visit<LogRecordItems<TVisitor>, TVisitor>(message, ref visitor);

    /// <summary>Visits one MetricsData or ExportMetricsServiceRequest.</summary>
    public static void VisitMetrics<TVisitor>(ReadOnlySpan<byte> message, scoped ref TVisitor visitor)
        where TVisitor : IMetricsVisitor, allows ref struct =>
        GroupWalk.Visit<MetricItems<TVisitor>, TVisitor>(message, ref visitor);

    /// <summary>Visits the entity_refs fields of a Resource message, or of bytes that hold nothing but such fields.</summary>
    public static void VisitEntityRefs<TVisitor>(ReadOnlySpan<byte> resource, scoped ref TVisitor visitor)
        where TVisitor : IEntityRefVisitor, allows ref struct => EntityRefWalk.Visit(resource, ref visitor);

    private readonly struct SpanItems<TVisitor> : IItemWalk<TVisitor>
        where TVisitor : ITracesVisitor, allows ref struct
    {
        public static void Visit(ReadOnlySpan<byte> item, scoped ref TVisitor visitor)
        {
            var view = new OtlpSpanView(item);
            visitor.Span(ref view);
        }
    }

    private readonly struct LogRecordItems<TVisitor> : IItemWalk<TVisitor>
        where TVisitor : ILogsVisitor, allows ref struct
    {
        public static void Visit(ReadOnlySpan<byte> item, scoped ref TVisitor visitor)
        {
            var view = new OtlpLogRecordView(item);
            visitor.LogRecord(ref view);
        }
    }

    private readonly struct MetricItems<TVisitor> : IItemWalk<TVisitor>
        where TVisitor : IMetricsVisitor, allows ref struct
    {
        public static void Visit(ReadOnlySpan<byte> item, scoped ref TVisitor visitor)
        {
            var view = new OtlpMetricView(item);
            if (visitor.BeginMetric(ref view))
            {
                view.VisitPoints(ref visitor);
                visitor.EndMetric();
            }
        }
    }
}
