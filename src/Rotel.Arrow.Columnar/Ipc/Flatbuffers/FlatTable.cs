using System.Buffers.Binary;

namespace Rotel.Arrow.Columnar.Ipc.Flatbuffers;

/// <summary>
/// One table of a flatbuffer, read in place; nothing is believed before it was looked at.
/// <code>
/// table   i32 distance back to the vtable | inline fields ...
/// vtable  u16 own bytes | u16 table bytes | u16 offset of field 0, 1, ... (0 = absent)
/// </code>
/// A table is accepted when vtable and table lie inside the buffer; a field when it does. The length of the table is not
/// believed: the Go library shares a vtable between tables of different lengths. References
/// lead forward only, so there are no cycles; shared children could still make a small buffer expand without end, which
/// <see cref="FlatBudget"/> stops.
/// </summary>
/// <remarks>Every violation is an <see cref="IpcException"/> with <see cref="IpcErrorCode.Malformed"/>.</remarks>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly ReadOnlySpan<byte> _table;
    private readonly ReadOnlySpan<byte> _slots;
    private readonly int _at;

    private FlatTable(ReadOnlySpan<byte> buffer, int at, FlatBudget budget)
    {
        budget.TakeTable();
        if (at < 0 || at > buffer.Length - 4)
        {
            throw FlatError.Outside("table");
        }

        long vtable = (long)at - BinaryPrimitives.ReadInt32LittleEndian(buffer[at..]);
        if (vtable < 0 || vtable > buffer.Length - 4)
        {
            throw FlatError.Outside("vtable");
        }

        int vtableBytes = BinaryPrimitives.ReadUInt16LittleEndian(buffer[(int)vtable..]);
        if (vtableBytes < 4 || (vtableBytes & 1) != 0 || vtableBytes > buffer.Length - vtable)
        {
            throw FlatError.Outside("vtable");
        }

        _buffer = buffer;
        _at = at;

        // Not the length that the vtable states: Go shares vtables between tables that differ in it.
        _table = buffer[at..];
        _slots = buffer.Slice((int)vtable + 4, vtableBytes - 4);
    }

    /// <summary>The root table of a buffer.</summary>
    internal static FlatTable Root(ReadOnlySpan<byte> buffer, FlatBudget budget)
    {
        if (buffer.Length < 4)
        {
            throw FlatError.Outside("root table");
        }

        uint at = BinaryPrimitives.ReadUInt32LittleEndian(buffer);
        return new FlatTable(buffer, at > int.MaxValue ? -1 : (int)at, budget);
    }

    /// <summary>True when the field is there (and not its default).</summary>
    internal bool Has(int field) => Slot(field) != 0;

    internal byte Byte(int field, byte absent = 0) => Inline(field, 1) is { IsEmpty: false } value ? value[0] : absent;

    internal bool Boolean(int field) => Byte(field) != 0;

    internal short Int16(int field, short absent = 0) =>
        Inline(field, 2) is { IsEmpty: false } value ? BinaryPrimitives.ReadInt16LittleEndian(value) : absent;

    internal int Int32(int field, int absent = 0) =>
        Inline(field, 4) is { IsEmpty: false } value ? BinaryPrimitives.ReadInt32LittleEndian(value) : absent;

    internal long Int64(int field, long absent = 0) =>
        Inline(field, 8) is { IsEmpty: false } value ? BinaryPrimitives.ReadInt64LittleEndian(value) : absent;

    /// <summary>A child table, or an error when the field is absent.</summary>
    internal FlatTable Table(int field, string name, FlatBudget budget)
    {
        int at = Reference(field);
        return at < 0 ? throw new IpcException(IpcErrorCode.Malformed, null, $"metadata has no {name}") : new FlatTable(_buffer, at, budget);
    }

    /// <summary>The bytes of a string; empty when it is absent.</summary>
    internal ReadOnlySpan<byte> Text(int field) => Vector(field, 1).Bytes;

    /// <summary>A vector of inline elements; empty when it is absent.</summary>
    internal FlatVector Vector(int field, int elementBytes)
    {
        int at = Reference(field);
        if (at < 0)
        {
            return default;
        }

        if (at > _buffer.Length - 4)
        {
            throw FlatError.Outside("vector");
        }

        long count = BinaryPrimitives.ReadUInt32LittleEndian(_buffer[at..]);
        if (count * elementBytes > _buffer.Length - at - 4)
        {
            throw FlatError.Outside("vector");
        }

        return new FlatVector(_buffer.Slice(at + 4, (int)count * elementBytes), at + 4, (int)count);
    }

    /// <summary>Element <paramref name="index"/> of a vector of tables that was read with 4-byte elements.</summary>
    internal FlatTable TableAt(FlatVector vector, int index, FlatBudget budget)
    {
        long at = vector.At + (4L * index);
        at += BinaryPrimitives.ReadUInt32LittleEndian(vector.Bytes[(4 * index)..]);
        return new FlatTable(_buffer, at > int.MaxValue ? -1 : (int)at, budget);
    }

    private int Slot(int field) =>
        field * 2 <= _slots.Length - 2 ? BinaryPrimitives.ReadUInt16LittleEndian(_slots[(field * 2)..]) : 0;

    private ReadOnlySpan<byte> Inline(int field, int bytes)
    {
        int offset = Slot(field);
        if (offset == 0)
        {
            return default;
        }

        return offset >= 4 && offset <= _table.Length - bytes ? _table.Slice(offset, bytes) : throw FlatError.Outside("field");
    }

    /// <summary>Position that a reference field leads to, or -1 when it is absent.</summary>
    private int Reference(int field)
    {
        ReadOnlySpan<byte> value = Inline(field, 4);
        if (value.IsEmpty)
        {
            return -1;
        }

        long at = (long)_at + Slot(field) + BinaryPrimitives.ReadUInt32LittleEndian(value);
        return at <= _buffer.Length ? (int)at : throw FlatError.Outside("reference");
    }
}
