using Rotel.Arrow.Otap.Cbor;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>Turns the CBOR of a <c>ser</c> cell into the fields of an AnyValue message.</summary>
internal static class CborToAnyValue
{
    /// <summary>
    /// Writes one CBOR item. False when it is not valid, not an OTLP value, or nested too deep; what was written is
    /// then to be thrown away.
    /// </summary>
    public static bool TryWrite(ReadOnlySpan<byte> cbor, ProtoWriter writer)
    {
        var reader = new CborReader(cbor);
        return TryWriteItem(ref reader, reader.Read(), writer, depth: 1);
    }

    private static bool TryWriteItem(ref CborReader reader, CborKind kind, ProtoWriter writer, int depth)
    {
        switch (kind)
        {
            case CborKind.Unsigned:
                return writer.TryWriteVarint(OtlpFields.AnyValue.IntValue, (ulong)reader.Argument);
            case CborKind.Negative:
                return writer.TryWriteVarint(OtlpFields.AnyValue.IntValue, (ulong)~reader.Argument);
            case CborKind.Bytes:
                return writer.TryWriteBytes(OtlpFields.AnyValue.BytesValue, reader.Content);
            case CborKind.Text:
                return writer.TryWriteBytes(OtlpFields.AnyValue.StringValue, reader.Content);
            case CborKind.Bool:
                return writer.TryWriteVarint(OtlpFields.AnyValue.BoolValue, (ulong)reader.Argument);
            case CborKind.Double:
                return writer.TryWriteFixed64(OtlpFields.AnyValue.DoubleValue, BitConverter.DoubleToUInt64Bits(reader.Double));
            case CborKind.Null:
            case CborKind.Undefined:
                return true;
            case CborKind.Tag when reader.Argument == CborWriter.StrindexTag:
                return TryReadInt(ref reader, reader.Read(), out long index)
                    && writer.TryWriteVarint(OtlpFields.AnyValue.StringValueStrindex, (ulong)index);
            case CborKind.Array:
                return depth < AnyValueDecoder.MaxDepth && TryWriteArray(ref reader, writer, depth);
            case CborKind.Map:
                return depth < AnyValueDecoder.MaxDepth && TryWriteMap(ref reader, writer, depth);
            default:
                return false;
        }
    }

    private static bool TryWriteArray(ref CborReader reader, ProtoWriter writer, int depth)
    {
        long left = reader.Argument;
        MessageMark array = writer.BeginMessage(OtlpFields.AnyValue.ArrayValue);
        while (left != 0)
        {
            CborKind kind = reader.Read();
            if (kind == CborKind.Break && left < 0)
            {
                break;
            }

            MessageMark value = writer.BeginMessage(OtlpFields.ArrayValue.Values);
            if (!TryWriteItem(ref reader, kind, writer, depth + 1) || !writer.EndMessage(value))
            {
                return false;
            }

            left -= left > 0 ? 1 : 0;
        }

        return writer.EndMessage(array);
    }

    private static bool TryWriteMap(ref CborReader reader, ProtoWriter writer, int depth)
    {
        long left = reader.Argument;
        MessageMark map = writer.BeginMessage(OtlpFields.AnyValue.KvlistValue);
        while (left != 0)
        {
            CborKind kind = reader.Read();
            if (kind == CborKind.Break && left < 0)
            {
                break;
            }

            MessageMark entry = writer.BeginMessage(OtlpFields.KeyValueList.Values);
            if (!TryWriteEntry(ref reader, kind, writer, depth) || !writer.EndMessage(entry))
            {
                return false;
            }

            left -= left > 0 ? 1 : 0;
        }

        return writer.EndMessage(map);
    }

    private static bool TryWriteEntry(ref CborReader reader, CborKind keyKind, ProtoWriter writer, int depth)
    {
        long keyIndex = 0;
        if (keyKind == CborKind.Tag)
        {
            if (reader.Argument != CborWriter.StrindexTag || reader.Read() != CborKind.Array || reader.Argument != 2)
            {
                return false;
            }

            keyKind = reader.Read();
            ReadOnlySpan<byte> key = reader.Content;
            if (keyKind != CborKind.Text || !TryReadInt(ref reader, reader.Read(), out keyIndex))
            {
                return false;
            }

            return WriteKey(writer, key) && TryWriteEntryValue(ref reader, writer, depth)
                && writer.TryWriteVarint(OtlpFields.KeyValue.KeyStrindex, (ulong)keyIndex);
        }

        return keyKind == CborKind.Text && WriteKey(writer, reader.Content) && TryWriteEntryValue(ref reader, writer, depth);
    }

    private static bool WriteKey(ProtoWriter writer, ReadOnlySpan<byte> key) =>
        key.IsEmpty || writer.TryWriteBytes(OtlpFields.KeyValue.Key, key);

    private static bool TryWriteEntryValue(ref CborReader reader, ProtoWriter writer, int depth)
    {
        CborKind kind = reader.Read();
        if (kind == CborKind.Undefined)
        {
            return true;
        }

        MessageMark value = writer.BeginMessage(OtlpFields.KeyValue.Value);
        return TryWriteItem(ref reader, kind, writer, depth + 1) && writer.EndMessage(value);
    }

    private static bool TryReadInt(ref CborReader reader, CborKind kind, out long value)
    {
        value = kind == CborKind.Negative ? ~reader.Argument : reader.Argument;
        return kind is CborKind.Unsigned or CborKind.Negative;
    }
}
