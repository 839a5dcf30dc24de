using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>An Exemplar message, scanned once.</summary>
internal ref struct OtlpExemplarView : IExemplarView
{
    private readonly ReadOnlySpan<byte> _exemplar;
    private readonly FieldRange _attributes;
    private readonly ulong _value;

    public OtlpExemplarView(ReadOnlySpan<byte> exemplar)
    {
        _exemplar = exemplar;
        var reader = new ProtoReader(exemplar);
        bool read = true;
        ReadOnlySpan<byte> bytes;
        for (int start = 0; read && reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            switch (tag)
            {
                case OtlpTags.Exemplar.TimeUnixNano:
                    read = reader.TryReadFixed64(out ulong time);
                    TimeUnixNano = time;
                    break;
                case OtlpTags.Exemplar.AsDouble:
                    read = reader.TryReadFixed64(out _value);
                    ValueKind = NumberKind.Double;
                    break;
                case OtlpTags.Exemplar.AsInt:
                    read = reader.TryReadFixed64(out _value);
                    ValueKind = NumberKind.Int;
                    break;
                case OtlpTags.Exemplar.SpanId:
                    read = reader.TryReadBytes(out bytes);
                    SpanId = bytes;
                    break;
                case OtlpTags.Exemplar.TraceId:
                    read = reader.TryReadBytes(out bytes);
                    TraceId = bytes;
                    break;
                case OtlpTags.Exemplar.FilteredAttributes:
                    read = _attributes.Note(ref reader, start);
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    public ulong TimeUnixNano { get; }

    public ReadOnlySpan<byte> TraceId { get; }

    public ReadOnlySpan<byte> SpanId { get; }

    public NumberKind ValueKind { get; }

    public readonly long IntValue => ValueKind == NumberKind.Int ? (long)_value : 0;

    public readonly double DoubleValue => ValueKind == NumberKind.Double ? BitConverter.UInt64BitsToDouble(_value) : 0;

    public readonly int AttributeCount => _attributes.Count;

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        ValueWalk.VisitAttributes(_exemplar, OtlpTags.Exemplar.FilteredAttributes, _attributes, ref visitor);

    /// <summary>Visits the exemplars of a point.</summary>
    public static void VisitAll<TVisitor>(
        ReadOnlySpan<byte> point, uint tag, FieldRange range, scoped ref TVisitor visitor)
        where TVisitor : IExemplarVisitor, allows ref struct
    {
        var exemplars = new FieldWalk(point, tag, range);
        while (exemplars.MoveNext(out ReadOnlySpan<byte> message))
        {
            var view = new OtlpExemplarView(message);
            visitor.Exemplar(ref view);
        }
    }
}
