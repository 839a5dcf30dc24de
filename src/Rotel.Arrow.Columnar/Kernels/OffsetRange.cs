using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>32-bit offsets of text, bytes and lists.</summary>
internal static class OffsetRange
{
    private static readonly int[] s_empty = [0];

    /// <summary>Length + 1 offsets of an array, wherever it begins; an array without rows may have no offsets at all.</summary>
    internal static ReadOnlySpan<int> Of(ArrayData array) =>
        array.Length == 0 ? s_empty : SpanCast.Cast<int>(array.Buffers[1].Span).Slice(array.Offset, array.Length + 1);

    /// <summary>A number of bytes or items that 32-bit offsets can tell.</summary>
    /// <exception cref="InvalidOperationException">It is more.</exception>
    internal static int Require(long total) => total <= int.MaxValue - 64
        ? (int)total
        : throw new InvalidOperationException($"A column of {total} bytes or items does not fit 32-bit offsets.");
}
