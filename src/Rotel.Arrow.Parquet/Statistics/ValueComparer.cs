using System.Buffers.Binary;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Statistics;

/// <summary>Compares two values in PLAIN bytes (without length) by the order of their column.</summary>
internal static class ValueComparer
{
    public static int Compare(ValueOrder order, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => order switch
    {
        ValueOrder.Boolean => a[0].CompareTo(b[0]),
        ValueOrder.Int32 => BinaryPrimitives.ReadInt32LittleEndian(a).CompareTo(
            BinaryPrimitives.ReadInt32LittleEndian(b)),
        ValueOrder.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(a).CompareTo(
            BinaryPrimitives.ReadUInt32LittleEndian(b)),
        ValueOrder.Int64 => BinaryPrimitives.ReadInt64LittleEndian(a).CompareTo(
            BinaryPrimitives.ReadInt64LittleEndian(b)),
        ValueOrder.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(a).CompareTo(
            BinaryPrimitives.ReadUInt64LittleEndian(b)),
        ValueOrder.Float => BinaryPrimitives.ReadSingleLittleEndian(a).CompareTo(
            BinaryPrimitives.ReadSingleLittleEndian(b)),
        ValueOrder.Double => BinaryPrimitives.ReadDoubleLittleEndian(a).CompareTo(
            BinaryPrimitives.ReadDoubleLittleEndian(b)),
        ValueOrder.Float16 => BinaryPrimitives.ReadHalfLittleEndian(a).CompareTo(
            BinaryPrimitives.ReadHalfLittleEndian(b)),
        ValueOrder.Decimal => CompareSigned(a, b),
        _ => a.SequenceCompareTo(b),
    };

    public static bool IsFloating(ValueOrder order) =>
        order is ValueOrder.Float or ValueOrder.Double or ValueOrder.Float16;

    /// <summary>Not a number: never a bound.</summary>
    public static bool IsNan(ValueOrder order, ReadOnlySpan<byte> value) => order switch
    {
        ValueOrder.Float => float.IsNaN(BinaryPrimitives.ReadSingleLittleEndian(value)),
        ValueOrder.Double => double.IsNaN(BinaryPrimitives.ReadDoubleLittleEndian(value)),
        ValueOrder.Float16 => Half.IsNaN(BinaryPrimitives.ReadHalfLittleEndian(value)),
        _ => false,
    };

    /// <summary>Big-endian two's complement of equal widths: the sign byte signed, the rest unsigned.</summary>
    private static int CompareSigned(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int sign = ((sbyte)a[0]).CompareTo((sbyte)b[0]);
        return sign != 0 ? sign : a.SequenceCompareTo(b);
    }
}
