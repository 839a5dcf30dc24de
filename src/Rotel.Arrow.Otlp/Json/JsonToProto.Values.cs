using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Json;

/// <content>Single values: text, bytes, ids, numbers.</content>
internal ref partial struct JsonToProto
{
    /// <summary>
    /// Longest number, name or id that is looked at, in bytes of JSON. A double needs at most 767 digits to be exact;
    /// an id of 32 digits takes 192 bytes when each is escaped.
    /// </summary>
    private const int MaxShortText = 1024;

    private bool ReadValue(FieldSchema field, bool writeDefault)
    {
        switch (field.Kind)
        {
            case FieldKind.String:
                return ReadText(field, writeDefault);
            case FieldKind.Bytes:
                return ReadBase64(field, writeDefault);
            case FieldKind.TraceId:
                return ReadId(field, FieldKinds.TraceIdBytes, writeDefault);
            case FieldKind.SpanId:
                return ReadId(field, FieldKinds.SpanIdBytes, writeDefault);
            default:
                if (!ReadScalar(field, out ulong bits))
                {
                    return false;
                }

                return (bits == 0 && !writeDefault) || WriteScalar(field, bits);
        }
    }

    private readonly bool WriteScalar(FieldSchema field, ulong bits) => field.WireType switch
    {
        WireType.Fixed64 => _writer.TryWriteFixed64(field.Number, bits),
        WireType.Fixed32 => _writer.TryWriteFixed32(field.Number, (uint)bits),
        _ => _writer.TryWriteVarint(field.Number, bits),
    };

    /// <summary>One element of a packed field: 8 bytes or a varint, which is all that OTLP repeats.</summary>
    private bool ReadPacked(FieldSchema field) =>
        ReadScalar(field, out ulong bits)
        && (field.WireType == WireType.Fixed64 ? _writer.TryWriteFixed64(bits) : _writer.TryWriteVarint(bits));

    private bool ReadText(FieldSchema field, bool writeDefault)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return Fail("expected a string");
        }

        if (IsPlain)
        {
            ReadOnlySpan<byte> text = _json.ValueSpan;
            if (!Utf8.IsValid(text))
            {
                return Fail("not valid UTF-8");
            }

            return (text.IsEmpty && !writeDefault) || _writer.TryWriteBytes(field.Number, text);
        }

        int rawLength = RawLength();
        MessageMark mark = _writer.BeginMessage(field.Number, ProtoWriter.VarintSize((uint)rawLength));
        if (!TryTakeText(rawLength, out Span<byte> room, out int length))
        {
            return false;
        }

        _writer.GiveBack(room.Length - length);
        return EndBytes(mark, length, writeDefault);
    }

    private bool ReadBase64(FieldSchema field, bool writeDefault)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return Fail("expected a string");
        }

        int rawLength = RawLength();
        MessageMark mark = _writer.BeginMessage(field.Number, ProtoWriter.VarintSize((uint)rawLength / 4 * 3));
        if (!TryTakeText(rawLength, out Span<byte> room, out int textLength))
        {
            return false;
        }

        int length = Base64Text.DecodeInPlace(room[..textLength]);
        if (length < 0)
        {
            return Fail("not base64");
        }

        _writer.GiveBack(room.Length - length);
        return EndBytes(mark, length, writeDefault);
    }

    private readonly bool EndBytes(MessageMark mark, int length, bool writeDefault)
    {
        if (length == 0 && !writeDefault)
        {
            _writer.Rollback(mark);
            return true;
        }

        return _writer.EndMessage(mark);
    }

    private bool ReadId(FieldSchema field, int bytes, bool writeDefault)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return Fail("expected a string of hex digits");
        }

        return IsPlain ? WriteId(field, _json.ValueSpan, bytes, writeDefault) : ReadUnusualId(field, bytes, writeDefault);
    }

    private bool ReadUnusualId(FieldSchema field, int bytes, bool writeDefault)
    {
        Span<byte> text = stackalloc byte[MaxShortText];
        return TryCopyShort(text, out int length)
            ? WriteId(field, text[..length], bytes, writeDefault)
            : Fail("expected hex digits");
    }

    private bool WriteId(FieldSchema field, scoped ReadOnlySpan<byte> text, int bytes, bool writeDefault)
    {
        Span<byte> id = stackalloc byte[FieldKinds.TraceIdBytes];
        id = id[..bytes];
        if (text.IsEmpty)
        {
            return !writeDefault || _writer.TryWriteBytes(field.Number, []);
        }

        return HexText.TryDecode(text, id)
            ? _writer.TryWriteBytes(field.Number, id)
            : Fail(string.Create(CultureInfo.InvariantCulture, $"expected {bytes * 2} hex digits"));
    }

    /// <summary>Reads a number, boolean or enum as the bits that protobuf writes for it.</summary>
    private bool ReadScalar(FieldSchema field, out ulong bits)
    {
        bits = 0;
        if (field.Kind == FieldKind.Bool)
        {
            bits = _json.TokenType == JsonTokenType.True ? 1UL : 0UL;
            return _json.TokenType is JsonTokenType.True or JsonTokenType.False || Fail("expected true or false");
        }

        if (_json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            return Fail("expected a number");
        }

        return IsPlain ? ParseScalar(field, _json.ValueSpan, out bits) : ReadUnusualScalar(field, out bits);
    }

    private bool ReadUnusualScalar(FieldSchema field, out ulong bits)
    {
        bits = 0;
        Span<byte> text = stackalloc byte[MaxShortText];
        return TryCopyShort(text, out int length)
            ? ParseScalar(field, text[..length], out bits)
            : Fail("expected a number");
    }

    private bool ParseScalar(FieldSchema field, scoped ReadOnlySpan<byte> text, out ulong bits)
    {
        bits = 0;
        bool quoted = _json.TokenType == JsonTokenType.String;
        if (text.Length > MaxShortText)
        {
            return Fail("a number of more than 1024 characters");
        }

        if (field.Kind == FieldKind.Double)
        {
            bool parsed = NumberText.TryParseDouble(text, quoted, out double value);
            bits = BitConverter.DoubleToUInt64Bits(value);
            return parsed || Fail("expected a number within the range of a double");
        }

        if (quoted && field.Enum is { } names && names.TryParse(text, out int number))
        {
            bits = (ulong)number;
            return true;
        }

        return (NumberText.TryParseInteger(text, out bool negative, out ulong magnitude)
                && NumberText.TryEncode(field.Kind, negative, magnitude, out bits))
            || Fail(field.Enum is null
                ? "expected an integer within the range of its type"
                : $"expected the number or name of a {field.Enum.Name}");
    }

    /// <summary>True when the token stands in one piece and without escapes.</summary>
    private readonly bool IsPlain => !_json.ValueIsEscaped && !_json.HasValueSequence;

    private readonly int RawLength() =>
        _json.HasValueSequence ? (int)_json.ValueSequence.Length : _json.ValueSpan.Length;

    /// <summary>Takes room for the raw text from the writer and puts the unescaped text at its start.</summary>
    private bool TryTakeText(int rawLength, out Span<byte> room, out int length)
    {
        length = 0;
        return _writer.TryTake(rawLength, out room)
            && (TryCopyText(room, out length) || Fail("not valid UTF-8 or an unpaired surrogate"));
    }

    /// <summary>Copies a name, string or number of limited length; false when it is longer or not text.</summary>
    private readonly bool TryCopyShort(Span<byte> room, out int length)
    {
        length = 0;
        return RawLength() <= room.Length && TryCopyText(room, out length);
    }

    private readonly bool TryCopyText(Span<byte> room, out int length)
    {
        if (!_json.ValueIsEscaped)
        {
            length = RawLength();
            if (_json.HasValueSequence)
            {
                _json.ValueSequence.CopyTo(room);
            }
            else
            {
                _json.ValueSpan.CopyTo(room);
            }

            return Utf8.IsValid(room[..length]);
        }

        try
        {
            length = _json.CopyString(room);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The documented answer of CopyString to text that is not UTF-8 or has an unpaired surrogate.
            length = 0;
            return false;
        }
    }
}
