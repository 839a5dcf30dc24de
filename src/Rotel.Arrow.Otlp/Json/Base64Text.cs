namespace Rotel.Arrow.Otlp.Json;

/// <summary>
/// Base64 as proto3 JSON parsers must take it: the standard or the URL-safe alphabet, mixed if need be, with or without
/// padding. Bits that a shorter last group leaves over are ignored.
/// </summary>
internal static class Base64Text
{
    /// <summary>Decodes over the text itself, which is always longer. Returns the bytes decoded, or -1.</summary>
    internal static int DecodeInPlace(Span<byte> text)
    {
        int length = text.Length;
        if (length % 4 == 0)
        {
            // Padding completes a group of four; at most two signs.
            for (int i = 0; i < 2 && length > 0 && text[length - 1] == '='; i++)
            {
                length--;
            }
        }

        if (length % 4 == 1)
        {
            return -1;
        }

        int written = 0;
        uint bits = 0;
        int pending = 0;
        for (int i = 0; i < length; i++)
        {
            int value = Value(text[i]);
            if (value < 0)
            {
                return -1;
            }

            bits = (bits << 6) | (uint)value;
            pending += 6;
            if (pending >= 8)
            {
                pending -= 8;
                text[written++] = (byte)(bits >> pending);
            }
        }

        return written;
    }

    private static int Value(byte sign) => sign switch
    {
        >= (byte)'A' and <= (byte)'Z' => sign - 'A',
        >= (byte)'a' and <= (byte)'z' => sign - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => sign - '0' + 52,
        (byte)'+' or (byte)'-' => 62,
        (byte)'/' or (byte)'_' => 63,
        _ => -1,
    };
}
