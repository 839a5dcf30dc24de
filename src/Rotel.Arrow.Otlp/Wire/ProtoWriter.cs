using System.Buffers.Binary;
using System.Numerics;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otlp.Wire;

/// <summary>
/// Writes protobuf into a slab that grows up to a limit. Each write answers false when the limit would be passed;
/// from then on nothing is written and <see cref="Overflowed"/> stays true, so that a caller may also check once at
/// the end.
/// </summary>
/// <remarks>
/// Nested messages are written in place: <see cref="BeginMessage"/> leaves room for a length of the width the caller
/// expects, <see cref="EndMessage"/> writes the shortest length and moves the content when the guess was wrong. The
/// output is therefore minimal, and the cost of a wrong guess is one move of the message. One writer; it owns its
/// slab until <see cref="Detach"/>.
/// </remarks>
public sealed class ProtoWriter : IDisposable
{
    /// <summary>Most a writer can hold: what one <see cref="NativeBuffer{T}"/> can, less its slack.</summary>
    public const int MaxLimitBytes = (int.MaxValue / 2) - 4096;

    private readonly NativeBuffer<byte> _buffer;
    private readonly int _limit;

    /// <param name="pool">Where the memory comes from.</param>
    /// <param name="limitBytes">Most bytes to write, 0 to <see cref="MaxLimitBytes"/>.</param>
    public ProtoWriter(SlabPool pool, int limitBytes = MaxLimitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limitBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limitBytes, MaxLimitBytes);
        _buffer = new NativeBuffer<byte>(pool);
        _limit = limitBytes;
    }

    /// <summary>Bytes written.</summary>
    public int Length => _buffer.Count;

    /// <summary>True once a write did not fit. What was written is then incomplete.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>The bytes written so far. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.Values;

    /// <summary>Makes sure that <paramref name="bytes"/> more can follow without growing, as far as the limit allows.</summary>
    public void Reserve(int bytes) => _buffer.Reserve(Math.Clamp(bytes, 0, _limit - _buffer.Count));

    /// <summary>Writes a field of wire type 0.</summary>
    public bool TryWriteVarint(int number, ulong value) =>
        TryWriteVarint(Tag(number, WireType.Varint)) && TryWriteVarint(value);

    /// <summary>Writes a field of wire type 1: fixed64, sfixed64, or the bits of a double.</summary>
    public bool TryWriteFixed64(int number, ulong value) =>
        TryWriteVarint(Tag(number, WireType.Fixed64)) && TryWriteFixed64(value);

    /// <summary>Writes a field of wire type 5.</summary>
    public bool TryWriteFixed32(int number, uint value)
    {
        if (!TryWriteVarint(Tag(number, WireType.Fixed32)) || !TryTake(sizeof(uint), out Span<byte> room))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(room, value);
        return true;
    }

    /// <summary>Writes a string, bytes or whole-message field.</summary>
    public bool TryWriteBytes(int number, ReadOnlySpan<byte> value) =>
        TryWriteVarint(Tag(number, WireType.LengthDelimited)) && TryWriteVarint((uint)value.Length) && TryWriteRaw(value);

    /// <summary>Writes bytes as they are: complete fields, or the value of one.</summary>
    public bool TryWriteRaw(ReadOnlySpan<byte> bytes)
    {
        if (!TryTake(bytes.Length, out Span<byte> room))
        {
            return false;
        }

        bytes.CopyTo(room);
        return true;
    }

    /// <summary>Writes a bare varint: an element of a packed field, or a tag.</summary>
    public bool TryWriteVarint(ulong value)
    {
        if (!TryTake(VarintSize(value), out Span<byte> room))
        {
            return false;
        }

        WriteVarint(room, value);
        return true;
    }

    /// <summary>Writes 8 bare bytes: an element of a packed field.</summary>
    public bool TryWriteFixed64(ulong value)
    {
        if (!TryTake(sizeof(ulong), out Span<byte> room))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(room, value);
        return true;
    }

    /// <summary>Appends room for exactly <paramref name="bytes"/> bytes, contents undefined, to be filled at once.</summary>
    public bool TryTake(int bytes, out Span<byte> room)
    {
        if (Overflowed || bytes > _limit - _buffer.Count)
        {
            Overflowed = true;
            room = default;
            return false;
        }

        room = _buffer.AppendSpan(bytes);
        return true;
    }

    /// <summary>Gives the end of what was just taken back unused.</summary>
    public void GiveBack(int bytes) => _buffer.Truncate(_buffer.Count - bytes);

    /// <summary>
    /// Starts a nested message (or packed field) and returns the mark for <see cref="EndMessage"/>.
    /// </summary>
    /// <param name="number">Field number.</param>
    /// <param name="expectedLengthBytes">1 for content below 128 bytes, 2 below 16 KiB, 3 below 2 MiB, 4 or 5 beyond.</param>
    public MessageMark BeginMessage(int number, int expectedLengthBytes = 1)
    {
        int start = _buffer.Count;
        _ = TryWriteVarint(Tag(number, WireType.LengthDelimited)) && TryTake(expectedLengthBytes, out _);
        return new MessageMark(start, _buffer.Count, expectedLengthBytes);
    }

    /// <summary>Ends the message begun last that is not yet ended.</summary>
    public bool EndMessage(MessageMark mark)
    {
        if (Overflowed)
        {
            return false;
        }

        int length = _buffer.Count - mark.Content;
        int width = VarintSize((uint)length);
        int shift = width - mark.LengthBytes;
        if (shift != 0 && !TryShift(mark.Content, length, shift))
        {
            return false;
        }

        WriteVarint(_buffer.Writable.Slice(mark.Content - mark.LengthBytes, width), (uint)length);
        return true;
    }

    /// <summary>Takes back everything from <paramref name="mark"/> on, tag included.</summary>
    public void Rollback(MessageMark mark) => _buffer.Truncate(Math.Min(mark.Start, _buffer.Count));

    /// <summary>Moves the slab out, with its one reference; null when nothing was written. Leaves the writer empty.</summary>
    public Slab? Detach() => _buffer.Detach();

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    /// <summary>Bytes that a varint takes.</summary>
    public static int VarintSize(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) >> 6;

    /// <summary>Number and wire type as one tag.</summary>
    public static uint Tag(int number, WireType type) => ((uint)number << 3) | (uint)type;

    /// <summary>The zigzag code of a signed value (sint32).</summary>
    public static uint EncodeZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static void WriteVarint(Span<byte> room, ulong value)
    {
        int i = 0;
        for (; value >= 0x80; i++)
        {
            room[i] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[i] = (byte)value;
    }

    private bool TryShift(int content, int length, int shift)
    {
        if (shift > 0)
        {
            if (!TryTake(shift, out _))
            {
                return false;
            }

            Span<byte> all = _buffer.Writable;
            all.Slice(content, length).CopyTo(all[(content + shift)..]);
            return true;
        }

        Span<byte> written = _buffer.Writable;
        written.Slice(content, length).CopyTo(written[(content + shift)..]);
        _buffer.Truncate(_buffer.Count + shift);
        return true;
    }
}

/// <summary>Where a nested message begins, between <see cref="ProtoWriter.BeginMessage"/> and its end.</summary>
/// <param name="Start">Offset of the tag.</param>
/// <param name="Content">Offset of the first byte of content.</param>
/// <param name="LengthBytes">Room left for the length.</param>
public readonly record struct MessageMark(int Start, int Content, int LengthBytes);
