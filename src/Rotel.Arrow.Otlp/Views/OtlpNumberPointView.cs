using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>A NumberDataPoint message, scanned once.</summary>
internal ref struct OtlpNumberPointView : INumberPointView
{
    private readonly ReadOnlySpan<byte> _point;
    private readonly FieldRange _attributes;
    private readonly FieldRange _exemplars;
    private readonly ulong _value;

    public OtlpNumberPointView(ReadOnlySpan<byte> point)
    {
        _point = point;
        var reader = new ProtoReader(point);
        bool read = true;
        ulong wide;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.NumberDataPoint.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    StartTimeUnixNano = wide;
                    break;
                case OtlpTags.NumberDataPoint.TimeUnixNano:
                    read = reader.TryReadFixed64(out wide);
                    TimeUnixNano = wide;
                    break;
                case OtlpTags.NumberDataPoint.AsDouble:
                    read = reader.TryReadFixed64(out _value);
                    ValueKind = NumberKind.Double;
                    break;
                case OtlpTags.NumberDataPoint.AsInt:
                    read = reader.TryReadFixed64(out _value);
                    ValueKind = NumberKind.Int;
                    break;
                case OtlpTags.NumberDataPoint.Exemplars:
                    read = _exemplars.Note(ref reader, start);
                    break;
                case OtlpTags.NumberDataPoint.Attributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                case OtlpTags.NumberDataPoint.Flags:
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

    public NumberKind ValueKind { get; }

    public readonly long IntValue => ValueKind == NumberKind.Int ? (long)_value : 0;

    public readonly double DoubleValue => ValueKind == NumberKind.Double ? BitConverter.UInt64BitsToDouble(_value) : 0;

    public readonly int AttributeCount => _attributes.Count;

    public readonly int ExemplarCount => _exemplars.Count;

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_point, OtlpTags.NumberDataPoint.Attributes, _attributes, ref visitor);

    public readonly void VisitExemplars<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct =>
        OtlpExemplarView.VisitAll(_point, OtlpTags.NumberDataPoint.Exemplars, _exemplars, ref visitor);
}
