namespace Rotel.Arrow.Otap.Schemas;

/// <summary>
/// One OTAP table. Names and numbers are ArrowPayloadType of
/// opentelemetry.proto.experimental.arrow.v1 (otel-arrow 929d7e87).
/// </summary>
public enum PayloadType : byte
{
    /// <summary>Not a table.</summary>
    Unknown = 0,

    /// <summary>Attributes of resources.</summary>
    ResourceAttrs = 1,

    /// <summary>Attributes of instrumentation scopes.</summary>
    ScopeAttrs = 2,

    /// <summary>Root table of metrics.</summary>
    UnivariateMetrics = 10,

    /// <summary>Points of gauges and sums.</summary>
    NumberDataPoints = 11,

    /// <summary>Points of summaries.</summary>
    SummaryDataPoints = 12,

    /// <summary>Points of histograms with explicit bounds.</summary>
    HistogramDataPoints = 13,

    /// <summary>Points of exponential histograms.</summary>
    ExpHistogramDataPoints = 14,

    /// <summary>Attributes of number points.</summary>
    NumberDpAttrs = 15,

    /// <summary>Attributes of summary points.</summary>
    SummaryDpAttrs = 16,

    /// <summary>Attributes of histogram points.</summary>
    HistogramDpAttrs = 17,

    /// <summary>Attributes of exponential histogram points.</summary>
    ExpHistogramDpAttrs = 18,

    /// <summary>Exemplars of number points.</summary>
    NumberDpExemplars = 19,

    /// <summary>Exemplars of histogram points.</summary>
    HistogramDpExemplars = 20,

    /// <summary>Exemplars of exponential histogram points.</summary>
    ExpHistogramDpExemplars = 21,

    /// <summary>Attributes of exemplars of number points.</summary>
    NumberDpExemplarAttrs = 22,

    /// <summary>Attributes of exemplars of histogram points.</summary>
    HistogramDpExemplarAttrs = 23,

    /// <summary>Attributes of exemplars of exponential histogram points.</summary>
    ExpHistogramDpExemplarAttrs = 24,

    /// <summary>Reserved upstream; implemented nowhere.</summary>
    MultivariateMetrics = 25,

    /// <summary>Metadata of metrics.</summary>
    MetricAttrs = 26,

    /// <summary>Root table of logs.</summary>
    Logs = 30,

    /// <summary>Attributes of log records.</summary>
    LogAttrs = 31,

    /// <summary>Root table of traces.</summary>
    Spans = 40,

    /// <summary>Attributes of spans.</summary>
    SpanAttrs = 41,

    /// <summary>Events of spans.</summary>
    SpanEvents = 42,

    /// <summary>Links of spans.</summary>
    SpanLinks = 43,

    /// <summary>Attributes of span events.</summary>
    SpanEventAttrs = 44,

    /// <summary>Attributes of span links.</summary>
    SpanLinkAttrs = 45,
}
