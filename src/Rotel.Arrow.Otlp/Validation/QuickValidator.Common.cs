using Rotel.Arrow.Otlp.Schema;
using T = Rotel.Arrow.Otlp.Wire.OtlpTags;

namespace Rotel.Arrow.Otlp.Validation;

/// <content>Attributes, values, resources and scopes.</content>
internal ref partial struct QuickValidator
{
    private const int LongForm = 0x80;

    /// <summary>A field that holds a KeyValue.</summary>
    private bool Attribute(ref int position, int end)
    {
        if (!TryLength(ref position, end, out int stop) || !KeyValue(position, stop, 0))
        {
            return false;
        }

        position = stop;
        return true;
    }

    /// <param name="position">First byte of the KeyValue.</param>
    /// <param name="end">Byte after it.</param>
    /// <param name="depth">AnyValues around it.</param>
    private bool KeyValue(int position, int end, int depth)
    {
        // The forms nearly all have: key and value, in this order or (Go's pdata writes fields from the last to the
        // first) the other, both shorter than 128 bytes, and nothing else.
        if (end - position >= 4 && _data[position + 1] < LongForm)
        {
            uint first = _data[position];
            int firstStart = position + 2;
            int firstEnd = firstStart + _data[position + 1];
            if (firstEnd + 2 <= end && _data[firstEnd + 1] < LongForm && firstEnd + 2 + _data[firstEnd + 1] == end)
            {
                uint second = _data[firstEnd];
                if (first == T.KeyValue.Key && second == T.KeyValue.Value)
                {
                    return Text(firstStart, firstEnd) && AnyValue(firstEnd + 2, end, depth + 1);
                }

                if (first == T.KeyValue.Value && second == T.KeyValue.Key)
                {
                    return AnyValue(firstStart, firstEnd, depth + 1) && Text(firstEnd + 2, end);
                }
            }
        }

        return KeyValueInAnyForm(position, end, depth);
    }

    private bool KeyValueInAnyForm(int position, int end, int depth)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            switch (tag)
            {
                case T.KeyValue.Key:
                    sound = String(ref position, end);
                    break;
                case T.KeyValue.Value:
                    sound = Value(ref position, end, depth);
                    break;
                case T.KeyValue.KeyStrindex:
                    sound = Varint(ref position, end);
                    break;
                default:
                    sound = Unknown(OtlpSchema.KeyValue, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    /// <summary>A field that holds an AnyValue, with <paramref name="depth"/> AnyValues around it.</summary>
    private bool Value(ref int position, int end, int depth)
    {
        if (!TryLength(ref position, end, out int stop) || !AnyValue(position, stop, depth + 1))
        {
            return false;
        }

        position = stop;
        return true;
    }

    private bool AnyValue(int position, int end, int depth)
    {
        if (end - position >= 2 && _data[position] == T.AnyValue.StringValue && _data[position + 1] < LongForm
            && position + 2 + _data[position + 1] == end)
        {
            return depth <= OtlpSchema.MaxAnyValueDepth && Text(position + 2, end);
        }

        return AnyValueInAnyForm(position, end, depth);
    }

    private bool AnyValueInAnyForm(int position, int end, int depth)
    {
        if (depth > OtlpSchema.MaxAnyValueDepth)
        {
            return false;
        }

        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            int stop;
            switch (tag)
            {
                case T.AnyValue.StringValue:
                    sound = String(ref position, end);
                    break;
                case T.AnyValue.BoolValue:
                case T.AnyValue.IntValue:
                case T.AnyValue.StringValueStrindex:
                    sound = Varint(ref position, end);
                    break;
                case T.AnyValue.DoubleValue:
                    position += sizeof(double);
                    sound = true;
                    break;
                case T.AnyValue.BytesValue:
                    sound = TryLength(ref position, end, out stop);
                    position = stop;
                    break;
                case T.AnyValue.ArrayValue:
                    sound = TryLength(ref position, end, out stop) && ArrayValue(position, stop, depth);
                    position = stop;
                    break;
                case T.AnyValue.KvlistValue:
                    sound = TryLength(ref position, end, out stop) && KeyValueList(position, stop, depth);
                    position = stop;
                    break;
                default:
                    sound = Unknown(OtlpSchema.AnyValue, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool ArrayValue(int position, int end, int depth)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound = tag == T.ArrayValue.Values
                ? Value(ref position, end, depth)
                : Unknown(OtlpSchema.ArrayValue, tag, ref position, end);
            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool KeyValueList(int position, int end, int depth)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            if (tag == T.KeyValueList.Values)
            {
                if (!TryLength(ref position, end, out int stop) || !KeyValue(position, stop, depth))
                {
                    return false;
                }

                position = stop;
            }
            else if (!Unknown(OtlpSchema.KeyValueList, tag, ref position, end))
            {
                return false;
            }
        }

        return position == end;
    }

    private bool Resource(int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            switch (tag)
            {
                case T.Resource.Attributes:
                    sound = Attribute(ref position, end);
                    break;
                case T.Resource.DroppedAttributesCount:
                    sound = Varint(ref position, end);
                    break;
                case T.Resource.EntityRefs:
                    sound = ByTable(OtlpSchema.EntityRef, ref position, end);
                    break;
                default:
                    sound = Unknown(OtlpSchema.Resource, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool Scope(int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            switch (tag)
            {
                case T.InstrumentationScope.Name:
                case T.InstrumentationScope.Version:
                    sound = String(ref position, end);
                    break;
                case T.InstrumentationScope.Attributes:
                    sound = Attribute(ref position, end);
                    break;
                case T.InstrumentationScope.DroppedAttributesCount:
                    sound = Varint(ref position, end);
                    break;
                default:
                    sound = Unknown(OtlpSchema.Scope, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }
}
