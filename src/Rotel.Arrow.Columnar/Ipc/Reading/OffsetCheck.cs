using System.Numerics;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>Are the offsets of byte strings or lists sound: not negative, never falling, inside of what they point into?</summary>
internal static class OffsetCheck
{
    /// <summary>Checks n + 1 offsets, those of null slots included, against the length of data or child.</summary>
    internal static bool AreSound<T>(ReadOnlySpan<T> offsets, T limit)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (T.IsNegative(offsets[0]) || offsets[^1] > limit)
        {
            return false;
        }

        int i = 0, last = offsets.Length - 1;
        for (; i <= last - Vector<T>.Count; i += Vector<T>.Count)
        {
            if (Vector.GreaterThanAny(new Vector<T>(offsets[i..]), new Vector<T>(offsets[(i + 1)..])))
            {
                return false;
            }
        }

        for (; i < last; i++)
        {
            if (offsets[i] > offsets[i + 1])
            {
                return false;
            }
        }

        return true;
    }
}
