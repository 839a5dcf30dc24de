using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>Attributes and values as events.</summary>
internal static class ValueWalk
{
    private const int MaxMergedBytes = 64 << 10;

    /// <summary>Visits the KeyValue fields with <paramref name="tag"/> in <paramref name="message"/>.</summary>
    public static void VisitAttributes<TVisitor>(
        ReadOnlySpan<byte> message, uint tag, FieldRange range, scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct
    {
        var attributes = new FieldWalk(message, tag, range);
        while (attributes.MoveNext(out ReadOnlySpan<byte> keyValue))
        {
            ReadKeyValue(keyValue, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value);
            if (visitor.Attribute(key))
            {
                Visit(value, ref visitor);
            }
        }
    }

    /// <summary>Visits one AnyValue message; an empty one is an empty value.</summary>
    public static void Visit<TVisitor>(ReadOnlySpan<byte> anyValue, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct => VisitValue(anyValue, depth: 0, ref visitor);

    /// <summary>A value inside <paramref name="depth"/> containers. The cap keeps the recursion from hostile depths.</summary>
    private static void VisitValue<TVisitor>(ReadOnlySpan<byte> anyValue, int depth, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        uint member = ReadMember(anyValue, out ulong scalar, out ReadOnlySpan<byte> bytes);
        if (member is not (OtlpTags.AnyValue.ArrayValue or OtlpTags.AnyValue.KvlistValue))
        {
            VisitScalar(member, scalar, bytes, ref visitor);
        }
        else if (depth < ViewLimits.MaxValueDepth)
        {
            VisitContainer(bytes, member == OtlpTags.AnyValue.KvlistValue, depth + 1, ref visitor);
        }
        else
        {
            visitor.Empty();
        }
    }

    private static void VisitScalar<TVisitor>(
        uint member, ulong scalar, ReadOnlySpan<byte> bytes, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        switch (member)
        {
            case OtlpTags.AnyValue.StringValue:
                visitor.String(bytes);
                break;
            case OtlpTags.AnyValue.BoolValue:
                visitor.Bool(scalar != 0);
                break;
            case OtlpTags.AnyValue.IntValue:
                visitor.Int((long)scalar);
                break;
            case OtlpTags.AnyValue.DoubleValue:
                visitor.Double(BitConverter.UInt64BitsToDouble(scalar));
                break;
            case OtlpTags.AnyValue.BytesValue:
                visitor.Bytes(bytes);
                break;
            default:
                visitor.Empty();
                break;
        }
    }

    /// <summary>Walks an ArrayValue or KeyValueList that stands <paramref name="depth"/> containers deep, itself included.</summary>
    private static void VisitContainer<TVisitor>(
        ReadOnlySpan<byte> container, bool isMap, int depth, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        if (isMap)
        {
            visitor.BeginMap();
        }
        else
        {
            visitor.BeginArray();
        }

        // ArrayValue.values and KeyValueList.values are both field 1.
        var elements = new FieldWalk(container, OtlpTags.ArrayValue.Values);
        while (elements.MoveNext(out ReadOnlySpan<byte> value))
        {
            if (isMap)
            {
                ReadKeyValue(value, out ReadOnlySpan<byte> key, out value);
                visitor.MapKey(key);
            }

            VisitValue(value, depth, ref visitor);
        }

        if (isMap)
        {
            visitor.EndMap();
        }
        else
        {
            visitor.EndArray();
        }
    }

    private static void ReadKeyValue(
        ReadOnlySpan<byte> keyValue, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = default;
        value = default;
        int values = 0;
        bool read = true;
        var reader = new ProtoReader(keyValue);
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            switch (tag)
            {
                case OtlpTags.KeyValue.Key:
                    read = reader.TryReadBytes(out key);
                    break;
                case OtlpTags.KeyValue.Value:
                    read = reader.TryReadBytes(out value);
                    values++;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }

        if (values > 1)
        {
            value = Merged(keyValue, OtlpTags.KeyValue.Value, value);
        }
    }

    /// <summary>The tag of the member that is set (the last one wins), or 0.</summary>
    private static uint ReadMember(ReadOnlySpan<byte> anyValue, out ulong scalar, out ReadOnlySpan<byte> bytes)
    {
        uint member = 0;
        int memberStart = 0;
        bool inParts = false;
        scalar = 0;
        bytes = default;
        var reader = new ProtoReader(anyValue);
        for (int start = 0; reader.ReadTag(out uint tag) == ReadStatus.Field; start = reader.Position)
        {
            bool read;
            switch (tag)
            {
                case OtlpTags.AnyValue.StringValue:
                case OtlpTags.AnyValue.ArrayValue:
                case OtlpTags.AnyValue.KvlistValue:
                case OtlpTags.AnyValue.BytesValue:
                    read = reader.TryReadBytes(out bytes);
                    break;
                case OtlpTags.AnyValue.BoolValue:
                case OtlpTags.AnyValue.IntValue:
                case OtlpTags.AnyValue.StringValueStrindex:
                    read = reader.TryReadVarint(out scalar);
                    break;
                case OtlpTags.AnyValue.DoubleValue:
                    read = reader.TryReadFixed64(out scalar);
                    break;
                default:
                    read = reader.TrySkip(tag);
                    tag = 0;
                    break;
            }

            if (!read)
            {
                break;
            }

            if (tag != 0)
            {
                inParts = tag == member;
                memberStart = inParts ? memberStart : start;
                member = tag;
            }
        }

        if (inParts && member is OtlpTags.AnyValue.ArrayValue or OtlpTags.AnyValue.KvlistValue)
        {
            bytes = Merged(anyValue[memberStart..], member, bytes);
        }

        return member;
    }

    /// <summary>
    /// A message field that occurs several times is one message: the concatenation of its parts. No encoder writes one
    /// like that, so it may allocate, but only up to <see cref="MaxMergedBytes"/> a level; beyond, the last part counts.
    /// </summary>
    private static ReadOnlySpan<byte> Merged(ReadOnlySpan<byte> message, uint tag, ReadOnlySpan<byte> last)
    {
        if (message.Length > MaxMergedBytes)
        {
            return last;
        }

        var merged = new byte[message.Length];
        int length = 0;
        var parts = new FieldWalk(message, tag);
        while (parts.MoveNext(out ReadOnlySpan<byte> part))
        {
            part.CopyTo(merged.AsSpan(length));
            length += part.Length;
        }

        return merged.AsSpan(0, length);
    }
}
