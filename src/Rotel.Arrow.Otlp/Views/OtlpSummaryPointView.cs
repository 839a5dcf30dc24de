using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>A SummaryDataPoint message, scanned once.</summary>
internal ref struct OtlpSummaryPointView : ISummaryPointView
{
    private readonly ReadOnlySpan<byte> _point;
    private readonly FieldRange _attributes;
    private readonly FieldRange _quantiles;

    public OtlpSummaryPointView(ReadOnlySpan<byte> point)
    {
        _point = point;
        var reader = new ProtoReader(point);
        bool read = true;
        ulong wide;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.SummaryDataPoint.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    StartTimeUnixNano = wide;
                    break;
                case OtlpTags.SummaryDataPoint.TimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    TimeUnixNano = wide;
                    break;
                case OtlpTags.SummaryDataPoint.Count:
                    read = reader.TryReadFixed64(out wide);
                    Count = wide;
                    break;
                case OtlpTags.SummaryDataPoint.Sum:
                    read = reader.TryReadDouble(out double sum);
                    Sum = sum;
                    break;
                case OtlpTags.SummaryDataPoint.QuantileValues:
                    read = _quantiles.Note(ref reader, start);
                    break;
                case OtlpTags.SummaryDataPoint.Attributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                case OtlpTags.SummaryDataPoint.Flags:
                    read = reader.TryReadUInt32(out uint flags);
                    Flags = flags;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    public ulong StartTimeUnixNano { get; }

    public ulong TimeUnixNano { get; }

    public uint Flags { get; }

    public ulong Count { get; }

    public double Sum { get; }

    public readonly int QuantilesLength => _quantiles.Count;

    public readonly int AttributeCount => _attributes.Count;

    public readonly void CopyQuantiles(scoped Span<QuantileValue> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, _quantiles.Count);
        var quantiles = new FieldWalk(_point, OtlpTags.SummaryDataPoint.QuantileValues, _quantiles);
        for (int i = 0; i < destination.Length && quantiles.MoveNext(out ReadOnlySpan<byte> message); i++)
        {
            destination[i] = ReadQuantile(message);
        }
    }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_point, OtlpTags.SummaryDataPoint.Attributes, _attributes, ref visitor);

    private static QuantileValue ReadQuantile(ReadOnlySpan<byte> message)
    {
        double quantile = 0;
        double value = 0;
        var reader = new ProtoReader(message);
        bool read = true;
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            read = tag switch
            {
                OtlpTags.ValueAtQuantile.Quantile => reader.TryReadDouble(out quantile),
                OtlpTags.ValueAtQuantile.Value => reader.TryReadDouble(out value),
                _ => reader.TrySkip(tag),
            };
        }

        return new QuantileValue(quantile, value);
    }
}
