using System.Globalization;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Json;

/// <summary>Numbers in JSON, bare or quoted, exactly: 64-bit integers do not fit a double.</summary>
internal static class NumberText
{
    /// <summary>Exponents are cut off here: 10^20 is beyond 64 bits, so more changes nothing.</summary>
    private const int MaxExponent = 100_000;

    /// <summary>
    /// Parses an integer in any form that JSON has for it: 12, -3, 1.0, 1.5e1, 1E3. False for what is not a number, has
    /// a fraction, or is beyond 64 bits.
    /// </summary>
    internal static bool TryParseInteger(ReadOnlySpan<byte> text, out bool negative, out ulong magnitude)
    {
        magnitude = 0;
        negative = !text.IsEmpty && text[0] == '-';
        int at = negative ? 1 : 0;

        // Value = digits * 10^power. Zeros are held back: at the end of a fraction they mean nothing.
        int power = 0;
        int heldZeros = 0;
        int digits = 0;
        bool fraction = false;
        for (; at < text.Length; at++)
        {
            byte c = text[at];
            if (c == '.' && !fraction && digits > 0)
            {
                fraction = true;
                digits = 0;
                continue;
            }

            if (c is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            digits++;
            power -= fraction ? 1 : 0;
            if (c == '0')
            {
                heldZeros++;
                continue;
            }

            // A magnitude of zero has no zeros to place in front of it.
            int zeros = magnitude == 0 ? 0 : heldZeros;
            if (!TryScale(ref magnitude, zeros + 1) || magnitude > ulong.MaxValue - (uint)(c - '0'))
            {
                return false;
            }

            magnitude += (uint)(c - '0');
            heldZeros = 0;
        }

        if (digits == 0 || !TryParseExponent(text[at..], out int exponent))
        {
            return false;
        }

        power += heldZeros + exponent;
        return magnitude == 0 || (power >= 0 && TryScale(ref magnitude, power));
    }

    /// <summary>The bits that protobuf writes for an integer of this kind; false when it is out of range.</summary>
    internal static bool TryEncode(FieldKind kind, bool negative, ulong magnitude, out ulong bits)
    {
        bits = negative ? 0UL - magnitude : magnitude;
        switch (kind)
        {
            case FieldKind.Int64:
            case FieldKind.SFixed64:
                return magnitude <= (ulong)long.MaxValue + (negative ? 1UL : 0UL);
            case FieldKind.UInt64:
            case FieldKind.Fixed64:
                return !negative || magnitude == 0;
            case FieldKind.UInt32:
            case FieldKind.Fixed32:
                return magnitude <= uint.MaxValue && (!negative || magnitude == 0);
            case FieldKind.SInt32:
                bits = ProtoWriter.EncodeZigZag((int)bits);
                return magnitude <= int.MaxValue + (negative ? 1UL : 0UL);
            default:
                // int32 and enums: negative ones are written with 64 bits.
                return magnitude <= int.MaxValue + (negative ? 1UL : 0UL);
        }
    }

    /// <summary>Parses a double; the names of the three values that JSON numbers lack only if quoted.</summary>
    internal static bool TryParseDouble(ReadOnlySpan<byte> text, bool quoted, out double value)
    {
        if (quoted)
        {
            if (text.SequenceEqual("NaN"u8))
            {
                value = double.NaN;
                return true;
            }

            if (text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-Infinity"u8))
            {
                value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            }
        }

        // The framework's parser also takes names and signs that JSON does not have.
        value = 0;
        return !text.IsEmpty
            && (text[0] == '-' || char.IsAsciiDigit((char)text[0]))
            && text.IndexOfAnyExcept("0123456789+-.eE"u8) < 0
            && double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value)
            && double.IsFinite(value);
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        int at = text.Length > 1 && text[1] is (byte)'+' or (byte)'-' ? 2 : 1;
        if (at == text.Length)
        {
            return false;
        }

        bool negative = text[1] == '-';
        for (; at < text.Length; at++)
        {
            if (text[at] is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            exponent = Math.Min(MaxExponent, (exponent * 10) + (text[at] - '0'));
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }

    private static bool TryScale(ref ulong value, int powerOfTen)
    {
        for (int i = 0; i < powerOfTen; i++)
        {
            if (value > ulong.MaxValue / 10)
            {
                return false;
            }

            value *= 10;
        }

        return true;
    }
}
