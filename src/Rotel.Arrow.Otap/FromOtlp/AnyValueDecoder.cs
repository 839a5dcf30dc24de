using System.Text.Unicode;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.Cbor;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>Decodes KeyValue and AnyValue messages into attribute rows, log bodies and CBOR.</summary>
internal sealed class AnyValueDecoder(SlabPool pool, DecodeProblem problem) : IDisposable
{
    /// <summary>Most levels of AnyValue, the outermost included. Deeper input would need as deep a stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Most rows of one child table of a batch. An attribute takes 2 bytes on the wire and up to 40 in columns, so
    /// this bounds what a hostile request can expand to (160 MB a table), far above the 100,000 of an ordinary batch.
    /// </summary>
    public const int MaxChildRows = 1 << 22;

    private readonly CborWriter _cbor = new(pool);

    /// <summary>Appends one attribute to the parent that the table is at.</summary>
    /// <remarks>
    /// The first lines read the two shapes that senders produce, with lengths of one byte: key before value, and value
    /// before key (Go's pdata writes fields from the last to the first). Anything else (repeated fields, unknown
    /// fields, long values) takes the general path.
    /// </remarks>
    public DecodeStatus DecodeAttribute(ReadOnlySpan<byte> keyValue, AttributeTable table)
    {
        if (keyValue.Length >= 4 && keyValue[1] < 0x80)
        {
            uint first = keyValue[0];
            int second = 2 + keyValue[1];
            if (second + 1 < keyValue.Length && keyValue[second + 1] < 0x80 && keyValue[second + 1] == keyValue.Length - second - 2)
            {
                uint secondTag = keyValue[second];
                if (first == OtlpTags.KeyValue.Key && secondTag == OtlpTags.KeyValue.Value)
                {
                    return DecodePair(keyValue[2..second], keyValue[(second + 2)..], table);
                }

                if (first == OtlpTags.KeyValue.Value && secondTag == OtlpTags.KeyValue.Key)
                {
                    return DecodePair(keyValue[(second + 2)..], keyValue[2..second], table);
                }
            }
        }

        return DecodeUnusualAttribute(keyValue, table);
    }

    /// <summary>Writes a log body into the row.</summary>
    public DecodeStatus DecodeBody(ReadOnlySpan<byte> anyValue, BodyColumns body, int row)
    {
        if (!AnyValueScan.TryRead(anyValue, out AnyValueScan value))
        {
            return problem.Malformed("body");
        }

        body.Struct.Set(row);
        AnyValueType type = AnyValueType.Empty;
        switch (value.Member)
        {
            case OtlpFields.AnyValue.StringValue:
                if (!body.Str.TrySet(row, value.Bytes))
                {
                    return problem.InvalidText("body");
                }

                type = AnyValueType.Str;
                break;
            case OtlpFields.AnyValue.BoolValue:
                body.Bool.Set(row, value.Scalar != 0);
                type = AnyValueType.Bool;
                break;
            case OtlpFields.AnyValue.IntValue:
                body.Int.Set(row, (long)value.Scalar);
                type = AnyValueType.Int;
                break;
            case OtlpFields.AnyValue.DoubleValue:
                body.Double.Set(row, BitConverter.UInt64BitsToDouble(value.Scalar));
                type = AnyValueType.Double;
                break;
            case OtlpFields.AnyValue.BytesValue:
                body.Bytes.Set(row, value.Bytes);
                type = AnyValueType.Bytes;
                break;
            case OtlpFields.AnyValue.StringValueStrindex:
                body.ValueStrindex.Set(row, (int)value.Scalar);
                break;
            case OtlpFields.AnyValue.ArrayValue or OtlpFields.AnyValue.KvlistValue:
                DecodeStatus status = Serialize(value, "body");
                if (status != DecodeStatus.Ok)
                {
                    return status;
                }

                body.Ser.Set(row, _cbor.Written);
                type = value.Member == OtlpFields.AnyValue.ArrayValue ? AnyValueType.Slice : AnyValueType.Map;
                break;
        }

        body.Type.Set(row, (byte)type);
        return DecodeStatus.Ok;
    }

    /// <summary>Gives the room of huge values back.</summary>
    public void EndRequest() => _cbor.Clear();

    public void Dispose() => _cbor.Dispose();

    private DecodeStatus DecodePair(ReadOnlySpan<byte> key, ReadOnlySpan<byte> anyValue, AttributeTable table) =>
        table.TryBegin(key) ? DecodeValue(anyValue, table) : problem.InvalidText("attribute key");

    private DecodeStatus DecodeUnusualAttribute(ReadOnlySpan<byte> keyValue, AttributeTable table)
    {
        DecodeStatus status = ReadKeyValue(keyValue, out KeyValueScan scan);
        if (status != DecodeStatus.Ok)
        {
            return status;
        }

        if (!table.TryBegin(scan.Key))
        {
            return problem.InvalidText("attribute key");
        }

        if (scan.KeyStrindex != 0)
        {
            table.SetKeyStrindex(scan.KeyStrindex);
        }

        if (!scan.HasValue)
        {
            if (table.Rows >= MaxChildRows)
            {
                return DecodeStatus.Full;
            }

            table.EndEmpty(absent: true);
            return DecodeStatus.Ok;
        }

        return DecodeValue(scan.Value, table);
    }

