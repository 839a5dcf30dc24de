using System.Text.Json;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Json;

/// <summary>
/// The translation of one protobuf message, driven by the tables of <see cref="OtlpSchema"/>. False means that the
/// bytes are not a valid message.
/// </summary>
/// <remarks>
/// <para>Protobuf allows fields in any order and singular ones more than once, JSON does not. So each message is read
/// twice: 1. note for each field how often and where it occurs; 2. write the fields in order, gathering repeated
/// ones from their first occurrence on. A singular message that occurs several times is the merge of all of them:
/// it is written as one message of several parts, without copying.</para>
/// <para>Recursion is bounded as in the validator.</para>
/// </remarks>
internal ref struct ProtoToJson
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly ScalarToJson _scalars;
    private readonly Utf8JsonWriter _json;

    /// <summary>A stack: the parts of the messages being written, outermost first.</summary>
    private readonly List<Extent> _parts = [];

    internal ProtoToJson(ReadOnlySpan<byte> data, Utf8JsonWriter json)
    {
        _data = data;
        _json = json;
        _scalars = new ScalarToJson(json);
    }

    internal readonly bool TryWriteObject(MessageSchema schema, int start, int end) => WriteObject(schema, start, end, 0);

    private readonly bool WriteObject(MessageSchema schema, int start, int end, int depth)
    {
        int part = _parts.Count;
        _parts.Add(new Extent(start, end));
        bool written = WriteParts(schema, part, depth);
        _parts.RemoveRange(part, _parts.Count - part);
        return written;
    }

    /// <summary>Writes the message whose parts lie on the stack from <paramref name="firstPart"/> to its top.</summary>
    private readonly bool WriteParts(MessageSchema schema, int firstPart, int depth)
    {
        if (ReferenceEquals(schema, OtlpSchema.AnyValue) && ++depth > OtlpSchema.MaxAnyValueDepth)
        {
            return false;
        }

        FieldSchema[] fields = schema.Fields;
        Span<FieldSlot> slots = stackalloc FieldSlot[fields.Length];
        slots.Clear();
        if (!FindFields(schema, firstPart, slots))
        {
            return false;
        }

        _json.WriteStartObject();
        for (int i = 0; i < fields.Length; i++)
        {
            if (slots[i].Count > 0 && !WriteField(fields[i], slots[i], firstPart, depth))
            {
                return false;
            }
        }

        _json.WriteEndObject();
        return true;
    }

    private readonly bool FindFields(MessageSchema schema, int firstPart, Span<FieldSlot> slots)
    {
        int member = -1;
        for (int part = firstPart; part < _parts.Count; part++)
        {
            Extent extent = _parts[part];
            var reader = new ProtoReader(_data[extent.Start..extent.End]);
            ReadStatus status;
            while ((status = reader.ReadField(out WireField wire)) == ReadStatus.Field)
            {
                if (schema.Find(wire.Number) is not { } field)
                {
                    continue;
                }

                if (!Matches(field, wire.Type))
                {
                    return false;
                }

                if (field.Oneof != FieldSchema.NoOneof && member != field.Ordinal)
                {
                    // A member of a oneof unsets the one before it.
                    if (member >= 0)
                    {
                        slots[member] = default;
                    }

                    member = field.Ordinal;
                }

                ref FieldSlot slot = ref slots[field.Ordinal];
                if (slot.Count++ == 0)
                {
                    slot.FirstPart = part;
                    slot.FirstStart = extent.Start + wire.Start;
                }

                slot.ValueStart = extent.Start + wire.ValueStart;
                slot.ValueEnd = extent.Start + wire.End;
                slot.Scalar = wire.Scalar;
            }

            if (status == ReadStatus.Malformed)
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool WriteField(FieldSchema field, in FieldSlot slot, int firstPart, int depth)
    {
        if (field.Repeated)
        {
            return WriteArray(field, slot, depth);
        }

        ReadOnlySpan<byte> value = _data[slot.ValueStart..slot.ValueEnd];
        if (field.Kind != FieldKind.Message)
        {
            if (!field.Kind.AllowsLength(value.Length))
            {
                return false;
            }

            if (field.HasPresence || !ScalarToJson.IsDefault(field.Kind, slot.Scalar, value))
            {
                _json.WritePropertyName(field.JsonText);
                _scalars.Write(field.Kind, slot.Scalar, value);
            }

            return true;
        }

        _json.WritePropertyName(field.JsonText);
        if (slot.Count == 1)
        {
            return WriteObject(field.Message!, slot.ValueStart, slot.ValueEnd, depth);
        }

        int top = _parts.Count;
        for (var at = new Occurrences(this, slot, top); at.MoveNext(field);)
        {
            _parts.Add(at.Value);
        }

        bool written = WriteParts(field.Message!, top, depth);
        _parts.RemoveRange(top, _parts.Count - top);
        return written;
    }

    private readonly bool WriteArray(FieldSchema field, in FieldSlot slot, int depth)
    {
        bool any = false;
        for (var at = new Occurrences(this, slot, _parts.Count); at.MoveNext(field);)
        {
            // An empty packed run is no element.
            bool packed = field.CanBePacked && at.Type == WireType.LengthDelimited;
            if (packed && at.Value.Start == at.Value.End)
            {
                continue;
            }

            if (!any)
            {
                _json.WritePropertyName(field.JsonText);
                _json.WriteStartArray();
                any = true;
            }

            if (field.Kind == FieldKind.Message)
            {
                if (!WriteObject(field.Message!, at.Value.Start, at.Value.End, depth))
                {
                    return false;
                }
            }
            else if (!packed)
            {
                _scalars.Write(field.Kind, at.Scalar, _data[at.Value.Start..at.Value.End]);
            }
            else if (!_scalars.TryWritePacked(field, _data[at.Value.Start..at.Value.End]))
            {
                return false;
            }
        }

        if (any)
        {
            _json.WriteEndArray();
        }

        return true;
    }

    private static bool Matches(FieldSchema field, WireType type) =>
        type == field.WireType || (field.CanBePacked && type == WireType.LengthDelimited);

    /// <summary>Walks the occurrences of one field from its first one on. The parts below are not touched meanwhile.</summary>
    private ref struct Occurrences
    {
        private readonly ProtoToJson _message;
        private readonly int _partsEnd;
        private int _part;
        private int _partStart;
        private int _left;
        private ProtoReader _reader;

        internal Occurrences(ProtoToJson message, in FieldSlot slot, int partsEnd)
        {
            _message = message;
            _partsEnd = partsEnd;
            _part = slot.FirstPart;
            _left = slot.Count;
            _partStart = slot.FirstStart;
            _reader = new ProtoReader(message._data[slot.FirstStart..message._parts[_part].End]);
        }

        internal Extent Value { get; private set; }

        internal WireType Type { get; private set; }

        internal ulong Scalar { get; private set; }

        internal bool MoveNext(FieldSchema field)
        {
            while (_left > 0)
            {
                if (_reader.ReadField(out WireField wire) != ReadStatus.Field)
                {
                    if (++_part >= _partsEnd)
                    {
                        return false;
                    }

                    Extent next = _message._parts[_part];
                    _partStart = next.Start;
                    _reader = new ProtoReader(_message._data[next.Start..next.End]);
                }
                else if (wire.Number == field.Number)
                {
                    _left--;
                    Value = new Extent(_partStart + wire.ValueStart, _partStart + wire.End);
                    Type = wire.Type;
                    Scalar = wire.Scalar;
                    return true;
                }
            }

            return false;
        }
    }
}
