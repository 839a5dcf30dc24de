using System.Text;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Thrift;

/// <summary>
/// Writes the Thrift compact protocol into a growing buffer. Structs nest; field ids must ascend within a struct.
/// <code>
///   field header: delta of ids 1..15 in the high half, type in the low half; else type byte + zigzag id
///   integers: zigzag varint; strings: varint length + bytes; list: count in the high half (15 = varint follows)
/// </code>
/// </summary>
/// <remarks>One writer. <see cref="Clear"/> keeps the memory for the next message.</remarks>
internal sealed class ThriftWriter(SlabPool pool) : IDisposable
{
    private const int MaxDepth = 16;

    private readonly NativeBuffer<byte> _out = new(pool);
    private readonly int[] _lastIds = new int[MaxDepth];
    private int _depth = -1;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _out.Values;

    public int Length => _out.Count;

    public void Clear()
    {
        _out.Clear();
        _depth = -1;
    }

    /// <summary>Opens the message itself or an element of a list of structs.</summary>
    public void BeginStruct() => _lastIds[++_depth] = 0;

    /// <summary>Opens a struct that is a field.</summary>
    public void BeginStruct(int id)
    {
        Header(id, ThriftType.Struct);
        BeginStruct();
    }

    public void EndStruct()
    {
        _out.Append(ThriftType.Stop);
        _depth--;
    }

    /// <summary>A struct without fields: how unions of markers name their choice.</summary>
    public void EmptyStruct(int id)
    {
        BeginStruct(id);
        EndStruct();
    }

    public void Bool(int id, bool value) => Header(id, value ? ThriftType.True : ThriftType.False);

    public void I8(int id, sbyte value)
    {
        Header(id, ThriftType.I8);
        _out.Append((byte)value);
    }

    public void I16(int id, short value)
    {
        Header(id, ThriftType.I16);
        ZigZag(value);
    }

    public void I32(int id, int value)
    {
        Header(id, ThriftType.I32);
        ZigZag(value);
    }

    public void I64(int id, long value)
    {
        Header(id, ThriftType.I64);
        ZigZag(value);
    }

    public void Binary(int id, ReadOnlySpan<byte> value)
    {
        Header(id, ThriftType.Binary);
        Element(value);
    }

    public void String(int id, string value)
    {
        Header(id, ThriftType.Binary);
        Element(value);
    }

    public void BeginList(int id, byte elementType, int count)
    {
        Header(id, ThriftType.List);
        if (count < 15)
        {
            _out.Append((byte)((count << 4) | elementType));
        }
        else
        {
            _out.Append((byte)(0xF0 | elementType));
            Varint((ulong)count);
        }
    }

    /// <summary>An integer of a list.</summary>
    public void Element(long value) => ZigZag(value);

    /// <summary>A boolean of a list: one byte, as parquet-java writes it.</summary>
    public void Element(bool value) => _out.Append(value ? ThriftType.True : ThriftType.False);

    /// <summary>Bytes of a list.</summary>
    public void Element(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        _out.Append(value);
    }

    /// <summary>Text of a list.</summary>
    public void Element(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(value, _out.AppendSpan(length));
    }

    public void Dispose() => _out.Dispose();

    private void Header(int id, byte type)
    {
        int delta = id - _lastIds[_depth];
        if (delta is > 0 and <= 15)
        {
            _out.Append((byte)((delta << 4) | type));
        }
        else
        {
            _out.Append(type);
            ZigZag(id);
        }

        _lastIds[_depth] = id;
    }

    private void ZigZag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _out.Append((byte)(value | 0x80));
            value >>= 7;
        }

        _out.Append((byte)value);
    }
}
