using System.Numerics;
using System.Text;
using System.Text.Unicode;
using Apache.Arrow;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>Is a text column UTF-8, each value by itself?</summary>
internal static class TextCheck
{
    /// <summary>
    /// The quick answer: all bytes between the first and the last offset are UTF-8, and no value begins inside of a
    /// character. True says that every slot is sound; false that a slot, perhaps a null one, is not.
    /// </summary>
    internal static bool IsAllSound<T>(ReadOnlySpan<T> offsets, ReadOnlySpan<byte> data)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<byte> all = data[int.CreateTruncating(offsets[0])..int.CreateTruncating(offsets[^1])];
        if (Ascii.IsValid(all))
        {
            return true;
        }

        if (!Utf8.IsValid(all))
        {
            return false;
        }

        foreach (T offset in offsets)
        {
            int at = int.CreateTruncating(offset);
            if (at < data.Length && (data[at] & 0xC0) == 0x80)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>First slot that can be seen and is not UTF-8, or -1.</summary>
    /// <param name="offsets">n + 1 sound offsets.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="validity">The column's own bitmap; empty when all slots are valid.</param>
    /// <param name="visible">One byte a slot: not 0 when no parent is null there.</param>
    internal static int FirstUnsound<T>(
        ReadOnlySpan<T> offsets, ReadOnlySpan<byte> data, ReadOnlySpan<byte> validity, ReadOnlySpan<byte> visible)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < visible.Length; i++)
        {
            bool isValid = validity.IsEmpty || BitUtility.GetBit(validity, i);
            if (isValid
                && visible[i] != 0
                && !Utf8.IsValid(data[int.CreateTruncating(offsets[i])..int.CreateTruncating(offsets[i + 1])]))
            {
                return i;
            }
        }

        return -1;
    }
}
