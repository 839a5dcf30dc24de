using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Rotel.Arrow.Proto.Common.V1;

namespace Rotel.Arrow.Testing;

/// <summary>Brings a message to what views can tell.</summary>
public static class OtlpNormalize
{
    /// <summary>
    /// A copy in which every KeyValue has an AnyValue, and references into a profile's string table, which have no
    /// meaning in other signals, are unset.
    /// </summary>
    public static T ForViews<T>(T message)
        where T : IDeepCloneable<T>, IMessage
    {
        T copy = message.Clone();
        Normalize(copy);
        return copy;
    }

    static void Normalize(IMessage message)
    {
        if (message is KeyValue pair)
        {
            pair.Value ??= new AnyValue();
            pair.KeyStrindex = 0;
        }

        if (message is AnyValue { ValueCase: AnyValue.ValueOneofCase.StringValueStrindex } value)
        {
            value.ClearValue();
        }

        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType != FieldType.Message)
            {
                continue;
            }

            object content = field.Accessor.GetValue(message);
            if (content is IMessage single)
            {
                Normalize(single);
            }
            else if (content is IList list)
            {
                foreach (IMessage element in list)
                {
                    Normalize(element);
                }
            }
        }
    }
}
