using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Schemas;

/// <summary>What there is to know of payload types besides their numbers: names, signals.</summary>
public static class PayloadTypes
{
    private static readonly string?[] s_names = Names();

    /// <summary>The name of the specification: "SPAN_ATTRS"; "payload type 99" for a number it does not know.</summary>
    public static string NameOf(PayloadType type) =>
        (uint)type < (uint)s_names.Length && s_names[(int)type] is { } name ? name : $"payload type {(int)type}";

    /// <summary>True when a batch of the signal may hold the table.</summary>
    public static bool BelongsTo(PayloadType type, Signal signal) => type switch
    {
        PayloadType.ResourceAttrs or PayloadType.ScopeAttrs => true,
        PayloadType.Logs or PayloadType.LogAttrs => signal == Signal.Logs,
        >= PayloadType.Spans and <= PayloadType.SpanLinkAttrs => signal == Signal.Traces,
        >= PayloadType.UnivariateMetrics and <= PayloadType.ExpHistogramDpExemplarAttrs or PayloadType.MetricAttrs =>
            signal == Signal.Metrics,
        _ => false,
    };

    private static string?[] Names()
    {
        var names = new string?[(int)PayloadType.SpanLinkAttrs + 1];
        names[(int)PayloadType.ResourceAttrs] = "RESOURCE_ATTRS";
        names[(int)PayloadType.ScopeAttrs] = "SCOPE_ATTRS";
        names[(int)PayloadType.UnivariateMetrics] = "UNIVARIATE_METRICS";
        names[(int)PayloadType.NumberDataPoints] = "NUMBER_DATA_POINTS";
        names[(int)PayloadType.SummaryDataPoints] = "SUMMARY_DATA_POINTS";
        names[(int)PayloadType.HistogramDataPoints] = "HISTOGRAM_DATA_POINTS";
        names[(int)PayloadType.ExpHistogramDataPoints] = "EXP_HISTOGRAM_DATA_POINTS";
        names[(int)PayloadType.NumberDpAttrs] = "NUMBER_DP_ATTRS";
        names[(int)PayloadType.SummaryDpAttrs] = "SUMMARY_DP_ATTRS";
        names[(int)PayloadType.HistogramDpAttrs] = "HISTOGRAM_DP_ATTRS";
        names[(int)PayloadType.ExpHistogramDpAttrs] = "EXP_HISTOGRAM_DP_ATTRS";
        names[(int)PayloadType.NumberDpExemplars] = "NUMBER_DP_EXEMPLARS";
        names[(int)PayloadType.HistogramDpExemplars] = "HISTOGRAM_DP_EXEMPLARS";
        names[(int)PayloadType.ExpHistogramDpExemplars] = "EXP_HISTOGRAM_DP_EXEMPLARS";
        names[(int)PayloadType.NumberDpExemplarAttrs] = "NUMBER_DP_EXEMPLAR_ATTRS";
        names[(int)PayloadType.HistogramDpExemplarAttrs] = "HISTOGRAM_DP_EXEMPLAR_ATTRS";
        names[(int)PayloadType.ExpHistogramDpExemplarAttrs] = "EXP_HISTOGRAM_DP_EXEMPLAR_ATTRS";
        names[(int)PayloadType.MultivariateMetrics] = "MULTIVARIATE_METRICS";
        names[(int)PayloadType.MetricAttrs] = "METRIC_ATTRS";
        names[(int)PayloadType.Logs] = "LOGS";
        names[(int)PayloadType.LogAttrs] = "LOG_ATTRS";
        names[(int)PayloadType.Spans] = "SPANS";
        names[(int)PayloadType.SpanAttrs] = "SPAN_ATTRS";
        names[(int)PayloadType.SpanEvents] = "SPAN_EVENTS";
        names[(int)PayloadType.SpanLinks] = "SPAN_LINKS";
        names[(int)PayloadType.SpanEventAttrs] = "SPAN_EVENT_ATTRS";
        names[(int)PayloadType.SpanLinkAttrs] = "SPAN_LINK_ATTRS";
        return names;
    }
}
