using System.Buffers.Binary;
using System.Text;

namespace Rotel.Arrow.Columnar.Ipc.Flatbuffers;

/// <summary>
/// Writes a flatbuffer from front to back: a table before what it refers to, so that references lead forward as the
/// format wants. Everything is written, defaults too, so that fields can be changed in the finished bytes.
/// </summary>
/// <remarks>For the start of a stream, not for its batches: it allocates as it likes.</remarks>
internal sealed class FlatWriter
{
    private byte[] _bytes = new byte[256];

    /// <summary>Begins with the reference to the root table, which is field 0 of nothing.</summary>
    internal FlatWriter() => Take(4);

    /// <summary>Bytes so far.</summary>
    internal int Length { get; private set; }

    /// <summary>The bytes, with zeros up to a multiple of 8.</summary>
    internal byte[] ToArray()
    {
        Align(8, 0);
        return _bytes.AsSpan(0, Length).ToArray();
    }

    /// <summary>Writes a table with its vtable, all fields zero.</summary>
    /// <param name="widths">Bytes of each field: 1, 2, 4 or 8; 4 for a reference; 0 for an absent one.</param>
    /// <returns>Positions of the fields; the last entry is that of the table.</returns>
    internal int[] Table(params ReadOnlySpan<int> widths)
    {
        int vtableBytes = 4 + (2 * widths.Length);

        // The table begins 4 before a multiple of 8, so that its 8-byte fields stand behind the 4 bytes of its head.
        Align(2, 0);
        while (((Length + vtableBytes) & 7) != 4)
        {
            Take(2);
        }

        int vtable = Take(vtableBytes);
        int table = Take(4);
        var fields = new int[widths.Length + 1];
        fields[^1] = table;
        for (int width = 8; width > 0; width /= 2)
        {
            for (int i = 0; i < widths.Length; i++)
            {
                if (widths[i] == width)
                {
                    fields[i] = Take(width);
                    BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(vtable + 4 + (2 * i)), (ushort)(fields[i] - table));
                }
            }
        }

        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(vtable), (ushort)vtableBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(vtable + 2), (ushort)(Length - table));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(table), table - vtable);
        return fields;
    }

    /// <summary>Writes a vector, all elements zero.</summary>
    /// <returns>Position of its count; the elements follow it.</returns>
    internal int Vector(int count, int elementBytes)
    {
        // Elements of 8 bytes and structs of them stand at multiples of 8, and so the count 4 before one.
        Align(8, elementBytes >= 8 ? 4 : 0);
        int at = Take(4 + (count * elementBytes));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), count);
        return at;
    }

    /// <summary>Writes a string.</summary>
    internal int Text(string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        Align(4, 0);
        int at = Take(4 + bytes + 1);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), bytes);
        Encoding.UTF8.GetBytes(text, _bytes.AsSpan(at + 4));
        return at;
    }

    /// <summary>Lets the field at <paramref name="field"/> refer to what stands at <paramref name="target"/>.</summary>
    internal void Refer(int field, int target) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(field), (uint)(target - field));

    internal void Byte(int field, byte value) => _bytes[field] = value;

    internal void Int16(int field, short value) => BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(field), value);

    internal void Int32(int field, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(field), value);

    internal void Int64(int field, long value) => BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(field), value);

    private void Align(int multiple, int rest)
    {
        while ((Length & (multiple - 1)) != rest)
        {
            Take(1);
        }
    }

    private int Take(int count)
    {
        if (Length + count > _bytes.Length)
        {
            System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        int at = Length;
        Length += count;
        return at;
    }
}
