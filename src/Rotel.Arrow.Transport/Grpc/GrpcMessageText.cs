using System.Text;

namespace Rotel.Arrow.Transport.Grpc;

/// <summary>
/// The text of <c>grpc-message</c>: UTF-8 in which every byte outside 0x20..0x7E, and '%', is written as %XX.
/// </summary>
/// <remarks>Source: "gRPC over HTTP2", Status-Message.</remarks>
public static class GrpcMessageText
{
    private const string HexDigits = "0123456789ABCDEF";

    /// <summary>Encodes text for the header.</summary>
    public static string Encode(string text)
    {
        if (!NeedsEncoding(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            if (value is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                result.Append((char)value);
            }
            else
            {
                result.Append('%').Append(HexDigits[value >> 4]).Append(HexDigits[value & 15]);
            }
        }

        return result.ToString();
    }

    /// <summary>
    /// Decodes at most <paramref name="maxChars"/> characters of a header. What is not a valid escape stays as it is,
    /// and bytes that are not UTF-8 become U+FFFD, as the specification asks: a status message never fails a call.
    /// </summary>
    public static string Decode(string header, int maxChars)
    {
        ReadOnlySpan<char> text = header.AsSpan(0, Math.Min(header.Length, maxChars * 3));
        if (!text.Contains('%'))
        {
            return text.Length <= maxChars ? text.ToString() : text[..maxChars].ToString();
        }

        byte[] bytes = new byte[text.Length];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[count++] = (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]));
                i += 2;
            }
            else
            {
                bytes[count++] = c <= 0xFF ? (byte)c : (byte)'?';
            }
        }

        string decoded = Encoding.UTF8.GetString(bytes, 0, count);
        return decoded.Length <= maxChars ? decoded : decoded[..maxChars];
    }

    private static bool NeedsEncoding(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or > '~' or '%')
            {
                return true;
            }
        }

        return false;
    }

    private static int HexValue(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
