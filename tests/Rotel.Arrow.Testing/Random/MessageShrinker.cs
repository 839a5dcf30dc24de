using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Rotel.Arrow.Testing;

/// <summary>
/// Smaller variants of any message, the boldest first: lists halved or without one element, fields cleared, then the same
/// within one sub-message. FsCheck repeats this until no variant fails any more, which leaves a counterexample that a
/// person can read.
/// </summary>
public static class MessageShrinker
{
    /// <summary>Elements of a list that are tried one by one; longer lists are halved first.</summary>
    const int SingleElements = 16;

    public static IEnumerable<T> Shrink<T>(T message)
        where T : class, IMessage<T>
    {
        foreach (IMessage smaller in Variants(message))
        {
            yield return (T)smaller;
        }
    }

    static IEnumerable<IMessage> Variants(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            foreach (IMessage smaller in field.IsRepeated ? OfList(message, field) : OfField(message, field))
            {
                yield return smaller;
            }
        }
    }

    static IEnumerable<IMessage> OfList(IMessage message, FieldDescriptor field)
    {
        int count = List(message, field).Count;
        if (count > 1)
        {
            yield return Without(message, field, 0, (count + 1) / 2);
            yield return Without(message, field, count / 2, count);
        }

        for (int i = 0; i < count && i < SingleElements; i++)
        {
            yield return Without(message, field, i, i + 1);
        }

        for (int i = 0; field.FieldType == FieldType.Message && i < count && i < SingleElements; i++)
        {
            foreach (IMessage smaller in Variants((IMessage)List(message, field)[i]!))
            {
                IMessage copy = Copy(message);
                List(copy, field)[i] = smaller;
                yield return copy;
            }
        }
    }

    static IEnumerable<IMessage> OfField(IMessage message, FieldDescriptor field)
    {
        if (!IsSet(message, field))
        {
            yield break;
        }

        IMessage cleared = Copy(message);
        field.Accessor.Clear(cleared);
        yield return cleared;
        if (field.FieldType == FieldType.Message)
        {
            foreach (IMessage smaller in Variants((IMessage)field.Accessor.GetValue(message)))
            {
                yield return With(message, field, smaller);
            }
        }
        else if (field.Accessor.GetValue(message) is string { Length: > 1 } text)
        {
            int half = text.Length / 2;
            yield return With(message, field, text[..(char.IsLowSurrogate(text[half]) ? half - 1 : half)]);
        }
    }

    static bool IsSet(IMessage message, FieldDescriptor field)
    {
        object? value = field.Accessor.GetValue(message);
        return field.HasPresence ? field.Accessor.HasValue(message) : value switch
        {
            string text => text.Length > 0,
            ByteString bytes => !bytes.IsEmpty,
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0,
        };
    }

    static IMessage Without(IMessage message, FieldDescriptor field, int from, int to)
    {
        IMessage copy = Copy(message);
        IList list = List(copy, field);
        for (int i = to - 1; i >= from; i--)
        {
            list.RemoveAt(i);
        }

        return copy;
    }

    static IMessage With(IMessage message, FieldDescriptor field, object value)
    {
        IMessage copy = Copy(message);
        field.Accessor.SetValue(copy, value);
        return copy;
    }

    static IList List(IMessage message, FieldDescriptor field) =>
        (IList)field.Accessor.GetValue(message);

    /// <summary>A shallow copy with lists of its own; sub-messages are shared, nobody changes them.</summary>
    static IMessage Copy(IMessage message)
    {
        IMessage copy = message.Descriptor.Parser.ParseFrom([]);
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.IsRepeated)
            {
                foreach (object? element in List(message, field))
                {
                    List(copy, field).Add(element);
                }
            }
            else if (!field.HasPresence || field.Accessor.HasValue(message))
            {
                field.Accessor.SetValue(copy, field.Accessor.GetValue(message));
            }
        }

        return copy;
    }
}
