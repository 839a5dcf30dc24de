using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Rotel.Arrow.Otlp.Wire;

/// <summary>
/// Reads protobuf fields from contiguous bytes. Every read checks its bounds and answers false (or
/// <see cref="ReadStatus.Malformed"/>) instead of throwing; after a failed read the position is undefined.
/// </summary>
/// <remarks>
/// What counts as malformed where the protobuf encoding page is silent or lenient: a varint of more than 10 bytes or
/// with bits above 2^64; a tag of more than 5 bytes, with field number 0 or with a wire type other than 0, 1, 2, 5; a
/// length that reaches past the end. Varints padded with zero groups inside these limits are read.
/// The inlined methods are the one-byte paths: tags, lengths and most counts of OTLP take one byte, and a call per
/// byte doubles the time of a walk.
/// </remarks>
public ref struct ProtoReader
{
    /// <summary>Longest varint: 64 bits in groups of 7.</summary>
    public const int MaxVarintBytes = 10;

    private const int MaxTagBytes = 5;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    /// <param name="bytes">One whole message, without tag and length.</param>
    public ProtoReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _position = 0;
    }

    /// <summary>Offset of the next byte to read.</summary>
    public readonly int Position => _position;

    /// <summary>Goes to a position that was read before, of this reader or of a copy.</summary>
    public void Seek(int position) => _position = position;

    /// <summary>True when nothing is left.</summary>
    public readonly bool AtEnd => _position >= _bytes.Length;

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>The bytes the reader was made on.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Reads the next tag (number &lt;&lt; 3 | wire type; see <see cref="OtlpTags"/>), or notes the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadStatus ReadTag(out uint tag)
    {
        int position = _position;
        if ((uint)position >= (uint)_bytes.Length)
        {
            tag = 0;
            return ReadStatus.End;
        }

        tag = _bytes[position];
        if (tag < 0x80)
        {
            _position = position + 1;
            return IsValidTag(tag) ? ReadStatus.Field : ReadStatus.Malformed;
        }

        int next = ReadLongTag(_bytes, position, out tag);
        if (next < 0)
        {
            return ReadStatus.Malformed;
        }

        _position = next;
        return ReadStatus.Field;
    }

    /// <summary>Reads a varint of up to 64 bits. Narrower types take the low bits, as protobuf parsers do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadVarint(out ulong value)
    {
        int position = _position;
        if ((uint)position < (uint)_bytes.Length)
        {
            byte first = _bytes[position];
            if (first < 0x80)
            {
                value = first;
                _position = position + 1;
                return true;
            }
        }

        int next = ReadLongVarint(_bytes, position, out value);
        if (next < 0)
        {
            return false;
        }

        _position = next;
        return true;
    }

    /// <summary>Reads a varint and keeps its low 32 bits (uint32; cast for int32 and enums).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadUInt32(out uint value)
    {
        bool read = TryReadVarint(out ulong wide);
        value = (uint)wide;
        return read;
    }

    /// <summary>Reads a zigzag varint and keeps its low 32 bits (sint32).</summary>
    public bool TryReadSInt32(out int value)
    {
        bool read = TryReadVarint(out ulong wide);
        value = DecodeZigZag((uint)wide);
        return read;
    }

    /// <summary>Reads 8 bytes, little-endian (fixed64, sfixed64).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadFixed64(out ulong value)
    {
        if (Remaining < sizeof(ulong))
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_position..]);
        _position += sizeof(ulong);
        return true;
    }

    /// <summary>Reads 4 bytes, little-endian (fixed32).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadFixed32(out uint value)
    {
        if (Remaining < sizeof(uint))
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_position..]);
        _position += sizeof(uint);
        return true;
    }

    /// <summary>Reads an IEEE 754 double.</summary>
    public bool TryReadDouble(out double value)
    {
        bool read = TryReadFixed64(out ulong bits);
        value = BitConverter.UInt64BitsToDouble(bits);
        return read;
    }

    /// <summary>Reads a length and lends that many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        if (TryReadVarint(out ulong length) && length <= (ulong)Remaining)
        {
            int start = _position;
            value = _bytes.Slice(start, (int)length);
            _position = start + (int)length;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Steps over the value of a field whose tag was just read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySkip(uint tag)
    {
        int next = SkipValue(this, tag);
        if (next < 0)
        {
            return false;
        }

        _position = next;
        return true;
    }

    /// <summary>Reads tag and value of the next field in one step, or notes the end.</summary>
    public ReadStatus ReadField(out WireField field)
    {
        int start = _position;
        ReadStatus status = ReadTag(out uint tag);
        if (status != ReadStatus.Field)
        {
            field = default;
            return status;
        }

        int valueStart = _position;
        ulong scalar = 0;
        bool read;
        switch ((WireType)(tag & 7))
        {
            case WireType.Varint:
                read = TryReadVarint(out scalar);
                break;
            case WireType.Fixed64:
                read = TryReadFixed64(out scalar);
                break;
            case WireType.Fixed32:
                read = TryReadFixed32(out uint narrow);
                scalar = narrow;
                break;
            default:
                read = TryReadBytes(out ReadOnlySpan<byte> bytes);
                valueStart = _position - bytes.Length;
                break;
        }

        field = new WireField(tag, start, valueStart, _position, scalar);
        return read ? ReadStatus.Field : ReadStatus.Malformed;
    }

    /// <summary>
    /// Reads tag and value of the field at <paramref name="position"/>: the step of the hot decoders, which keep the
    /// position in a local. Gives the position behind the field, or -1 when it is malformed.
    /// </summary>
    /// <remarks>
    /// One shared sequence for all fields and then one switch on the tag: a third of the instructions of a switch whose
    /// cases each read their value through a reader (a struct with a span in it does not stay in registers).
    /// </remarks>
    /// <param name="bytes">The message.</param>
    /// <param name="position">Less than the length of the message.</param>
    /// <param name="tag">Field number and wire type.</param>
    /// <param name="value">Content of a length-delimited field.</param>
    /// <param name="scalar">Value of another field.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(
        ReadOnlySpan<byte> bytes, int position, out uint tag, out ReadOnlySpan<byte> value, out ulong scalar)
    {
        value = default;
        scalar = 0;
        tag = bytes[position++];
        if (tag >= 0x80)
        {
            position = ReadLongTag(bytes, position - 1, out tag);
            if (position < 0)
            {
                return -1;
            }
        }

        uint type = tag & 7;
        if (type == (uint)WireType.LengthDelimited)
        {
            if ((uint)position >= (uint)bytes.Length)
            {
                return -1;
            }

            uint length = bytes[position++];
            if (length >= 0x80)
            {
                position = ReadLongVarint(bytes, position - 1, out ulong wide);
                if (position < 0 || wide > int.MaxValue)
                {
                    return -1;
                }

                length = (uint)wide;
            }

            if (length > (uint)(bytes.Length - position) || tag < 8)
            {
                return -1;
            }

            value = bytes.Slice(position, (int)length);
            return position + (int)length;
        }

        if (type == (uint)WireType.Fixed64 && tag >= 8 && bytes.Length - position >= sizeof(ulong))
        {
            scalar = BinaryPrimitives.ReadUInt64LittleEndian(bytes[position..]);
            return position + sizeof(ulong);
        }

        return NextScalar(bytes, position, tag, out scalar);
    }

    /// <summary>The signed value of a zigzag-coded one.</summary>
    public static int DecodeZigZag(uint value) => (int)(value >> 1) ^ -(int)(value & 1);

    /// <summary>Wire types 0, 1, 2, 5 and a field number of at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsValidTag(uint tag)
    {
        const uint allowedTypes = 1 << (int)WireType.Varint | 1 << (int)WireType.Fixed64
            | 1 << (int)WireType.LengthDelimited | 1 << (int)WireType.Fixed32;
        return tag >= 8 && (allowedTypes >> (int)(tag & 7) & 1) != 0;
    }

    // The long paths are static and get copies: a call on the reader itself would force its fields out of registers in
    // every loop that reads (measured: 1.6x instructions for a span).

    private static int NextScalar(ReadOnlySpan<byte> bytes, int position, uint tag, out ulong scalar)
    {
        scalar = 0;
        if (tag < 8)
        {
            return -1;
        }

        switch ((WireType)(tag & 7))
        {
            case WireType.Fixed64:
                if (bytes.Length - position < sizeof(ulong))
                {
                    return -1;
                }

                scalar = BinaryPrimitives.ReadUInt64LittleEndian(bytes[position..]);
                return position + sizeof(ulong);
            case WireType.Varint:
                if ((uint)position < (uint)bytes.Length && bytes[position] < 0x80)
                {
                    scalar = bytes[position];
                    return position + 1;
                }

                return ReadLongVarint(bytes, position, out scalar);
            case WireType.Fixed32:
                if (bytes.Length - position < sizeof(uint))
                {
                    return -1;
                }

                scalar = BinaryPrimitives.ReadUInt32LittleEndian(bytes[position..]);
                return position + sizeof(uint);
            default:
                return -1;
        }
    }

    /// <summary>Position behind the value, or -1.</summary>
    private static int SkipValue(ProtoReader reader, uint tag)
    {
        bool read = (WireType)(tag & 7) switch
        {
            WireType.Varint => reader.TryReadVarint(out _),
            WireType.Fixed64 => reader.TryReadFixed64(out _),
            WireType.Fixed32 => reader.TryReadFixed32(out _),
            WireType.LengthDelimited => reader.TryReadBytes(out _),
            _ => false,
        };
        return read ? reader._position : -1;
    }

    /// <summary>Position behind the tag, or -1.</summary>
    private static int ReadLongTag(ReadOnlySpan<byte> bytes, int position, out uint tag)
    {
        tag = 0;
        for (int i = 0; i < MaxTagBytes && (uint)position < (uint)bytes.Length; i++)
        {
            uint next = bytes[position++];
            tag |= (next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                bool fits = i < MaxTagBytes - 1 || next <= 0x0F;
                return fits && IsValidTag(tag) ? position : -1;
            }
        }

        return -1;
    }

    /// <summary>Position behind the varint, or -1.</summary>
    private static int ReadLongVarint(ReadOnlySpan<byte> bytes, int position, out ulong value)
    {
        value = 0;
        for (int i = 0; i < MaxVarintBytes && (uint)position < (uint)bytes.Length; i++)
        {
            ulong next = bytes[position++];
            value |= (next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return i < MaxVarintBytes - 1 || next <= 1 ? position : -1;
            }
        }

        return -1;
    }
}
