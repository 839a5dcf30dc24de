using Google.Protobuf.Reflection;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.Wire;

/// <summary>
/// The way from a request to one field, through every message that OTLP allows on it (an AnyValue inside an AnyValue
/// once): tests that go through all of these forget no field.
/// </summary>
internal sealed class FieldPath
{
    private readonly List<FieldDescriptor> _fields;

    private FieldPath(List<FieldDescriptor> fields) => _fields = fields;

    internal FieldDescriptor Field => _fields[^1];

    /// <summary>True when the field belongs to an item, and not to a resource, a scope or the request.</summary>
    internal bool IsInsideItem => _fields.Count > 3 && _fields[1].FieldNumber == 2 && _fields[2].FieldNumber == 2;

    public override string ToString() => string.Join('.', _fields.Select(static f => f.Name));

    internal static IEnumerable<FieldPath> All(Signal signal) =>
        Below(TablesUnderTest.Parse(signal, default).Descriptor, []);

    /// <summary>
    /// A request that holds the field given (tag and value) at the end of the path, with just as much around it that
    /// there is exactly one item.
    /// </summary>
    internal byte[] Request(ReadOnlySpan<byte> field) => Wrap([.. field, .. Filler(Field)]);

    /// <summary>The same with nothing behind the bytes in their message: nothing that could complete them.</summary>
    internal byte[] RequestEndingWith(ReadOnlySpan<byte> bytes) => Wrap([.. Filler(Field), .. bytes]);

    private byte[] Wrap(byte[] bytes)
    {
        for (int level = _fields.Count - 2; level >= 0; level--)
        {
            bytes = [.. WireBytes.Field(_fields[level].FieldNumber, bytes), .. Filler(_fields[level])];
        }

        return bytes;
    }

    /// <summary>What the message must hold beside the field so that there is an item.</summary>
    private static byte[] Filler(FieldDescriptor field)
    {
        string message = field.ContainingType.Name;
        byte[] point = WireBytes.Field(1);
        byte[] item = WireBytes.Field(2, message.EndsWith("Metrics", StringComparison.Ordinal) ? WireBytes.Field(5, point) : []);
        return message switch
        {
            "ResourceSpans" or "ResourceLogs" or "ResourceMetrics" when field.FieldNumber != 2 => WireBytes.Field(2, item),
            "ScopeSpans" or "ScopeLogs" or "ScopeMetrics" when field.FieldNumber != 2 => item,
            "Metric" when field.FieldNumber is not (5 or 7 or 9 or 10 or 11) => WireBytes.Field(5, point),
            "Gauge" or "Sum" or "Histogram" or "ExponentialHistogram" or "Summary" when field.FieldNumber != 1 => point,
            _ => [],
        };
    }

    private static IEnumerable<FieldPath> Below(MessageDescriptor type, List<FieldDescriptor> path)
    {
        foreach (FieldDescriptor field in type.Fields.InFieldNumberOrder())
        {
            List<FieldDescriptor> longer = [.. path, field];
            yield return new FieldPath(longer);
            if (field.FieldType == FieldType.Message
                && (field.MessageType.Name != "AnyValue" || path.Count(static f => f.FieldType == FieldType.Message && f.MessageType.Name == "AnyValue") < 2))
            {
                foreach (FieldPath below in Below(field.MessageType, longer))
                {
                    yield return below;
                }
            }
        }
    }
}
