using System.Buffers.Binary;
using System.Numerics;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>
/// Repeated numbers. Writers pack them into one length-delimited field; parsers must also take several such fields and
/// single unpacked values, in any mixture (protobuf encoding, "Packed repeated fields").
/// </summary>
internal static class PackedFields
{
    /// <summary>Steps over one occurrence and adds its elements to <paramref name="count"/>.</summary>
    public static bool NoteFixed64(scoped ref ProtoReader reader, uint tag, ref int count)
    {
        if ((WireType)(tag & 7) == WireType.Fixed64)
        {
            count++;
            return reader.TryReadFixed64(out _);
        }

        bool read = reader.TryReadBytes(out ReadOnlySpan<byte> packed);
        count += packed.Length / sizeof(ulong);
        return read;
    }

    /// <summary>The same for varints: each ends at the first byte below 128.</summary>
    public static bool NoteVarints(scoped ref ProtoReader reader, uint tag, ref int count)
    {
        if ((WireType)(tag & 7) == WireType.Varint)
        {
            count++;
            return reader.TryReadVarint(out _);
        }

        bool read = reader.TryReadBytes(out ReadOnlySpan<byte> packed);
        count += CountVarints(packed);
        return read;
    }

    /// <summary>Copies the first elements of field <paramref name="number"/>; what is missing becomes 0.</summary>
    public static void CopyFixed64(ReadOnlySpan<byte> message, int number, scoped Span<ulong> destination)
    {
        var reader = new ProtoReader(message);
        int used = 0;
        while (used < destination.Length && reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Number != number)
            {
                continue;
            }

            if (field.Type == WireType.Fixed64)
            {
                destination[used++] = field.Scalar;
            }
            else if (field.Type == WireType.LengthDelimited)
            {
                ReadOnlySpan<byte> packed = message[field.ValueStart..field.End];
                int part = Math.Min(packed.Length / sizeof(ulong), destination.Length - used);
                for (int i = 0; i < part; i++)
                {
                    destination[used++] = BinaryPrimitives.ReadUInt64LittleEndian(packed[(i * sizeof(ulong))..]);
                }
            }
        }

        destination[used..].Clear();
    }

    /// <summary>The same for doubles.</summary>
    public static void CopyDoubles(ReadOnlySpan<byte> message, int number, scoped Span<double> destination) =>
        CopyFixed64(message, number, SpanCast.Cast<ulong>(SpanCast.AsBytes(destination)));

    /// <summary>
    /// Copies varint elements behind the first <paramref name="used"/> elements of <paramref name="destination"/> and
    /// returns how many are used then.
    /// </summary>
    public static int CopyVarints(ReadOnlySpan<byte> message, int number, scoped Span<ulong> destination, int used)
    {
        var reader = new ProtoReader(message);
        while (used < destination.Length && reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Number != number)
            {
                continue;
            }

            if (field.Type == WireType.Varint)
            {
                destination[used++] = field.Scalar;
            }
            else if (field.Type == WireType.LengthDelimited)
            {
                var packed = new ProtoReader(message[field.ValueStart..field.End]);
                while (used < destination.Length && packed.TryReadVarint(out ulong value))
                {
                    destination[used++] = value;
                }
            }
        }

        return used;
    }

    private static int CountVarints(ReadOnlySpan<byte> packed)
    {
        int count = 0;
        ReadOnlySpan<ulong> words = SpanCast.Cast<ulong>(packed);
        foreach (ulong word in words)
        {
            count += BitOperations.PopCount(~word & 0x8080_8080_8080_8080);
        }

        foreach (byte last in packed[(words.Length * sizeof(ulong))..])
        {
            count += last < 0x80 ? 1 : 0;
        }

        return count;
    }
}
