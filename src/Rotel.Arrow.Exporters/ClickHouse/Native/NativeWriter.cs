using System.Buffers.Binary;
using System.Text;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse.Native;

/// <summary>
/// Writes the elements of ClickHouse's Native format into a chain of slabs. Integers are little-endian, lengths are
/// varuints, strings are a length and bytes.
/// <code>
/// block   := varuint columns, varuint rows, column*
/// column  := string name, string type, prefix of the type, data of all rows
/// Array   := prefix of the item, u64 cumulative end a row, items
/// </code>
/// </summary>
/// <remarks>Room is asked for once a value and not once a byte. <see cref="Flush"/> must end the writing.</remarks>
internal ref struct NativeWriter(SlabChain target)
{
    private readonly SlabChain _target = target;
    private Span<byte> _free;
    private int _used;

    /// <summary>Counts what was written in the chain.</summary>
    public void Flush()
    {
        _target.Advance(_used);
        _free = default;
        _used = 0;
    }

    /// <summary>Room for <paramref name="bytes"/> bytes, to be filled by the caller.</summary>
    public Span<byte> Take(int bytes)
    {
        if (_free.Length - _used < bytes)
        {
            Refill(bytes);
        }

        Span<byte> room = _free.Slice(_used, bytes);
        _used += bytes;
        return room;
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    public void VarUInt(uint value)
    {
        if (_free.Length - _used < 5)
        {
            Refill(5);
        }

        Span<byte> room = _free[_used..];
        int length = 0;
        while (value >= 0x80)
        {
            room[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[length++] = (byte)value;
        _used += length;
    }

    /// <summary>Bytes without a length.</summary>
    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > _free.Length - _used)
        {
            // A large value fills what is left and goes on in the next slab.
            int part = _free.Length - _used;
            bytes[..part].CopyTo(_free[_used..]);
            _used += part;
            bytes = bytes[part..];
            Refill(1);
        }

        bytes.CopyTo(_free[_used..]);
        _used += bytes.Length;
    }

    /// <summary>A string: its length and its bytes.</summary>
    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < 0x80 && _free.Length - _used > utf8.Length)
        {
            _free[_used] = (byte)utf8.Length;
            utf8.CopyTo(_free[(_used + 1)..]);
            _used += utf8.Length + 1;
            return;
        }

        VarUInt((uint)utf8.Length);
        Raw(utf8);
    }

    /// <summary>A name or a type.</summary>
    public void Text(string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        VarUInt((uint)bytes);
        Encoding.UTF8.GetBytes(text, Take(bytes));
    }

    /// <summary>Fixed-width values, as they lie in memory.</summary>
    public void Values<T>(scoped ReadOnlySpan<T> values)
        where T : unmanaged => Raw(SpanCast.AsBytes(values));

    /// <summary>One fixed-width value.</summary>
    public void Value<T>(T value)
        where T : unmanaged => SpanCast.AsBytes(new ReadOnlySpan<T>(in value)).CopyTo(Take(SpanCast.SizeOf<T>()));

    private void Refill(int bytes)
    {
        _target.Advance(_used);
        _used = 0;
        _free = _target.GetSpan(bytes);
    }
}
