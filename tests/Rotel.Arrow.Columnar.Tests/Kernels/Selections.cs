using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Kernels;

/// <summary>Selections made of booleans.</summary>
internal static class Selections
{
    /// <summary>The bitmap begins at any bit, with ones before it.</summary>
    internal static RowSelection FromBits(bool[] keep, int offset, SlabPool pool)
    {
        var bits = new byte[(offset + keep.Length + 7) / 8];
        for (int i = 0; i < offset + keep.Length; i++)
        {
            if (i < offset || keep[i - offset])
            {
                bits[i / 8] |= (byte)(1 << (i % 8));
            }
        }

        return RowSelection.FromBitmap(bits, offset, keep.Length, pool);
    }
}
