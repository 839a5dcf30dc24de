using System.Text;

namespace Rotel.Arrow.Parquet.Statistics;

/// <summary>
/// Shortens bounds of long byte values. A lower bound may simply end early; an upper bound must then be raised, or it
/// would lie below the value. Text is cut and raised between characters, so that a reader may decode it.
/// </summary>
internal static class BoundTruncation
{
    /// <summary>Bytes of the lower bound: the longest prefix within the limit that ends between characters.</summary>
    public static int Lower(ReadOnlySpan<byte> prefix, bool isText)
    {
        int length = prefix.Length;
        if (!isText)
        {
            return length;
        }

        // Go back over a character that the cut split: at most three continuation bytes.
        int start = length;
        for (int back = 1; back <= 4 && back <= length; back++)
        {
            byte b = prefix[length - back];
            if ((b & 0xC0) != 0x80)
            {
                start = length - back;
                break;
            }
        }

        return Rune.DecodeFromUtf8(prefix[start..], out _, out int consumed) == System.Buffers.OperationStatus.Done
            && start + consumed == length
            ? length
            : start;
    }

    /// <summary>
    /// Raises a cut upper bound in place and returns its new length; 0 when no longer value of that length exists.
    /// </summary>
    public static int RaiseUpper(Span<byte> bound, bool isText)
    {
        if (isText && TryRaiseText(bound, out int length))
        {
            return length;
        }

        for (int i = bound.Length - 1; i >= 0; i--)
        {
            if (bound[i] != 0xFF)
            {
                bound[i]++;
                return i + 1;
            }
        }

        return 0;
    }

    private static bool TryRaiseText(Span<byte> bound, out int length)
    {
        length = Lower(bound, isText: true);
        while (length > 0)
        {
            if (Rune.DecodeLastFromUtf8(bound[..length], out Rune last, out int width)
                != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            // The next character may take a byte more; code point order is byte order all the same.
            length -= width;
            int next = last.Value + 1 == 0xD800 ? 0xE000 : last.Value + 1;
            if (next <= 0x10FFFF && new Rune(next).TryEncodeToUtf8(bound[length..], out width))
            {
                length += width;
                return true;
            }
        }

        return false;
    }
}
