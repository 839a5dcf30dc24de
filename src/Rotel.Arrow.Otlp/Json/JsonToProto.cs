using System.Globalization;
using System.Text.Json;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Json;

/// <summary>
/// The translation of one JSON document, driven by the tables of <see cref="OtlpSchema"/>: objects and arrays here,
/// single values in the other part. Methods start with the reader on the first token of their value and leave it on
/// the last one; false means that <see cref="Error"/> is set, or that the writer is full.
/// </summary>
/// <remarks>
/// The path of an error is put together while the calls return, so that nothing is kept for it while all goes well.
/// Recursion is bounded by the depth limit of the JSON reader and the AnyValue cap.
/// </remarks>
internal ref partial struct JsonToProto
{
    private readonly ProtoWriter _writer;
    private Utf8JsonReader _json;
    private string? _reason;
    private string? _path;

    internal JsonToProto(Utf8JsonReader json, ProtoWriter writer)
    {
        _json = json;
        _writer = writer;
    }

    internal readonly string? Error => _path is null ? _reason : $"{_path}: {_reason}";

    /// <exception cref="JsonException">The text is not JSON, is nested too deep, or goes on after the object.</exception>
    internal bool TryReadRequest(MessageSchema request)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return Fail("expected an object at the top");
        }

        if (!ReadObject(request, 0))
        {
            return false;
        }

        // Reads the white space at the end; anything else there throws.
        _json.Read();
        return true;
    }

    private bool ReadObject(MessageSchema schema, int depth)
    {
        ulong seen = 0;
        FieldSchema? member = null;
        int hint = 0;
        while (true)
        {
            _json.Read();
            if (_json.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            FieldSchema? field = FindField(schema, ref hint);
            _json.Read();
            if (field is null)
            {
                _json.Skip();
                continue;
            }

            if (_json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (field.Oneof != FieldSchema.NoOneof)
            {
                if (member is not null && member != field)
                {
                    return FailAt(field, $"{member.JsonName} is set as well, and only one of them may be");
                }

                member = field;
            }

            bool again = (seen >> field.Ordinal & 1) != 0;
            seen |= 1UL << field.Ordinal;
            bool read = field.Repeated ? ReadArray(field, depth) : ReadField(field, again, depth);
            if (!read)
            {
                return false;
            }
        }
    }

    private readonly FieldSchema? FindField(MessageSchema schema, ref int hint)
    {
        if (IsPlain)
        {
            return schema.Find(_json.ValueSpan, ref hint);
        }

        return FindUnusualName(schema, ref hint);
    }

    private readonly FieldSchema? FindUnusualName(MessageSchema schema, ref int hint)
    {
        Span<byte> scratch = stackalloc byte[MaxShortText];
        return TryCopyShort(scratch, out int length) ? schema.Find(scratch[..length], ref hint) : null;
    }

    private bool ReadField(FieldSchema field, bool again, int depth)
    {
        bool read = field.Kind == FieldKind.Message
            ? ReadMessage(field, depth)
            : ReadValue(field, writeDefault: again || field.HasPresence);
        return read || Unwind(field.JsonName);
    }

    private bool ReadMessage(FieldSchema field, int depth)
    {
        MessageSchema message = field.Message!;
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return Fail("expected an object");
        }

        if (ReferenceEquals(message, OtlpSchema.AnyValue) && ++depth > OtlpSchema.MaxAnyValueDepth)
        {
            return Fail(string.Create(
                CultureInfo.InvariantCulture, $"values are nested more than {OtlpSchema.MaxAnyValueDepth} deep"));
        }

        MessageMark mark = _writer.BeginMessage(field.Number, message.ExpectedLengthBytes);
        return ReadObject(message, depth) && _writer.EndMessage(mark);
    }

    private bool ReadArray(FieldSchema field, int depth)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return FailAt(field, "expected an array");
        }

        bool packed = field.CanBePacked;
        MessageMark mark = packed ? _writer.BeginMessage(field.Number) : default;
        int count = 0;
        for (; ; count++)
        {
            _json.Read();
            if (_json.TokenType == JsonTokenType.EndArray)
            {
                break;
            }

            bool read = packed ? ReadPacked(field)
                : field.Kind == FieldKind.Message ? ReadMessage(field, depth)
                : ReadValue(field, writeDefault: true);
            if (!read)
            {
                return Unwind(string.Create(CultureInfo.InvariantCulture, $"{field.JsonName}[{count}]"));
            }
        }

        if (!packed)
        {
            return true;
        }

        if (count == 0)
        {
            _writer.Rollback(mark);
            return true;
        }

        return _writer.EndMessage(mark);
    }

    private bool Fail(string reason)
    {
        _reason ??= reason;
        return false;
    }

    private bool FailAt(FieldSchema field, string reason)
    {
        Fail(reason);
        return Unwind(field.JsonName);
    }

    /// <summary>Puts one step in front of the path of an error; nothing when the writer is full.</summary>
    private bool Unwind(string step)
    {
        if (_reason is not null)
        {
            _path = _path is null ? step : $"{step}.{_path}";
        }

        return false;
    }
}
