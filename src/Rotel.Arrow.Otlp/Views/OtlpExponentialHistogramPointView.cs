using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>An ExponentialHistogramDataPoint message, scanned once.</summary>
internal ref struct OtlpExponentialHistogramPointView : IExponentialHistogramPointView
{
    private readonly ReadOnlySpan<byte> _point;
    private readonly FieldRange _attributes;
    private readonly FieldRange _exemplars;
    private readonly OtlpBuckets _positive;
    private readonly OtlpBuckets _negative;

    public OtlpExponentialHistogramPointView(ReadOnlySpan<byte> point)
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
                case OtlpTags.ExponentialHistogramDataPoint.Attributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    StartTimeUnixNano = wide;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.TimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    TimeUnixNano = wide;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Count:
                    read = reader.TryReadFixed64(out wide);
                    Count = wide;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Sum:
                    read = reader.TryReadDouble(out number);
                    Sum = read ? number : Sum;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Scale:
                    read = reader.TryReadSInt32(out int scale);
                    Scale = scale;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.ZeroCount:
                    read = reader.TryReadFixed64(out wide);
                    ZeroCount = wide;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Positive:
                    read = _positive.Note(ref reader);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Negative:
                    read = _negative.Note(ref reader);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Flags:
                    read = reader.TryReadUInt32(out uint flags);
                    Flags = flags;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Exemplars:
                    read = _exemplars.Note(ref reader, start);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Min:
                    read = reader.TryReadDouble(out number);
                    Min = read ? number : Min;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Max:
                    read = reader.TryReadDouble(out number);
                    Max = read ? number : Max;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.ZeroThreshold:
                    read = reader.TryReadDouble(out number);
                    ZeroThreshold = number;
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

    public int Scale { get; }

    public ulong ZeroCount { get; }

    public double ZeroThreshold { get; }

    public readonly bool HasPositive => _positive.Exists;

    public readonly int PositiveOffset => _positive.Offset;

    public readonly int PositiveBucketsLength => _positive.Length;

    public readonly bool HasNegative => _negative.Exists;

    public readonly int NegativeOffset => _negative.Offset;

    public readonly int NegativeBucketsLength => _negative.Length;

    public readonly int AttributeCount => _attributes.Count;

    public readonly int ExemplarCount => _exemplars.Count;

    public readonly void CopyPositiveBuckets(scoped Span<ulong> destination) =>
        _positive.Copy(_point, OtlpTags.ExponentialHistogramDataPoint.Positive, destination);

    public readonly void CopyNegativeBuckets(scoped Span<ulong> destination) =>
        _negative.Copy(_point, OtlpTags.ExponentialHistogramDataPoint.Negative, destination);

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_point, OtlpTags.ExponentialHistogramDataPoint.Attributes, _attributes, ref visitor);

    public readonly void VisitExemplars<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct =>
        OtlpExemplarView.VisitAll(_point, OtlpTags.ExponentialHistogramDataPoint.Exemplars, _exemplars, ref visitor);
}

/// <summary>What was seen of a Buckets field of a point.</summary>
internal struct OtlpBuckets
{
    private const uint UnpackedCount = (OtlpFields.Buckets.BucketCounts << 3) | (uint)WireType.Varint;

    private int _length;

    /// <summary>True when the field occurs.</summary>
    public bool Exists { get; private set; }

    /// <summary>offset.</summary>
    public int Offset { get; private set; }

    /// <summary>Number of bucket_counts.</summary>
    public readonly int Length => _length;

    /// <summary>Reads one occurrence of the field.</summary>
    public bool Note(scoped ref ProtoReader point)
    {
        if (!point.TryReadBytes(out ReadOnlySpan<byte> buckets))
        {
            return false;
        }

        Exists = true;
        var reader = new ProtoReader(buckets);
        bool read = true;
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            switch (tag)
            {
                case OtlpTags.Buckets.Offset:
                    read = reader.TryReadSInt32(out int offset);
                    Offset = offset;
                    break;
                case OtlpTags.Buckets.BucketCounts:
                case UnpackedCount:
                    read = PackedFields.NoteVarints(ref reader, tag, ref _length);
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }

        return true;
    }

    /// <summary>Copies the first counts of all occurrences.</summary>
    public readonly void Copy(ReadOnlySpan<byte> point, uint tag, scoped Span<ulong> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, _length);
        int used = 0;
        var occurrences = new FieldWalk(point, tag);
        while (occurrences.MoveNext(out ReadOnlySpan<byte> buckets))
        {
            used = PackedFields.CopyVarints(buckets, OtlpFields.Buckets.BucketCounts, destination, used);
        }

        destination[used..].Clear();
    }
}
