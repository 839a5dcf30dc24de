using Google.Protobuf;

namespace Rotel.Arrow.Otap.Tests.Wire;

/// <summary>Protobuf written by hand, right or wrong.</summary>
internal static class WireBytes
{
    internal const uint Varint = 0, Fixed64 = 1, Length = 2, StartGroup = 3, EndGroup = 4, Fixed32 = 5;

    internal static byte[] Number(ulong value)
    {
        var bytes = new List<byte>();
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    internal static byte[] Tag(int number, uint type) => Number(((ulong)number << 3) | type);

    /// <summary>A length-delimited field.</summary>
    internal static byte[] Field(int number, params ReadOnlySpan<byte> content) =>
        [.. Tag(number, Length), .. Number((ulong)content.Length), .. content];

    internal static byte[] Field(int number, IMessage content) => Field(number, content.ToByteArray());

    /// <summary>A field of any wire type with a value that is well formed for that type.</summary>
    internal static byte[] Harmless(int number, uint type) => type switch
    {
        Varint => [.. Tag(number, type), 1],
        Fixed64 => [.. Tag(number, type), 0, 0, 0, 0, 0, 0, 0, 0],
        Fixed32 => [.. Tag(number, type), 0, 0, 0, 0],
        Length => [.. Tag(number, type), 0],
        StartGroup => [.. Tag(number, type), .. Tag(number, EndGroup)],
        _ => Tag(number, type),
    };

    /// <summary>One piece many times.</summary>
    internal static byte[] Repeat(ReadOnlySpan<byte> piece, int times)
    {
        var bytes = new byte[piece.Length * times];
        for (int i = 0; i < times; i++)
        {
            piece.CopyTo(bytes.AsSpan(i * piece.Length));
        }

        return bytes;
    }

    /// <summary>Nested length-delimited fields whose numbers take turns, the first one outermost.</summary>
    internal static byte[] Nest(int levels, int[] numbers)
    {
        // From the inside to the outside, written backwards: linear in the number of levels.
        var bytes = new byte[levels * 8];
        int start = bytes.Length;
        for (int i = levels - 1; i >= 0; i--)
        {
            byte[] head = [.. Tag(numbers[i % numbers.Length], Length), .. Number((ulong)(bytes.Length - start))];
            start -= head.Length;
            head.CopyTo(bytes, start);
        }

        return bytes[start..];
    }

    /// <summary>A request of one resource, one scope and the items given.</summary>
    internal static byte[] Request(params ReadOnlySpan<byte[]> items)
    {
        using var scope = new MemoryStream();
        foreach (byte[] item in items)
        {
            scope.Write(Field(2, item));
        }

        return RequestOfItems(scope.ToArray());
    }

    /// <summary>The same with the item fields ready made.</summary>
    internal static byte[] RequestOfItems(ReadOnlySpan<byte> itemFields) => Field(1, Field(2, itemFields));
}
