using System.Text.Unicode;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Validation;

/// <summary>
/// The definition of a valid request: walks a message and all it contains by the tables of <see cref="OtlpSchema"/>,
/// counts items and notes defects. <see cref="QuickValidator"/> says yes to a subset of what this says yes to,
/// faster; <see cref="OtlpFilter"/> asks this about each item.
/// </summary>
/// <remarks>
/// A defect of a value belongs to the innermost item around it; without an item, to the metric around it (then all
/// points of the metric are invalid); without either, it makes the request malformed. Structural defects always do,
/// so the walk goes on after a bad value to find them. Unknown fields are stepped over; their framing must be sound.
/// Recursion is bounded: messages nest 8 deep by schema, except AnyValues, which are capped.
/// </remarks>
internal ref struct MessageWalker
{
    private readonly ReadOnlySpan<byte> _data;
    private bool _inItem;
    private bool _inMetric;
    private bool _itemInvalid;
    private bool _metricInvalid;

    internal MessageWalker(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>Items seen, invalid ones included.</summary>
    internal int Items { get; private set; }

    /// <summary>Items that must be left out.</summary>
    internal int InvalidItems { get; private set; }

    /// <summary>True when the own fields of some metric are invalid, whether it has points or not.</summary>
    internal bool HasInvalidMetric { get; private set; }

    /// <summary>The structural defect that ended the walk, else the first other one.</summary>
    internal Defect Defect { get; private set; }

    /// <summary>The whole data as one message of this kind. False when it is malformed.</summary>
    internal bool WalkRequest(MessageSchema request) => Walk(request, 0, _data.Length, 0);

    /// <summary>One field that holds an item or a metric, with its content in [start, end). False when malformed.</summary>
    internal bool WalkChild(FieldSchema field, int start, int end) => WalkMessage(field, start, start, end, 0);

    /// <summary>True when nothing at all is wrong with one message that stands for itself, items not counted.</summary>
    internal static bool IsSound(MessageSchema schema, ReadOnlySpan<byte> message, int depth = 0)
    {
        var walker = new MessageWalker(message);
        return walker.Walk(schema, 0, message.Length, depth) && walker.Defect.Kind == DefectKind.None;
    }

    private bool Walk(MessageSchema schema, int start, int end, int depth)
    {
        var reader = new ProtoReader(_data[start..end]);
        int dataMember = 0;
        while (true)
        {
            int at = start + reader.Position;
            ReadStatus status = reader.ReadField(out WireField wire);
            if (status != ReadStatus.Field)
            {
                return status == ReadStatus.End || Fail(DefectKind.Framing, at);
            }

            FieldSchema? field = schema.Find(wire.Number);
            if (field is null)
            {
                continue;
            }

            if (wire.Type != field.WireType)
            {
                if (wire.Type != WireType.LengthDelimited || !field.CanBePacked)
                {
                    return Fail(DefectKind.WireType, at);
                }

                if (!IsPacked(field, _data[(start + wire.ValueStart)..(start + wire.End)]))
                {
                    return Fail(DefectKind.PackedLength, at);
                }

                continue;
            }

            if (field.Role == FieldRole.MetricData)
            {
                if (dataMember != 0 && dataMember != field.Number && !Note(DefectKind.TwoKindsOfData, at))
                {
                    return false;
                }

                dataMember = field.Number;
            }

            bool sound = field.Kind == FieldKind.Message
                ? WalkMessage(field, at, start + wire.ValueStart, start + wire.End, depth)
                : CheckValue(field, at, start + wire.ValueStart, start + wire.End);
            if (!sound)
            {
                return false;
            }
        }
    }

    private bool WalkMessage(FieldSchema field, int at, int start, int end, int depth)
    {
        MessageSchema message = field.Message!;
        switch (field.Role)
        {
            case FieldRole.Item:
                return WalkItem(message, start, end);
            case FieldRole.Metric:
                return WalkMetric(message, start, end);
            default:
                if (!ReferenceEquals(message, OtlpSchema.AnyValue))
                {
                    return Walk(message, start, end, depth);
                }

                return depth < OtlpSchema.MaxAnyValueDepth
                    ? Walk(message, start, end, depth + 1)
                    : Note(DefectKind.Depth, at);
        }
    }

    private bool WalkItem(MessageSchema message, int start, int end)
    {
        _inItem = true;
        _itemInvalid = false;
        bool sound = Walk(message, start, end, 0);
        _inItem = false;
        Items++;
        InvalidItems += _itemInvalid ? 1 : 0;
        return sound;
    }

    private bool WalkMetric(MessageSchema message, int start, int end)
    {
        int itemsBefore = Items;
        int invalidBefore = InvalidItems;
        _inMetric = true;
        _metricInvalid = false;
        bool sound = Walk(message, start, end, 0);
        _inMetric = false;
        if (_metricInvalid)
        {
            HasInvalidMetric = true;
            InvalidItems = invalidBefore + (Items - itemsBefore);
        }

        return sound;
    }

    private bool CheckValue(FieldSchema field, int at, int start, int end)
    {
        int length = end - start;
        return field.Kind == FieldKind.String
            ? Utf8.IsValid(_data[start..end]) || Note(DefectKind.Utf8, at)
            : field.Kind.AllowsLength(length) || Note(DefectKind.IdLength, at, length);
    }

    private static bool IsPacked(FieldSchema field, ReadOnlySpan<byte> packed)
    {
        if (field.WireType == WireType.Fixed64)
        {
            return packed.Length % sizeof(ulong) == 0;
        }

        var reader = new ProtoReader(packed);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadVarint(out _))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes the defect of a value. False when it belongs to no item, so that the request is malformed.</summary>
    private bool Note(DefectKind kind, int at, int detail = 0)
    {
        if (!_inItem && !_inMetric)
        {
            return Fail(kind, at, detail);
        }

        if (_inItem)
        {
            _itemInvalid = true;
        }
        else
        {
            _metricInvalid = true;
        }

        if (Defect.Kind == DefectKind.None)
        {
            Defect = new Defect(kind, at, detail);
        }

        return true;
    }

    private bool Fail(DefectKind kind, int at, int detail = 0)
    {
        Defect = new Defect(kind, at, detail);
        return false;
    }
}
