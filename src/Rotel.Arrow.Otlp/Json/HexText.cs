namespace Rotel.Arrow.Otlp.Json;

/// <summary>Hex digits in UTF-8: how OTLP/JSON writes ids.</summary>
internal static class HexText
{
    /// <summary>Fills <paramref name="bytes"/> from exactly twice as many digits of either case.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> digits, Span<byte> bytes)
    {
        if (digits.Length != bytes.Length * 2)
        {
            return false;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            int high = Digit(digits[2 * i]);
            int low = Digit(digits[(2 * i) + 1]);
            if ((high | low) < 0)
            {
                return false;
            }

            bytes[i] = (byte)((high << 4) | low);
        }

        return true;
    }

    /// <summary>Writes two lower-case digits a byte.</summary>
    internal static void Encode(ReadOnlySpan<byte> bytes, Span<byte> digits)
    {
        ReadOnlySpan<byte> alphabet = "0123456789abcdef"u8;
        for (int i = 0; i < bytes.Length; i++)
        {
            digits[2 * i] = alphabet[bytes[i] >> 4];
            digits[(2 * i) + 1] = alphabet[bytes[i] & 15];
        }
    }

    private static int Digit(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
