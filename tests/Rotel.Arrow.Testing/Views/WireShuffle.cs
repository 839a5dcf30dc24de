using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Rotel.Arrow.Testing;

/// <summary>
/// Writes a message in a form that protobuf allows but no encoder writes, to find readers that expect the usual one.
/// </summary>
public static class WireShuffle
{
    /// <summary>
    /// The same message with the fields of every nested message in random order (occurrences of one field keep theirs),
    /// some repeated numbers unpacked, and unknown fields in between.
    /// </summary>
    public static byte[] Shuffle(IMessage message, Random random) =>
        Shuffle(message.ToByteArray(), message.Descriptor, random);

    static byte[] Shuffle(byte[] bytes, MessageDescriptor type, Random random)
    {
        List<(int Number, byte[] Bytes)> fields = [];
        CodedInputStream input = new(bytes);
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            FieldDescriptor field = type.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            foreach (byte[] part in Rewrite(input, tag, field, random))
            {
                fields.Add((field.FieldNumber, part));
            }
        }

        if (random.Next(4) == 0)
        {
            fields.Add((19_000, Write(output =>
            {
                output.WriteTag(19_000, WireFormat.WireType.LengthDelimited);
                output.WriteString("unknown");
            })));
        }

        using MemoryStream shuffled = new();
        while (fields.Count > 0)
        {
            int number = fields[random.Next(fields.Count)].Number;
            int first = fields.FindIndex(field => field.Number == number);
            shuffled.Write(fields[first].Bytes);
            fields.RemoveAt(first);
        }

        return shuffled.ToArray();
    }

    static IEnumerable<byte[]> Rewrite(CodedInputStream input, uint tag, FieldDescriptor field, Random random)
    {
        switch (WireFormat.GetTagWireType(tag))
        {
            case WireFormat.WireType.Varint:
                ulong number = input.ReadUInt64();
                return [Write(output => { output.WriteTag(tag); output.WriteUInt64(number); })];
            case WireFormat.WireType.Fixed64:
                ulong wide = input.ReadFixed64();
                return [Write(output => { output.WriteTag(tag); output.WriteFixed64(wide); })];
            case WireFormat.WireType.Fixed32:
                uint narrow = input.ReadFixed32();
                return [Write(output => { output.WriteTag(tag); output.WriteFixed32(narrow); })];
        }

        byte[] content = input.ReadBytes().ToByteArray();
        bool isPacked = field.IsRepeated && field.FieldType is FieldType.Fixed64 or FieldType.Double or FieldType.UInt64;
        if (isPacked && random.Next(2) == 0)
        {
            return Unpack(content, field);
        }

        if (field.FieldType == FieldType.Message)
        {
            content = Shuffle(content, field.MessageType, random);
        }

        return [Write(output => { output.WriteTag(tag); output.WriteBytes(ByteString.CopyFrom(content)); })];
    }

    static List<byte[]> Unpack(byte[] packed, FieldDescriptor field)
    {
        bool isFixed = field.FieldType is FieldType.Fixed64 or FieldType.Double;
        List<byte[]> single = [];
        CodedInputStream input = new(packed);
        while (!input.IsAtEnd)
        {
            ulong value = isFixed ? input.ReadFixed64() : input.ReadUInt64();
            single.Add(Write(output =>
            {
                output.WriteTag(field.FieldNumber, isFixed ? WireFormat.WireType.Fixed64 : WireFormat.WireType.Varint);
                if (isFixed)
                {
                    output.WriteFixed64(value);
                }
                else
                {
                    output.WriteUInt64(value);
                }
            }));
        }

        return single;
    }

    static byte[] Write(Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();
        CodedOutputStream output = new(bytes, leaveOpen: true);
        write(output);
        output.Flush();
        return bytes.ToArray();
    }
}
