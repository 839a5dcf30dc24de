using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>What all four point tables have.</summary>
internal readonly ref struct PointAccessor
{
    public PointAccessor(OtapBatch batch, PayloadType points, PayloadType attributes)
    {
        RecordBatch? table = batch[points];
        StartTime = new PrimitiveAccessor<long>(table.Find(ColumnNames.StartTimeUnixNano));
        Time = new PrimitiveAccessor<long>(table.Find(ColumnNames.TimeUnixNano));
        Flags = new PrimitiveAccessor<uint>(table.Find(ColumnNames.Flags));
        Attributes = new AttributeAccessor(batch, attributes);
    }

    public PrimitiveAccessor<long> StartTime { get; }

    public PrimitiveAccessor<long> Time { get; }

    public PrimitiveAccessor<uint> Flags { get; }

    public AttributeAccessor Attributes { get; }
}

/// <summary>Columns int_value and double_value. When both are set the integer counts (otap.md 3.7).</summary>
internal readonly ref struct NumberAccessor
{
    private readonly PrimitiveAccessor<long> _int;
    private readonly PrimitiveAccessor<double> _double;

    public NumberAccessor(RecordBatch? table)
    {
        _int = new PrimitiveAccessor<long>(table.Find(ColumnNames.IntValue));
        _double = new PrimitiveAccessor<double>(table.Find(ColumnNames.DoubleValue));
    }

    public NumberKind Kind(int row) =>
        !_int.IsNull(row) ? NumberKind.Int : !_double.IsNull(row) ? NumberKind.Double : NumberKind.None;

    public long Int(int row) => _int[row];

    public double Double(int row) => _int.IsNull(row) ? _double[row] : 0;
}

/// <summary>Column of doubles with presence, and lists of numbers.</summary>
internal static class PointCells
{
    /// <summary>The cell, or null.</summary>
    public static double? Optional(this in PrimitiveAccessor<double> column, int row) => column.IsNull(row) ? null : column[row];

    /// <summary>Copies the first items of a list cell; a null item reads as zero (otap.md 5.1).</summary>
    public static void Copy<T>(
        in PrimitiveAccessor<T> items, (int Start, int Count) list, scoped Span<T> destination)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, list.Count);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = items[list.Start + i];
        }
    }
}
