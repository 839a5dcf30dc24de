using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>
/// Writes protobuf from the end to the front: a nested message is complete before its length and tag are written, so
/// that nothing is measured first, patched or moved, and lengths are minimal. Callers write the last field first.
/// </summary>
/// <remarks>Grows by doubling; the content then moves to the end of the new slab. Owns its slab until it is taken.</remarks>
internal ref struct ReverseProtoWriter
{
    private readonly SlabPool _pool;
    private Slab _slab;
    private Span<byte> _bytes;
    private int _start;

    /// <param name="pool">Memory.</param>
    /// <param name="expectedBytes">First capacity.</param>
    public ReverseProtoWriter(SlabPool pool, int expectedBytes)
    {
        _pool = pool;
        _slab = pool.Rent(Math.Max(expectedBytes, 4096));
        _bytes = _slab.GetSpan();
        _start = _bytes.Length;
    }

    /// <summary>Bytes written: also the mark from which a message that is about to be written counts its length.</summary>
    public readonly int Length => _bytes.Length - _start;

    /// <summary>The content of the slab begins here.</summary>
    public readonly int Start => _start;

    /// <summary>Hands the slab over.</summary>
    public readonly Slab Take() => _slab;

    /// <summary>Gives the memory back.</summary>
    public readonly void Release() => _slab.Release();

    /// <summary>Ends (that is, begins) a message whose last byte was written when <see cref="Length"/> was the mark.</summary>
    public void Message(uint tag, int mark)
    {
        Varint((uint)(Length - mark));
        Varint(tag);
    }

    /// <summary>A length-delimited field.</summary>
    public void Bytes(uint tag, ReadOnlySpan<byte> value)
    {
        Raw(value);
        Varint((uint)value.Length);
        Varint(tag);
    }

    /// <summary>A length-delimited field, left out when empty.</summary>
    public void BytesUnlessEmpty(uint tag, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            Bytes(tag, value);
        }
    }

    /// <summary>A varint field, left out when zero. Signed 32-bit enums are sign-extended by the caller.</summary>
    public void VarintUnlessZero(uint tag, ulong value)
    {
        if (value != 0)
        {
            Varint(value);
            Varint(tag);
        }
    }

    /// <summary>A varint field.</summary>
    public void VarintField(uint tag, ulong value)
    {
        Varint(value);
        Varint(tag);
    }

    /// <summary>A fixed64, sfixed64 or double field.</summary>
    public void Fixed64(uint tag, ulong value)
    {
        RawFixed64(value);
        Varint(tag);
    }

    /// <summary>A fixed64 field, left out when zero.</summary>
    public void Fixed64UnlessZero(uint tag, ulong value)
    {
        if (value != 0)
        {
            Fixed64(tag, value);
        }
    }

    /// <summary>A fixed32 field, left out when zero.</summary>
    public void Fixed32UnlessZero(uint tag, uint value)
    {
        if (value != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), value);
            Varint(tag);
        }
    }

    /// <summary>8 bare bytes.</summary>
    public void RawFixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);

    /// <summary>Bare bytes.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    /// <summary>A bare varint.</summary>
    public void Varint(ulong value)
    {
        if (value < 0x80)
        {
            Room(1)[0] = (byte)value;
            return;
        }

        Span<byte> room = Room(ProtoWriter.VarintSize(value));
        int i = 0;
        for (; value >= 0x80; i++)
        {
            room[i] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[i] = (byte)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Room(int bytes)
    {
        if (_start < bytes)
        {
            Grow(bytes);
        }

        _start -= bytes;
        return _bytes.Slice(_start, bytes);
    }

    private void Grow(int bytes)
    {
        int length = Length;
        long wanted = Math.Max((long)length + bytes, _bytes.Length * 2L);
        Slab slab = _pool.Rent((int)Math.Min(wanted, Array.MaxLength - 8192));
        Span<byte> target = slab.GetSpan();
        _bytes[_start..].CopyTo(target[^length..]);
        _slab.Release();
        _slab = slab;
        _bytes = target;
        _start = target.Length - length;
    }
}
