using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>Encodes attribute rows as KeyValue messages and log bodies as AnyValue.</summary>
internal static class AttributeEncoder
{
    /// <summary>Writes the attributes of one parent as repeated fields, last one first.</summary>
    public static void Write(
        ref ReverseProtoWriter writer, uint tag, in AttributeAccessor attributes, int parent, ProtoWriter scratch)
    {
        int start = attributes.Start(parent);
        for (int row = attributes.End(parent) - 1; row >= start; row--)
        {
            int mark = writer.Length;
            WriteKeyValue(ref writer, attributes, row, scratch);
            writer.Message(tag, mark);
        }
    }

    /// <summary>Writes the fields of the AnyValue of a log body.</summary>
    public static void WriteBody(ref ReverseProtoWriter writer, in BodyAccessor body, int row, ProtoWriter scratch)
    {
        switch ((AnyValueType)body.Types[row])
        {
            case AnyValueType.Str:
                writer.Bytes(OtlpTags.AnyValue.StringValue, body.Str[row]);
                break;
            case AnyValueType.Int:
                writer.VarintField(OtlpTags.AnyValue.IntValue, (ulong)body.Int[row]);
                break;
            case AnyValueType.Double:
                writer.Fixed64(OtlpTags.AnyValue.DoubleValue, BitConverter.DoubleToUInt64Bits(body.Double[row]));
                break;
            case AnyValueType.Bool:
                writer.VarintField(OtlpTags.AnyValue.BoolValue, body.Bool[row] ? 1UL : 0);
                break;
            case AnyValueType.Bytes:
                writer.Bytes(OtlpTags.AnyValue.BytesValue, body.Bytes[row]);
                break;
            case AnyValueType.Map or AnyValueType.Slice:
                WriteSerialized(ref writer, body.Ser[row], scratch);
                break;
            default:
                if (!body.ValueStrindex.IsNull(row))
                {
                    writer.VarintField(OtlpTags.AnyValue.StringValueStrindex, (ulong)body.ValueStrindex[row]);
                }

                break;
        }
    }

    private static void WriteKeyValue(ref ReverseProtoWriter writer, in AttributeAccessor attributes, int row, ProtoWriter scratch)
    {
        if (attributes.KeyStrindex.IsPresent)
        {
            writer.VarintUnlessZero(OtlpTags.KeyValue.KeyStrindex, (ulong)attributes.KeyStrindex[row]);
        }

        int mark = writer.Length;
        bool hasValue = true;
        switch ((AnyValueType)attributes.Types[row])
        {
            case AnyValueType.Str:
                writer.Bytes(OtlpTags.AnyValue.StringValue, attributes.Str[row]);
                break;
            case AnyValueType.Int:
                writer.VarintField(OtlpTags.AnyValue.IntValue, (ulong)attributes.Int[row]);
                break;
            case AnyValueType.Double:
                writer.Fixed64(OtlpTags.AnyValue.DoubleValue, BitConverter.DoubleToUInt64Bits(attributes.Double[row]));
                break;
            case AnyValueType.Bool:
                writer.VarintField(OtlpTags.AnyValue.BoolValue, attributes.Bool[row] ? 1UL : 0);
                break;
            case AnyValueType.Bytes:
                writer.Bytes(OtlpTags.AnyValue.BytesValue, attributes.Bytes[row]);
                break;
            case AnyValueType.Map or AnyValueType.Slice:
                WriteSerialized(ref writer, attributes.Ser[row], scratch);
                break;
            default:
                if (!attributes.ValueStrindex.IsNull(row))
                {
                    writer.VarintField(OtlpTags.AnyValue.StringValueStrindex, (ulong)attributes.ValueStrindex[row]);
                }

                hasValue = !attributes.ValueAbsent[row];
                break;
        }

        if (hasValue)
        {
            writer.Message(OtlpTags.KeyValue.Value, mark);
        }

        writer.BytesUnlessEmpty(OtlpTags.KeyValue.Key, attributes.Keys[row]);
    }

    /// <summary>CBOR is read forwards, so it is written to the scratch first. Damaged CBOR becomes an empty value.</summary>
    private static void WriteSerialized(ref ReverseProtoWriter writer, ReadOnlySpan<byte> cbor, ProtoWriter scratch)
    {
        MessageMark start = new(0, 0, 0);
        scratch.Rollback(start);
        if (CborToAnyValue.TryWrite(cbor, scratch))
        {
            writer.Raw(scratch.Written);
        }
    }
}
