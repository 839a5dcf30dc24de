using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>
/// The member of an AnyValue that counts: the last one on the wire. An array or a list that comes in several parts in
/// a row is one (protobuf merges messages of the same member), and merging is the concatenation of their bytes.
/// </summary>
internal ref struct AnyValueScan
{
    /// <summary>Field number of the member; 0 when there is none.</summary>
    public int Member;

    /// <summary>Value of a bool, int, double (bits) or strindex.</summary>
    public ulong Scalar;

    /// <summary>Value of a string, bytes, array or kvlist.</summary>
    public ReadOnlySpan<byte> Bytes;

    /// <summary>Reads all fields. False when the message is malformed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out AnyValueScan value)
    {
        value = default;
        bool inParts = false;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    return !inParts || (message.Length <= FieldParts.MaxMessageBytes && TryMerge(message, ref value));
                case ReadStatus.Malformed:
                    return false;
            }

            bool read;
            switch (tag)
            {
                case OtlpTags.AnyValue.StringValue:
                case OtlpTags.AnyValue.BytesValue:
                    read = reader.TryReadBytes(out value.Bytes);
                    inParts = false;
                    break;
                case OtlpTags.AnyValue.ArrayValue:
                case OtlpTags.AnyValue.KvlistValue:
                    read = reader.TryReadBytes(out value.Bytes);
                    inParts = value.Member == (int)(tag >> 3);
                    break;
                case OtlpTags.AnyValue.BoolValue:
                case OtlpTags.AnyValue.IntValue:
                case OtlpTags.AnyValue.StringValueStrindex:
                    read = reader.TryReadVarint(out value.Scalar);
                    inParts = false;
                    break;
                case OtlpTags.AnyValue.DoubleValue:
                    read = reader.TryReadFixed64(out value.Scalar);
                    inParts = false;
                    break;
                default:
                    if (tag >> 3 <= OtlpFields.AnyValue.StringValueStrindex || !reader.TrySkip(tag))
                    {
                        return false;
                    }

                    continue;
            }

            if (!read)
            {
                return false;
            }

            value.Member = (int)(tag >> 3);
        }
    }

    /// <summary>Concatenates the parts of the last member since it last changed.</summary>
    private static bool TryMerge(ReadOnlySpan<byte> message, ref AnyValueScan value)
    {
        var merged = new byte[message.Length];
        int length = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Number == value.Member)
            {
                message.Slice(field.ValueStart, field.ValueLength).CopyTo(merged.AsSpan(length));
                length += field.ValueLength;
            }
            else if (field.Number is >= 1 and <= OtlpFields.AnyValue.StringValueStrindex)
            {
                length = 0;
            }
        }

        value.Bytes = merged.AsSpan(0, length);
        return true;
    }
}
