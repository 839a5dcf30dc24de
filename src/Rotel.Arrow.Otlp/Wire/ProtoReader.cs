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

        return ReadLongTag(out tag);
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

        return TryReadLongVarint(out value);
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
            value = _bytes.Slice(_position, (int)length);
            _position += (int)length;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Steps over the value of a field whose tag was just read.</summary>
    public bool TrySkip(uint tag)
    {
        switch ((WireType)(tag & 7))
        {
            case WireType.Varint:
                return TryReadVarint(out _);
            case WireType.Fixed64:
                return TryReadFixed64(out _);
            case WireType.Fixed32:
                return TryReadFixed32(out _);
            case WireType.LengthDelimited:
                return TryReadBytes(out _);
            default:
                return false;
        }
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

    private ReadStatus ReadLongTag(out uint tag)
    {
        tag = 0;
        ReadOnlySpan<byte> rest = _bytes[_position..];
        for (int i = 0; i < MaxTagBytes && i < rest.Length; i++)
        {
            uint next = rest[i];
            tag |= (next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                _position += i + 1;
                bool fits = i < MaxTagBytes - 1 || next <= 0x0F;
                return fits && IsValidTag(tag) ? ReadStatus.Field : ReadStatus.Malformed;
            }
        }

        return ReadStatus.Malformed;
    }

    private bool TryReadLongVarint(out ulong value)
    {
        value = 0;
        ReadOnlySpan<byte> rest = _bytes[_position..];
        for (int i = 0; i < MaxVarintBytes && i < rest.Length; i++)
        {
            ulong next = rest[i];
            value |= (next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                _position += i + 1;
                return i < MaxVarintBytes - 1 || next <= 1;
            }
        }

        return false;
    }
}
