using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>The payload types of one kind of data point.</summary>
/// <param name="Points">The points.</param>
/// <param name="Attributes">Their attributes.</param>
/// <param name="Exemplars">Their exemplars; Unknown for summaries, which have none.</param>
/// <param name="ExemplarAttributes">The attributes of those.</param>
internal readonly record struct PointPayloads(
    PayloadType Points, PayloadType Attributes, PayloadType Exemplars, PayloadType ExemplarAttributes)
{
    public static PointPayloads Numbers { get; } = new(
        PayloadType.NumberDataPoints, PayloadType.NumberDpAttrs, PayloadType.NumberDpExemplars, PayloadType.NumberDpExemplarAttrs);

    public static PointPayloads Summaries { get; } = new(
        PayloadType.SummaryDataPoints, PayloadType.SummaryDpAttrs, PayloadType.Unknown, PayloadType.Unknown);

    public static PointPayloads Histograms { get; } = new(
        PayloadType.HistogramDataPoints,
        PayloadType.HistogramDpAttrs,
        PayloadType.HistogramDpExemplars,
        PayloadType.HistogramDpExemplarAttrs);

    public static PointPayloads ExpHistograms { get; } = new(
        PayloadType.ExpHistogramDataPoints,
        PayloadType.ExpHistogramDpAttrs,
        PayloadType.ExpHistogramDpExemplars,
        PayloadType.ExpHistogramDpExemplarAttrs);
}