    private DecodeStatus DecodeValue(ReadOnlySpan<byte> anyValue, AttributeTable table)
    {
        if (table.Rows >= MaxChildRows)
        {
            return DecodeStatus.Full;
        }

        if (anyValue.Length >= 2 && anyValue[0] == OtlpTags.AnyValue.StringValue && anyValue[1] == anyValue.Length - 2)
        {
            return table.TryEndText(anyValue[2..]) ? DecodeStatus.Ok : problem.InvalidText("attribute value");
        }

        if (!AnyValueScan.TryRead(anyValue, out AnyValueScan value))
        {
            return problem.Malformed("attribute value");
        }

        switch (value.Member)
        {
            case OtlpFields.AnyValue.StringValue:
                return table.TryEndText(value.Bytes) ? DecodeStatus.Ok : problem.InvalidText("attribute value");
            case OtlpFields.AnyValue.IntValue:
                table.EndInt((long)value.Scalar);
                break;
            case OtlpFields.AnyValue.BoolValue:
                table.EndBool(value.Scalar != 0);
                break;
            case OtlpFields.AnyValue.DoubleValue:
                table.EndDouble(BitConverter.UInt64BitsToDouble(value.Scalar));
                break;
            case OtlpFields.AnyValue.BytesValue:
                table.EndBytes(value.Bytes);
                break;
            case OtlpFields.AnyValue.StringValueStrindex:
                table.EndStrindex((int)value.Scalar);
                break;
            case OtlpFields.AnyValue.ArrayValue:
            case OtlpFields.AnyValue.KvlistValue:
                DecodeStatus status = Serialize(value, "attribute value");
                if (status != DecodeStatus.Ok)
                {
                    return status;
                }

                table.EndSerialized(
                    value.Member == OtlpFields.AnyValue.ArrayValue ? AnyValueType.Slice : AnyValueType.Map, _cbor.Written);
                break;
            default:
                table.EndEmpty(absent: false);
                break;
        }

        return DecodeStatus.Ok;
    }

    /// <summary>Writes an array or kvlist to the CBOR scratch.</summary>
    private DecodeStatus Serialize(in AnyValueScan value, string where)
    {
        _cbor.Clear();
        return WriteContainer(value, where, depth: 1);
    }

    private DecodeStatus WriteContainer(in AnyValueScan container, string where, int depth)
    {
        if (depth >= MaxDepth)
        {
            return problem.TooDeep(where);
        }

        bool isMap = container.Member == OtlpFields.AnyValue.KvlistValue;
        if (isMap)
        {
            _cbor.BeginMap();
        }
        else
        {
            _cbor.BeginArray();
        }

        var reader = new ProtoReader(container.Bytes);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    _cbor.End();
                    return DecodeStatus.Ok;
                case ReadStatus.Malformed:
                    return problem.Malformed(where);
            }

            if (tag != OtlpTags.ArrayValue.Values)
            {
                if (tag >> 3 == OtlpFields.ArrayValue.Values || !reader.TrySkip(tag))
                {
                    return problem.Malformed(where);
                }

                continue;
            }

            if (!reader.TryReadBytes(out ReadOnlySpan<byte> element))
            {
                return problem.Malformed(where);
            }

            DecodeStatus status = isMap ? WriteEntry(element, where, depth) : WriteValue(element, where, depth);
            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }
    }

    private DecodeStatus WriteEntry(ReadOnlySpan<byte> keyValue, string where, int depth)
    {
        DecodeStatus status = ReadKeyValue(keyValue, out KeyValueScan scan);
        if (status != DecodeStatus.Ok)
        {
            return status;
        }

        if (!Utf8.IsValid(scan.Key))
        {
            return problem.InvalidText(where);
        }

        if (scan.KeyStrindex != 0)
        {
            _cbor.KeyWithStrindex(scan.Key, scan.KeyStrindex);
        }
        else
        {
            _cbor.Text(scan.Key);
        }

        if (!scan.HasValue)
        {
            _cbor.Undefined();
            return DecodeStatus.Ok;
        }

        return WriteValue(scan.Value, where, depth);
    }

    private DecodeStatus WriteValue(ReadOnlySpan<byte> anyValue, string where, int depth)
    {
        if (!AnyValueScan.TryRead(anyValue, out AnyValueScan value))
        {
            return problem.Malformed(where);
        }

        switch (value.Member)
        {
            case OtlpFields.AnyValue.StringValue:
                if (!Utf8.IsValid(value.Bytes))
                {
                    return problem.InvalidText(where);
                }

                _cbor.Text(value.Bytes);
                break;
            case OtlpFields.AnyValue.BoolValue:
                _cbor.Bool(value.Scalar != 0);
                break;
            case OtlpFields.AnyValue.IntValue:
                _cbor.Int((long)value.Scalar);
                break;
            case OtlpFields.AnyValue.DoubleValue:
                _cbor.Double(BitConverter.UInt64BitsToDouble(value.Scalar));
                break;
            case OtlpFields.AnyValue.BytesValue:
                _cbor.Bytes(value.Bytes);
                break;
            case OtlpFields.AnyValue.StringValueStrindex:
                _cbor.Strindex((int)value.Scalar);
                break;
            case OtlpFields.AnyValue.ArrayValue or OtlpFields.AnyValue.KvlistValue:
                return WriteContainer(value, where, depth + 1);
            default:
                _cbor.Null();
                break;
        }

        return DecodeStatus.Ok;
    }

    private DecodeStatus ReadKeyValue(ReadOnlySpan<byte> message, out KeyValueScan scan) =>
        KeyValueScan.TryRead(message, out scan) ? DecodeStatus.Ok : problem.Malformed("attribute");
}
