using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>The fields of a KeyValue message, whatever their order and number.</summary>
internal ref struct KeyValueScan
{
    public ReadOnlySpan<byte> Key;

    /// <summary>The AnyValue message; several in a row are merged by concatenation.</summary>
    public ReadOnlySpan<byte> Value;

    /// <summary>True when there is an AnyValue, empty or not.</summary>
    public bool HasValue;

    /// <summary>Reference to a profiles dictionary; 0 when absent.</summary>
    public int KeyStrindex;

    /// <summary>Reads all fields. False when the message is malformed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out KeyValueScan scan)
    {
        scan = default;
        bool inParts = false;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    if (inParts)
                    {
                        if (message.Length > FieldParts.MaxMessageBytes)
                        {
                            return false;
                        }

                        scan.Value = FieldParts.Concatenate(message, OtlpFields.KeyValue.Value);
                    }

                    return true;
                case ReadStatus.Malformed:
                    return false;
            }

            bool read;
            switch (tag)
            {
                case OtlpTags.KeyValue.Key:
                    read = reader.TryReadBytes(out scan.Key);
                    break;
                case OtlpTags.KeyValue.Value:
                    inParts = scan.HasValue;
                    scan.HasValue = true;
                    read = reader.TryReadBytes(out scan.Value);
                    break;
                case OtlpTags.KeyValue.KeyStrindex:
                    read = reader.TryReadVarint(out ulong index);
                    scan.KeyStrindex = (int)index;
                    break;
                default:
                    read = tag >> 3 > OtlpFields.KeyValue.KeyStrindex && reader.TrySkip(tag);
                    break;
            }

            if (!read)
            {
                return false;
            }
        }
    }
}

/// <summary>Merging of a message field that occurs several times.</summary>
internal static class FieldParts
{
    /// <summary>
    /// Largest nested message whose parts are merged; beyond, the input is refused. No encoder writes one message in
    /// parts, and merging at each of 64 levels of a request that does would need 64 times its size.
    /// </summary>
    public const int MaxMessageBytes = 64 << 10;

    /// <summary>
    /// The concatenated values of one field of a well-formed message: what protobuf defines as the merge of several
    /// occurrences of a message field. Rare, so it allocates; never more than the message is long.
    /// </summary>
    public static ReadOnlySpan<byte> Concatenate(ReadOnlySpan<byte> message, int number)
    {
        var merged = new byte[message.Length];
        int length = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Number == number)
            {
                message.Slice(field.ValueStart, field.ValueLength).CopyTo(merged.AsSpan(length));
                length += field.ValueLength;
            }
        }

        return merged.AsSpan(0, length);
    }
}
