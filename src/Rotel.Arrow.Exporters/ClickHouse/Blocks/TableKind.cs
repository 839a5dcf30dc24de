using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>The tables that telemetry goes into.</summary>
internal enum TableKind : byte
{
    Traces = 0,
    Logs,
    Gauge,
    Sum,
    Histogram,
    ExponentialHistogram,
    Summary,
}

/// <summary>Names and sources of the tables.</summary>
internal static class TableKinds
{
    public static ReadOnlySpan<TableKind> Metrics =>
        [TableKind.Gauge, TableKind.Sum, TableKind.Histogram, TableKind.ExponentialHistogram, TableKind.Summary];

    /// <summary>Name of the table behind the prefix, as Rotel and the Collector have it.</summary>
    public static string Suffix(this TableKind kind) => kind switch
    {
        TableKind.Traces => "_traces",
        TableKind.Logs => "_logs",
        TableKind.Gauge => "_metrics_gauge",
        TableKind.Sum => "_metrics_sum",
        TableKind.Histogram => "_metrics_histogram",
        TableKind.ExponentialHistogram => "_metrics_exponential_histogram",
        _ => "_metrics_summary",
    };

    /// <summary>A second name that the Collector has used; null for all but one.</summary>
    public static string? OtherSuffix(this TableKind kind) =>
        kind == TableKind.ExponentialHistogram ? "_metrics_exp_histogram" : null;

    public static Signal Signal(this TableKind kind) => kind switch
    {
        TableKind.Traces => Views.Signal.Traces,
        TableKind.Logs => Views.Signal.Logs,
        _ => Views.Signal.Metrics,
    };

    /// <summary>The OTAP table with a row an item.</summary>
    public static PayloadType Items(this TableKind kind) => kind switch
    {
        TableKind.Traces => PayloadType.Spans,
        TableKind.Logs => PayloadType.Logs,
        TableKind.Gauge or TableKind.Sum => PayloadType.NumberDataPoints,
        TableKind.Histogram => PayloadType.HistogramDataPoints,
        TableKind.ExponentialHistogram => PayloadType.ExpHistogramDataPoints,
        _ => PayloadType.SummaryDataPoints,
    };
}
