using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Rotel.Arrow.Testing.Tests;

/// <summary>Which fields, presences and special numbers occurred in the messages it visited.</summary>
sealed class FieldCoverage
{
    readonly HashSet<string> _seen = [];

    public bool NonFiniteNumbers { get; private set; }

    public bool UnknownEnumNumbers { get; private set; }

    public bool Occurs(MessageDescriptor message, int fieldNumber) =>
        _seen.Contains(Name(message.FindFieldByNumber(fieldNumber)));

    public void Visit(IMessage message)
    {
        foreach (OneofDescriptor oneof in message.Descriptor.Oneofs)
        {
            if (oneof.Accessor.GetCaseFieldDescriptor(message) is null)
            {
                _seen.Add(oneof.FullName + " without a case");
            }
        }

        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            object? value = field.Accessor.GetValue(message);
            if (field.IsRepeated)
            {
                IList list = (IList)value;
                _seen.Add(list.Count > 0 ? Name(field) : Name(field) + " empty");
                foreach (object element in list)
                {
                    VisitValue(field, element);
                }
            }
            else if (field.HasPresence && !field.Accessor.HasValue(message))
            {
                _seen.Add(Name(field) + " absent");
            }
            else
            {
                _seen.Add(field.HasPresence || !IsDefault(value) ? Name(field) : Name(field) + " default");
                if (field.HasPresence && (value is IMessage sub ? sub.CalculateSize() == 0 : IsDefault(value)))
                {
                    _seen.Add(Name(field) + " present but default");
                }

                VisitValue(field, value);
            }
        }
    }

    /// <summary>What should have occurred but did not, for all messages reachable from the roots.</summary>
    public IEnumerable<string> Missing(params IEnumerable<MessageDescriptor> roots)
    {
        HashSet<MessageDescriptor> reached = [];
        Queue<MessageDescriptor> open = new(roots);
        while (open.TryDequeue(out MessageDescriptor? message))
        {
            if (reached.Add(message))
            {
                foreach (FieldDescriptor field in message.Fields.InFieldNumberOrder())
                {
                    if (field.FieldType == FieldType.Message)
                    {
                        open.Enqueue(field.MessageType);
                    }
                }
            }
        }

        return reached.SelectMany(Expected).Where(name => !_seen.Contains(name)).Order();
    }

    static IEnumerable<string> Expected(MessageDescriptor message)
    {
        foreach (OneofDescriptor oneof in message.Oneofs)
        {
            yield return oneof.FullName + " without a case";
        }

        foreach (FieldDescriptor field in message.Fields.InFieldNumberOrder())
        {
            yield return Name(field);
            yield return Name(field) + (field.IsRepeated ? " empty" : field.HasPresence ? " absent" : " default");
            if (!field.IsRepeated && field.HasPresence)
            {
                yield return Name(field) + " present but default";
            }
        }
    }

    void VisitValue(FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage message:
                Visit(message);
                break;
            case double number when !double.IsFinite(number):
                NonFiniteNumbers = true;
                break;
            case Enum number when field.EnumType.FindValueByNumber(Convert.ToInt32(number)) is null:
                UnknownEnumNumbers = true;
                break;
        }
    }

    static bool IsDefault(object value) => value switch
    {
        string text => text.Length == 0,
        ByteString bytes => bytes.IsEmpty,
        bool flag => !flag,
        double number => number == 0,
        Enum number => Convert.ToInt32(number) == 0,
        _ => Convert.ToDecimal(value) == 0,
    };

    static string Name(FieldDescriptor field) => field.FullName;
}
