using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>About how many bytes a range of rows holds, read off the offsets: how slices and blocks are sized.</summary>
internal static class ArrayBytes
{
    /// <summary>Bytes of all leaves of a range, and of the largest one.</summary>
    /// <param name="node">The node.</param>
    /// <param name="data">Its array.</param>
    /// <param name="first">First element, without the array's offset.</param>
    /// <param name="count">Elements.</param>
    public static (long Total, long LargestLeaf) Estimate(SchemaNode node, ArrayData data, int first, int count)
    {
        if (count <= 0)
        {
            return (0, 0);
        }

        int start = first + data.Offset;
        switch (node.Kind)
        {
            case NodeKind.Leaf:
                long bytes = OfRange(node.Leaf!, data, start, count);
                return (bytes, bytes);
            case NodeKind.Struct:
                long total = 0, largest = 0;
                for (int i = 0; i < node.Children.Length; i++)
                {
                    (long childTotal, long childLargest) = Estimate(node.Children[i], data.Children[i], start, count);
                    total += childTotal;
                    largest = Math.Max(largest, childLargest);
                }

                return (total, largest);
            case NodeKind.FixedSizeList:
                return Estimate(
                    node.Children[0], data.Children[0], checked(start * node.FixedSize), checked(count * node.FixedSize));
            case NodeKind.LargeList:
                ReadOnlySpan<long> large = SpanCast.Cast<long>(data.Buffers[1].Span);
                return Estimate(
                    node.Children[0], data.Children[0], checked((int)large[start]), checked((int)(large[start + count] - large[start])));
            default:
                ReadOnlySpan<int> offsets = SpanCast.Cast<int>(data.Buffers[1].Span);
                return Estimate(
                    node.Children[0], data.Children[0], offsets[start], offsets[start + count] - offsets[start]);
        }
    }

    /// <summary>Bytes of the live slots of a leaf.</summary>
    public static long OfLeaf(LeafColumn column, ArrayData data, in LevelFrame frame)
    {
        if (frame.LiveCount == 0)
        {
            return 0;
        }

        ReadOnlySpan<SlotRange> slots = frame.Slots.Values;
        int start = slots[0].Start + frame.SlotShift + data.Offset;
        int end = slots[^1].Start + slots[^1].Count + frame.SlotShift + data.Offset;
        return OfRange(column, data, start, end - start);
    }

    private static long OfRange(LeafColumn column, ArrayData data, int start, int count)
    {
        if (data.DataType.TypeId is ArrowTypeId.Dictionary or ArrowTypeId.Null)
        {
            return count * 2L;
        }

        switch (column.Type.Physical)
        {
            case ParquetPhysicalType.ByteArray when data.DataType.TypeId
                is ArrowTypeId.LargeBinary or ArrowTypeId.LargeString:
                ReadOnlySpan<long> large = SpanCast.Cast<long>(data.Buffers[1].Span);
                return large[start + count] - large[start] + (4L * count);
            case ParquetPhysicalType.ByteArray:
                ReadOnlySpan<int> offsets = SpanCast.Cast<int>(data.Buffers[1].Span);
                return (long)offsets[start + count] - offsets[start] + (4L * count);
            case ParquetPhysicalType.Boolean:
                return count / 8;
            default:
                return (long)count * column.Type.Width;
        }
    }
}
