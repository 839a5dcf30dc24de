using System.Buffers.Binary;

namespace Rotel.Arrow.Otap.Cbor;

/// <summary>What stands at the position of a <see cref="CborReader"/>.</summary>
internal enum CborKind : byte
{
    /// <summary>Truncated, reserved or unsupported.</summary>
    Invalid = 0,
    Unsigned,
    Negative,
    Bytes,
    Text,
    Array,
    Map,
    Tag,
    Bool,
    Null,
    Undefined,
    Double,

    /// <summary>End of an array, map or string of indefinite length.</summary>
    Break,

    /// <summary>
    /// Head of a byte or text string of indefinite length, told apart by <see cref="CborReader.Argument"/> (the major
    /// type, 2 or 3). Its chunks follow as items of their own.
    /// </summary>
    Chunks,
}

/// <summary>
/// Reads CBOR items (RFC 8949) one head at a time, in place. Definite and indefinite arrays and maps; f16, f32 and f64
/// as doubles; the content of byte and text strings of definite length. Never reads past the end; a declared length is compared
/// with what is left before it is used.
/// </summary>
internal ref struct CborReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position = 0;

    /// <summary>True when nothing is left.</summary>
    public readonly bool AtEnd => _position >= _bytes.Length;

    /// <summary>Argument of the head: a number, a tag, or a count of items (-1 when indefinite).</summary>
    public long Argument { get; private set; }

    /// <summary>Content of a byte or text string.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Value of a float.</summary>
    public double Double { get; private set; }

    /// <summary>Reads the next head, and the content if it is a string.</summary>
    public CborKind Read()
    {
        if (_position >= _bytes.Length)
        {
            return CborKind.Invalid;
        }

        byte head = _bytes[_position++];
        int major = head >> 5;
        int low = head & 31;
        if (major == 7)
        {
            return ReadSimple(low);
        }

        if (low == 31)
        {
            Argument = major is 2 or 3 ? major : -1;
            return major switch
            {
                2 or 3 => CborKind.Chunks,
                4 => CborKind.Array,
                5 => CborKind.Map,
                _ => CborKind.Invalid,
            };
        }

        if (!TryReadArgument(low, out ulong argument) || argument > long.MaxValue)
        {
            return CborKind.Invalid;
        }

        Argument = (long)argument;
        switch (major)
        {
            case 0:
                return CborKind.Unsigned;
            case 1:
                return CborKind.Negative;
            case 2:
            case 3:
                if (Argument > _bytes.Length - _position)
                {
                    return CborKind.Invalid;
                }

                Content = _bytes.Slice(_position, (int)Argument);
                _position += (int)Argument;
                return major == 2 ? CborKind.Bytes : CborKind.Text;
            case 4:
                return CborKind.Array;
            case 5:
                return CborKind.Map;
            default:
                return CborKind.Tag;
        }
    }

    private bool TryReadArgument(int low, out ulong argument)
    {
        argument = (ulong)low;
        if (low < 24)
        {
            return true;
        }

        int width = 1 << (low - 24);
        if (low > 27 || _bytes.Length - _position < width)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = _bytes[_position..];
        argument = width switch
        {
            1 => rest[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest),
            4 => BinaryPrimitives.ReadUInt32BigEndian(rest),
            _ => BinaryPrimitives.ReadUInt64BigEndian(rest),
        };
        _position += width;
        return true;
    }

    private CborKind ReadSimple(int low)
    {
        ReadOnlySpan<byte> rest = _bytes[_position..];
        switch (low)
        {
            case 20:
            case 21:
                Argument = low - 20;
                return CborKind.Bool;
            case 22:
                return CborKind.Null;
            case 23:
                return CborKind.Undefined;
            case 25 when rest.Length >= 2:
                Double = (double)BinaryPrimitives.ReadHalfBigEndian(rest);
                _position += 2;
                return CborKind.Double;
            case 26 when rest.Length >= 4:
                Double = BinaryPrimitives.ReadSingleBigEndian(rest);
                _position += 4;
                return CborKind.Double;
            case 27 when rest.Length >= 8:
                Double = BinaryPrimitives.ReadDoubleBigEndian(rest);
                _position += 8;
                return CborKind.Double;
            case 31:
                return CborKind.Break;
            default:
                return CborKind.Invalid;
        }
    }
}
