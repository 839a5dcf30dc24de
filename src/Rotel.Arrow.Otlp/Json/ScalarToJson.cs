using System.Buffers.Text;
using System.Text.Json;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Json;

/// <summary>Writes single protobuf values as OTLP/JSON has them.</summary>
internal readonly struct ScalarToJson(Utf8JsonWriter json)
{
    /// <summary>Digits of the longest 64-bit integer with its sign.</summary>
    private const int MaxIntegerText = 20;

    /// <summary>True for what an implicit field is when it is absent. Minus zero is not: its bits differ.</summary>
    internal static bool IsDefault(FieldKind kind, ulong scalar, ReadOnlySpan<byte> value) => kind switch
    {
        FieldKind.String or FieldKind.Bytes or FieldKind.TraceId or FieldKind.SpanId => value.IsEmpty,
        FieldKind.Enum or FieldKind.Int32 or FieldKind.SInt32 or FieldKind.UInt32 => (uint)scalar == 0,
        _ => scalar == 0,
    };

    internal void Write(FieldKind kind, ulong scalar, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case FieldKind.String:
                json.WriteStringValue(value);
                break;
            case FieldKind.Bytes:
                json.WriteBase64StringValue(value);
                break;
            case FieldKind.TraceId:
            case FieldKind.SpanId:
                WriteId(value);
                break;
            case FieldKind.Bool:
                json.WriteBooleanValue(scalar != 0);
                break;
            case FieldKind.Enum:
            case FieldKind.Int32:
                json.WriteNumberValue((int)scalar);
                break;
            case FieldKind.SInt32:
                json.WriteNumberValue(ProtoReader.DecodeZigZag((uint)scalar));
                break;
            case FieldKind.UInt32:
            case FieldKind.Fixed32:
                json.WriteNumberValue((uint)scalar);
                break;
            case FieldKind.Int64:
            case FieldKind.SFixed64:
                WriteInteger((long)scalar);
                break;
            case FieldKind.Double:
                WriteDouble(BitConverter.UInt64BitsToDouble(scalar));
                break;
            default:
                WriteInteger(scalar);
                break;
        }
    }

    /// <summary>Writes the elements of a packed run; false when it does not divide into whole elements.</summary>
    internal bool TryWritePacked(FieldSchema field, ReadOnlySpan<byte> packed)
    {
        var reader = new ProtoReader(packed);
        while (!reader.AtEnd)
        {
            bool read = field.WireType == WireType.Fixed64
                ? reader.TryReadFixed64(out ulong scalar)
                : reader.TryReadVarint(out scalar);
            if (!read)
            {
                return false;
            }

            Write(field.Kind, scalar, default);
        }

        return true;
    }

    /// <summary>An id of 16, 8 or 0 bytes.</summary>
    private void WriteId(ReadOnlySpan<byte> id)
    {
        Span<byte> digits = stackalloc byte[FieldKinds.TraceIdBytes * 2];
        HexText.Encode(id, digits);
        json.WriteStringValue(digits[..(id.Length * 2)]);
    }

    private void WriteInteger(long value)
    {
        Span<byte> text = stackalloc byte[MaxIntegerText];
        Utf8Formatter.TryFormat(value, text, out int length);
        json.WriteStringValue(text[..length]);
    }

    private void WriteInteger(ulong value)
    {
        Span<byte> text = stackalloc byte[MaxIntegerText];
        Utf8Formatter.TryFormat(value, text, out int length);
        json.WriteStringValue(text[..length]);
    }

    private void WriteDouble(double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }
}
