using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Schemas;
using Rotel.Arrow.Parquet.Statistics;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>Bounds of a page of fixed-width values, found in one vectorised pass where the order allows.</summary>
internal static class FixedWidthBounds
{
    public static void Observe(ValueOrder order, ReadOnlySpan<byte> values, int width, ValueBounds bounds)
    {
        switch (order)
        {
            case ValueOrder.None:
                break;
            case ValueOrder.Int32:
                (int min32, int max32) = MinMax(SpanCast.Cast<int>(values));
                bounds.Offer(min32, max32);
                break;
            case ValueOrder.UInt32:
                (uint minU32, uint maxU32) = MinMax(SpanCast.Cast<uint>(values));
                bounds.Offer(unchecked((int)minU32), unchecked((int)maxU32));
                break;
            case ValueOrder.Int64:
                (long min64, long max64) = MinMax(SpanCast.Cast<long>(values));
                bounds.Offer(min64, max64);
                break;
            case ValueOrder.UInt64:
                (ulong minU64, ulong maxU64) = MinMax(SpanCast.Cast<ulong>(values));
                bounds.Offer(unchecked((long)minU64), unchecked((long)maxU64));
                break;
            case ValueOrder.Float:
                Floats(SpanCast.Cast<float>(values), bounds);
                break;
            case ValueOrder.Double:
                Doubles(SpanCast.Cast<double>(values), bounds);
                break;
            case ValueOrder.Bytes when width >= 8:
                Bytes(values, width, bounds);
                break;
            default:
                for (int at = 0; at < values.Length; at += width)
                {
                    bounds.Offer(values.Slice(at, width));
                }

                break;
        }
    }

    private static (T Min, T Max) MinMax<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        T min = values[0];
        T max = values[0];
        int i = 0;
        if (values.Length >= Vector256<T>.Count)
        {
            Vector256<T> low = Vector256.Create(values);
            Vector256<T> high = low;
            for (i = Vector256<T>.Count; i + Vector256<T>.Count <= values.Length; i += Vector256<T>.Count)
            {
                Vector256<T> next = Vector256.Create(values.Slice(i, Vector256<T>.Count));
                low = Vector256.Min(low, next);
                high = Vector256.Max(high, next);
            }

            for (int lane = 0; lane < Vector256<T>.Count; lane++)
            {
                min = T.Min(min, low[lane]);
                max = T.Max(max, high[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            min = T.Min(min, values[i]);
            max = T.Max(max, values[i]);
        }

        return (min, max);
    }

    private static void Floats(ReadOnlySpan<float> values, ValueBounds bounds)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        int nans = 0;
        foreach (float value in values)
        {
            // Comparisons with NaN are false: it never becomes a bound.
            min = value < min ? value : min;
            max = value > max ? value : max;
            nans += float.IsNaN(value) ? 1 : 0;
        }

        bounds.AddNans(nans);
        if (nans < values.Length)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, min);
            bounds.Offer(bytes);
            BinaryPrimitives.WriteSingleLittleEndian(bytes, max);
            bounds.Offer(bytes);
        }
    }

    private static void Doubles(ReadOnlySpan<double> values, ValueBounds bounds)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        int nans = 0;
        foreach (double value in values)
        {
            min = value < min ? value : min;
            max = value > max ? value : max;
            nans += double.IsNaN(value) ? 1 : 0;
        }

        bounds.AddNans(nans);
        if (nans < values.Length)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, min);
            bounds.Offer(bytes);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, max);
            bounds.Offer(bytes);
        }
    }

    /// <summary>Ids: compares the first eight bytes as a number and the rest only when they are equal.</summary>
    private static void Bytes(ReadOnlySpan<byte> values, int width, ValueBounds bounds)
    {
        int min = 0, max = 0;
        ulong minHead = BinaryPrimitives.ReadUInt64BigEndian(values);
        ulong maxHead = minHead;
        for (int at = width; at < values.Length; at += width)
        {
            ulong head = BinaryPrimitives.ReadUInt64BigEndian(values[at..]);
            if (head <= minHead
                && (head < minHead || values.Slice(at, width).SequenceCompareTo(values.Slice(min, width)) < 0))
            {
                min = at;
                minHead = head;
            }
            else if (head >= maxHead
                && (head > maxHead || values.Slice(at, width).SequenceCompareTo(values.Slice(max, width)) > 0))
            {
                max = at;
                maxHead = head;
            }
        }

        bounds.Offer(values.Slice(min, width));
        bounds.Offer(values.Slice(max, width));
    }
}
