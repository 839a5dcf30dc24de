using System.Numerics;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>
/// The greatest dictionary index of an array. Indexes are compared as unsigned numbers, so that a negative one is larger
/// than any dictionary.
/// </summary>
internal static class IndexCheck
{
    /// <summary>
    /// The greatest index of all slots, null or not: the quick answer. Null slots usually hold 0, and when not, the
    /// slow one decides.
    /// </summary>
    internal static ulong GreatestOfAll(FieldLayout field, ReadOnlySpan<byte> indexes, int count) => field.Width switch
    {
        1 => Greatest<byte>(indexes, count),
        2 => Greatest<ushort>(indexes, count),
        4 => Greatest<uint>(indexes, count),
        _ => Greatest<ulong>(indexes, count),
    };

    /// <summary>The greatest index of the slots that can be seen; -1 when there is none.</summary>
    /// <param name="field">Index width.</param>
    /// <param name="indexes">Index buffer.</param>
    /// <param name="validity">The column's own bitmap; empty when all slots are valid.</param>
    /// <param name="visible">One byte a slot, not 0 when no parent is null there; empty when there is no parent.</param>
    /// <param name="count">Slots.</param>
    /// <returns>Unsigned index; a negative one comes out as more than any dictionary holds.</returns>
    internal static Int128 GreatestVisible(
        FieldLayout field, ReadOnlySpan<byte> indexes, ReadOnlySpan<byte> validity, ReadOnlySpan<byte> visible, int count)
    {
        Int128 greatest = -1;
        for (int i = 0; i < count; i++)
        {
            bool isValid = validity.IsEmpty || BitUtility.GetBit(validity, i);
            if (isValid && (visible.IsEmpty || visible[i] != 0))
            {
                ulong index = field.Width switch
                {
                    1 => indexes[i],
                    2 => SpanCast.Cast<ushort>(indexes)[i],
                    4 => SpanCast.Cast<uint>(indexes)[i],
                    _ => SpanCast.Cast<ulong>(indexes)[i],
                };
                greatest = Int128.Max(greatest, index);
            }
        }

        return greatest;
    }

    private static ulong Greatest<T>(ReadOnlySpan<byte> indexes, int count)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<T> values = SpanCast.Cast<T>(indexes)[..count];
        T greatest = T.Zero;
        int i = 0;
        if (values.Length >= Vector<T>.Count)
        {
            Vector<T> most = Vector<T>.Zero;
            for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                most = Vector.Max(most, new Vector<T>(values[i..]));
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                greatest = T.Max(greatest, most[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            greatest = T.Max(greatest, values[i]);
        }

        return ulong.CreateTruncating(greatest);
    }
}
