using Google.Protobuf;
using Google.Protobuf.Reflection;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Metrics.V1;

namespace Rotel.Arrow.Otap.Tests.Wire;

/// <summary>
/// Rewrites a message so that singular fields occur several times: numbers and text with another value before the one
/// that counts, messages in parts whose merge is the message, members of a oneof after other members. By the rules of
/// protobuf the result reads as the message it was made of.
/// </summary>
internal sealed class WireParts(Random random)
{
    internal byte[] Rewrite(IMessage message)
    {
        var output = new MemoryStream();
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.IsRepeated)
            {
                WriteRepeated(output, message, field);
            }
            else if (field.HasPresence ? field.Accessor.HasValue(message) : true)
            {
                WriteSingular(output, message, field);
            }
        }

        return output.ToArray();
    }

    private void WriteRepeated(MemoryStream output, IMessage message, FieldDescriptor field)
    {
        if (field.FieldType != FieldType.Message)
        {
            output.Write(Only(message, field).ToByteArray());
            return;
        }

        foreach (IMessage element in (System.Collections.IList)field.Accessor.GetValue(message))
        {
            output.Write(WireBytes.Field(field.FieldNumber, Rewrite(element)));
        }
    }

    private void WriteSingular(MemoryStream output, IMessage message, FieldDescriptor field)
    {
        if (field.FieldType != FieldType.Message)
        {
            byte[] alone = Only(message, field).ToByteArray();
            if (alone.Length > 0 && random.Next(4) == 0)
            {
                WriteDecoy(output, field);
            }

            output.Write(alone);
            return;
        }

        if (field.ContainingOneof is { IsSynthetic: false } && random.Next(3) == 0)
        {
            WriteOtherMember(output, field);
        }

        byte[] content = Rewrite((IMessage)field.Accessor.GetValue(message));
        if (random.Next(3) != 0)
        {
            output.Write(WireBytes.Field(field.FieldNumber, content));
            return;
        }

        // Cut between two fields of the content; either part may be empty.
        List<int> cuts = [0, content.Length];
        using var input = new CodedInputStream(content);
        while (input.ReadTag() != 0)
        {
            input.SkipLastField();
            cuts.Add((int)input.Position);
        }

        cuts.Sort();
        int first = cuts[random.Next(cuts.Count)];
        int second = cuts[random.Next(cuts.Count)];
        (first, second) = (Math.Min(first, second), Math.Max(first, second));
        output.Write(WireBytes.Field(field.FieldNumber, content.AsSpan(0, first)));
        output.Write(WireBytes.Field(field.FieldNumber, content.AsSpan(first, second - first)));
        output.Write(WireBytes.Field(field.FieldNumber, content.AsSpan(second)));
    }

    /// <summary>A value of the field that does not count, because another one follows.</summary>
    private static void WriteDecoy(MemoryStream output, FieldDescriptor field)
    {
        // Ids are left alone: one of another length is a case of its own.
        if (field.FieldType == FieldType.Bytes && field.Name.EndsWith("_id", StringComparison.Ordinal))
        {
            return;
        }

        uint type = field.FieldType switch
        {
            FieldType.String or FieldType.Bytes => WireBytes.Length,
            FieldType.Fixed64 or FieldType.SFixed64 or FieldType.Double => WireBytes.Fixed64,
            FieldType.Fixed32 or FieldType.SFixed32 or FieldType.Float => WireBytes.Fixed32,
            _ => WireBytes.Varint,
        };
        output.Write(type == WireBytes.Length ? WireBytes.Field(field.FieldNumber, "decoy"u8) : WireBytes.Harmless(field.FieldNumber, type));
    }

    private void WriteOtherMember(MemoryStream output, FieldDescriptor field)
    {
        IMessage[] others = field.ContainingType == AnyValue.Descriptor
            ? [
                new AnyValue { StringValue = "other" }, new AnyValue { IntValue = 5 }, new AnyValue { BoolValue = true },
                new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { IntValue = 1 } } } },
                new AnyValue { KvlistValue = new KeyValueList { Values = { new KeyValue { Key = "other" } } } },
            ]
            : [
                new Metric { Gauge = new Gauge { DataPoints = { new NumberDataPoint { AsInt = 1 } } } },
                new Metric { Sum = new Sum { IsMonotonic = true } },
                new Metric { Summary = new Summary { DataPoints = { new SummaryDataPoint { Count = 7 } } } },
            ];
        IMessage other = others[random.Next(others.Length)];
        FieldDescriptor set = other.Descriptor.Fields.InFieldNumberOrder().First(f => f.HasPresence && f.Accessor.HasValue(other));
        if (set.FieldNumber != field.FieldNumber)
        {
            output.Write(other.ToByteArray());
        }
    }

    private static IMessage Only(IMessage message, FieldDescriptor field)
    {
        IMessage alone = message.Descriptor.Parser.ParseFrom(ByteString.Empty);
        if (field.IsRepeated)
        {
            var target = (System.Collections.IList)field.Accessor.GetValue(alone);
            foreach (object element in (System.Collections.IList)field.Accessor.GetValue(message))
            {
                target.Add(element);
            }
        }
        else
        {
            field.Accessor.SetValue(alone, field.Accessor.GetValue(message));
        }

        return alone;
    }
}
