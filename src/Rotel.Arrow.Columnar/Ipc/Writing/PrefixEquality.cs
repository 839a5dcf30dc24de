using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Writing;

/// <summary>Do two dictionaries begin with the same values? Answers without a look at them when they lie on the same bytes.</summary>
internal static class PrefixEquality
{
    /// <summary>
    /// True when the first <paramref name="count"/> values are equal. False for values that are lists, structs or refer
    /// to other dictionaries, unless it is the same array: those are rare and sent again.
    /// </summary>
    internal static bool Holds(FieldLayout layout, ArrayData left, ArrayData right, int count)
    {
        if (ReferenceEquals(left, right) && !layout.HasDictionaries)
        {
            return true;
        }

        if (layout.Layout == ArrayLayout.Null)
        {
            return true;
        }

        return layout.Layout is ArrayLayout.Bits or ArrayLayout.Fixed or ArrayLayout.Bytes
            && HaveSameNulls(left, right, count)
            && layout.Layout switch
            {
                ArrayLayout.Bits => AreSameBits(left, left.Buffers[1].Span, right, right.Buffers[1].Span, count),
                ArrayLayout.Fixed => Values(left, layout.Width, count).SequenceEqual(Values(right, layout.Width, count)),
                _ => layout.Width == 4
                    ? AreSameStrings(Offsets<int>(left, count), left.Buffers[2].Span, Offsets<int>(right, count), right.Buffers[2].Span)
                    : AreSameStrings(Offsets<long>(left, count), left.Buffers[2].Span, Offsets<long>(right, count), right.Buffers[2].Span),
            };
    }

    private static bool HaveSameNulls(ArrayData left, ArrayData right, int count)
    {
        bool leftHas = left.GetNullCount() > 0, rightHas = right.GetNullCount() > 0;
        ReadOnlySpan<byte> leftBits = leftHas ? left.Buffers[0].Span : default;
        ReadOnlySpan<byte> rightBits = rightHas ? right.Buffers[0].Span : default;
        return (!leftHas && !rightHas) || AreSameBits(left, leftBits, right, rightBits, count);
    }

    private static bool AreSameBits(ArrayData left, ReadOnlySpan<byte> leftBits, ArrayData right, ReadOnlySpan<byte> rightBits, int count)
    {
        for (int i = 0; i < count; i++)
        {
            // An absent bitmap is all ones.
            bool a = leftBits.IsEmpty || BitRange.Get(leftBits, left.Offset + i);
            bool b = rightBits.IsEmpty || BitRange.Get(rightBits, right.Offset + i);
            if (a != b)
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Values(ArrayData array, int width, int count) =>
        array.Buffers[1].Span.Slice(array.Offset * width, count * width);

    private static ReadOnlySpan<T> Offsets<T>(ArrayData array, int count)
        where T : unmanaged => count == 0 ? default : SpanCast.Cast<T>(array.Buffers[1].Span).Slice(array.Offset, count + 1);

    private static bool AreSameStrings(
        ReadOnlySpan<int> leftOffsets, ReadOnlySpan<byte> left, ReadOnlySpan<int> rightOffsets, ReadOnlySpan<byte> right)
    {
        if (leftOffsets.IsEmpty)
        {
            return true;
        }

        ReadOnlySpan<byte> leftBytes = left[leftOffsets[0]..leftOffsets[^1]], rightBytes = right[rightOffsets[0]..rightOffsets[^1]];
        if (leftBytes.Length != rightBytes.Length)
        {
            return false;
        }

        if (leftOffsets[0] == rightOffsets[0])
        {
            return leftOffsets.SequenceEqual(rightOffsets) && leftBytes.SequenceEqual(rightBytes);
        }

        for (int i = 1; i < leftOffsets.Length; i++)
        {
            if (leftOffsets[i] - leftOffsets[0] != rightOffsets[i] - rightOffsets[0])
            {
                return false;
            }
        }

        return leftBytes.SequenceEqual(rightBytes);
    }

    private static bool AreSameStrings(
        ReadOnlySpan<long> leftOffsets, ReadOnlySpan<byte> left, ReadOnlySpan<long> rightOffsets, ReadOnlySpan<byte> right)
    {
        for (int i = 1; i < leftOffsets.Length; i++)
        {
            if (leftOffsets[i] - leftOffsets[0] != rightOffsets[i] - rightOffsets[0])
            {
                return false;
            }
        }

        return leftOffsets.IsEmpty
            || left[(int)leftOffsets[0]..(int)leftOffsets[^1]].SequenceEqual(right[(int)rightOffsets[0]..(int)rightOffsets[^1]]);
    }
}
