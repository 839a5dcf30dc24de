using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>A HistogramDataPoint message, scanned once.</summary>
internal ref struct OtlpHistogramPointView : IHistogramPointView
{
    private const uint UnpackedBucketCount = (OtlpFields.HistogramDataPoint.BucketCounts << 3) | (uint)WireType.Fixed64;
    private const uint UnpackedBound = (OtlpFields.HistogramDataPoint.ExplicitBounds << 3) | (uint)WireType.Fixed64;

    private readonly ReadOnlySpan<byte> _point;
    private readonly FieldRange _attributes;
    private readonly FieldRange _exemplars;
    private readonly int _bucketCounts;
    private readonly int _explicitBounds;

    public OtlpHistogramPointView(ReadOnlySpan<byte> point)
    {
        _point = point;
        var reader = new ProtoReader(point);
        bool read = true;
        ulong wide;
        double number;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.HistogramDataPoint.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    StartTimeUnixNano = wide;
                    break;
                case OtlpTags.HistogramDataPoint.TimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    TimeUnixNano = wide;
                    break;
                case OtlpTags.HistogramDataPoint.Count:
                    read = reader.TryReadFixed64(out wide);
                    Count = wide;
                    break;
                case OtlpTags.HistogramDataPoint.Sum:
                    read = reader.TryReadDouble(out number);
                    Sum = read ? number : Sum;
                    break;
                case OtlpTags.HistogramDataPoint.BucketCounts:
                case UnpackedBucketCount:
                    read = PackedFields.NoteFixed64(ref reader, tag, ref _bucketCounts);
                    break;
                case OtlpTags.HistogramDataPoint.ExplicitBounds:
                case UnpackedBound:
                    read = PackedFields.NoteFixed64(ref reader, tag, ref _explicitBounds);
                    break;
                case OtlpTags.HistogramDataPoint.Exemplars:
                    read = _exemplars.Note(ref reader, start);
                    break;
                case OtlpTags.HistogramDataPoint.Attributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                case OtlpTags.HistogramDataPoint.Flags:
                    read = reader.TryReadUInt32(out uint flags);
                    Flags = flags;
                    break;
                case OtlpTags.HistogramDataPoint.Min:
                    read = reader.TryReadDouble(out number);
                    Min = read ? number : Min;
                    break;
                case OtlpTags.HistogramDataPoint.Max:
                    read = reader.TryReadDouble(out number);
                    Max = read ? number : Max;
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

    public double? Sum { get; }

    public double? Min { get; }

    public double? Max { get; }

    public readonly int BucketCountsLength => _bucketCounts;

    public readonly int ExplicitBoundsLength => _explicitBounds;

    public readonly int AttributeCount => _attributes.Count;

    public readonly int ExemplarCount => _exemplars.Count;

    public readonly void CopyBucketCounts(scoped Span<ulong> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, _bucketCounts);
        PackedFields.CopyFixed64(_point, OtlpFields.HistogramDataPoint.BucketCounts, destination);
    }

    public readonly void CopyExplicitBounds(scoped Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, _explicitBounds);
        PackedFields.CopyDoubles(_point, OtlpFields.HistogramDataPoint.ExplicitBounds, destination);
    }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_point, OtlpTags.HistogramDataPoint.Attributes, _attributes, ref visitor);

    public readonly void VisitExemplars<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct =>
        OtlpExemplarView.VisitAll(_point, OtlpTags.HistogramDataPoint.Exemplars, _exemplars, ref visitor);
}
