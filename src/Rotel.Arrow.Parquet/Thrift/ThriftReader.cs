using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Rotel.Arrow.Parquet.Thrift;

/// <summary>
/// Reads the Thrift compact protocol from a span. Nothing is believed: lengths and counts are compared with the bytes
/// that are left before anything is made of them, and unknown structures are skipped to a depth of 64.
/// </summary>
/// <remarks>Every defect throws <see cref="ParquetFormatException"/> with the byte position.</remarks>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    private readonly int Left => _bytes.Length - _position;

    /// <summary>Reads a field header; false at the end of the struct. <paramref name="lastId"/> starts at 0.</summary>
    public bool NextField(ref int lastId, out byte type)
    {
        byte header = Byte();
        type = (byte)(header & 0x0F);
        if (type == ThriftType.Stop)
        {
            return false;
        }

        int delta = header >> 4;
        long id = delta == 0 ? ZigZag() : lastId + delta;
        if (id is < short.MinValue or > short.MaxValue)
        {
            Fail($"field id {id} is out of range");
        }

        lastId = (int)id;
        return true;
    }

    public long Integer(byte type)
    {
        switch (type)
        {
            case ThriftType.I8:
                return (sbyte)Byte();
            case ThriftType.I16:
            case ThriftType.I32:
            case ThriftType.I64:
                return ZigZag();
            default:
                Fail($"an integer is expected, found type {type}");
                return 0;
        }
    }

    public int Int32(byte type)
    {
        long value = Integer(type);
        if (value is < int.MinValue or > int.MaxValue)
        {
            Fail($"{value} does not fit 32 bits");
        }

        return (int)value;
    }

    public readonly bool Bool(byte type)
    {
        if (type is not (ThriftType.True or ThriftType.False))
        {
            Fail($"a boolean is expected, found type {type}");
        }

        return type == ThriftType.True;
    }

    /// <summary>Bytes of a field; a slice of the input, at most <paramref name="limit"/> long.</summary>
    public ReadOnlySpan<byte> Binary(byte type, int limit = int.MaxValue)
    {
        if (type != ThriftType.Binary)
        {
            Fail($"a string is expected, found type {type}");
        }

        ulong length = Varint();
        if (length > (ulong)Left)
        {
            Fail($"a string of {length} bytes, {Left} bytes are left");
        }

        if (length > (ulong)limit)
        {
            Fail($"a string of {length} bytes, the limit is {limit}");
        }

        ReadOnlySpan<byte> value = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return value;
    }

    public string String(byte type, int limit) => Encoding.UTF8.GetString(Binary(type, limit));

    /// <summary>Reads a list header. The count is at most the bytes left, since every element takes one.</summary>
    public int List(byte type, out byte elementType, int limit)
    {
        if (type is not (ThriftType.List or ThriftType.Set))
        {
            Fail($"a list is expected, found type {type}");
        }

        byte header = Byte();
        elementType = (byte)(header & 0x0F);
        ulong count = (ulong)(header >> 4);
        if (count == 15)
        {
            count = Varint();
        }

        if (count > (ulong)Left)
        {
            Fail($"a list of {count} elements, {Left} bytes are left");
        }

        if (count > (ulong)limit)
        {
            Fail($"a list of {count} elements, the limit is {limit}");
        }

        return (int)count;
    }

    /// <summary>A list of structs; fails on any other element type.</summary>
    public int StructList(byte type, int limit)
    {
        int count = List(type, out byte elementType, limit);
        if (count > 0 && elementType != ThriftType.Struct)
        {
            Fail($"a list of structs is expected, found elements of type {elementType}");
        }

        return count;
    }

    public readonly void ExpectStruct(byte type)
    {
        if (type != ThriftType.Struct)
        {
            Fail($"a struct is expected, found type {type}");
        }
    }

    public void Skip(byte type) => Skip(type, MaxDepth);

    [DoesNotReturn]
    public readonly void Fail(string what) =>
        throw new ParquetFormatException($"Damaged metadata at byte {_position} of {_bytes.Length}: {what}.");

    private void Skip(byte type, int depth)
    {
        if (depth == 0)
        {
            Fail($"nested more than {MaxDepth} deep");
        }

        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                return;
            case ThriftType.I8:
                Byte();
                return;
            case ThriftType.I16 or ThriftType.I32 or ThriftType.I64:
                Varint();
                return;
            case ThriftType.Double:
                Advance(8);
                return;
            case ThriftType.Binary:
                Binary(type);
                return;
            case ThriftType.List or ThriftType.Set:
                SkipElements(List(type, out byte elementType, int.MaxValue), elementType, depth);
                return;
            case ThriftType.Map:
                SkipMap(depth);
                return;
            case ThriftType.Struct:
                int id = 0;
                while (NextField(ref id, out byte fieldType))
                {
                    Skip(fieldType, depth - 1);
                }

                return;
            default:
                Fail($"unknown type {type}");
                return;
        }
    }

    private void SkipElements(int count, byte elementType, int depth)
    {
        for (int i = 0; i < count; i++)
        {
            // Inside containers a boolean takes a byte of its own.
            Skip(elementType is ThriftType.True or ThriftType.False ? ThriftType.I8 : elementType, depth - 1);
        }
    }

    private void SkipMap(int depth)
    {
        ulong count = Varint();
        if (count == 0)
        {
            return;
        }

        if (count > (ulong)Left)
        {
            Fail($"a map of {count} entries, {Left} bytes are left");
        }

        byte types = Byte();
        for (ulong i = 0; i < count; i++)
        {
            SkipElements(1, (byte)(types >> 4), depth);
            SkipElements(1, (byte)(types & 0x0F), depth);
        }
    }

    private byte Byte()
    {
        if (_position >= _bytes.Length)
        {
            Fail("the bytes end here");
        }

        return _bytes[_position++];
    }

    private void Advance(int count)
    {
        if (count > Left)
        {
            Fail("the bytes end here");
        }

        _position += count;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        Fail("an integer of more than 10 bytes");
        return 0;
    }

    private long ZigZag()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
