using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Otap.FromRecords.Columns;

/// <summary>
/// A column of integers, times, durations or doubles of any width, native or in a dictionary. An absent column, and one
/// of the null type, is all null.
/// </summary>
internal readonly ref struct WireNumbers
{
    private readonly WireCells _cells;
    private readonly ReadOnlySpan<byte> _values;
    private readonly Layout _layout;

    /// <param name="column">The column, perhaps absent.</param>
    /// <param name="kind">What it has to be.</param>
    /// <param name="maxBits">Widest integer that what it is read into can hold.</param>
    public WireNumbers(scoped in WireColumn column, NumberKind kind, int maxBits = 64)
    {
        if (column.Data is not { } data)
        {
            return;
        }

        _cells = new WireCells(data, out ArrayData values);
        _layout = LayoutOf(values.DataType, kind);
        if (_layout == Layout.Absent || (kind == NumberKind.Integer && ((FixedWidthType)values.DataType).BitWidth > maxBits))
        {
            throw column.WrongType(kind switch
            {
                NumberKind.Double => "a double",
                NumberKind.Time => "a time in nanoseconds",
                _ => $"an integer of at most {maxBits} bits",
            });
        }

        _values = values.Buffers[1].Span;
    }

    private enum Layout : byte
    {
        Absent = 0,
        UInt8,
        UInt16,
        UInt32,
        Int8,
        Int16,
        Int32,
        Int64,
        Float32,
        Float64,
    }

    /// <summary>True when the table has the column.</summary>
    public bool IsPresent => _layout != Layout.Absent;

    /// <summary>True when there is no value.</summary>
    public bool IsNull(int row) => _layout == Layout.Absent || _cells.Position(row) < 0;

    /// <summary>The value, extended to 64 bits by its sign if it has one, or 0.</summary>
    public long this[int row] => TryGet(row, out long value) ? value : 0;

    /// <summary>The value as a double, or 0.</summary>
    public double Double(int row) => TryGet(row, out long bits) ? BitConverter.Int64BitsToDouble(bits) : 0;

    /// <summary>The value (of a double, its bits). False, and 0, for a null.</summary>
    public bool TryGet(int row, out long value)
    {
        value = 0;
        if (_layout == Layout.Absent)
        {
            return false;
        }

        int position = _cells.Position(row);
        if (position < 0)
        {
            return false;
        }

        value = Read(position);
        return true;
    }

    /// <summary>
    /// True when the slots of two cells hold the same bits (or the same dictionary index), whether they are null or
    /// not; the way the Rust engine finds runs of exemplars.
    /// </summary>
    public bool SameSlot(int row, int other) =>
        _layout == Layout.Absent || (_cells.IsDictionary ? _cells.SameIndex(row, other) : Read(row) == Read(other));

    private static Layout LayoutOf(IArrowType type, NumberKind kind) => (type.TypeId, kind) switch
    {
        (ArrowTypeId.UInt8, NumberKind.Integer) => Layout.UInt8,
        (ArrowTypeId.UInt16, NumberKind.Integer) => Layout.UInt16,
        (ArrowTypeId.UInt32, NumberKind.Integer) => Layout.UInt32,
        (ArrowTypeId.UInt64, NumberKind.Integer) => Layout.Int64,
        (ArrowTypeId.Int8, NumberKind.Integer) => Layout.Int8,
        (ArrowTypeId.Int16, NumberKind.Integer) => Layout.Int16,
        (ArrowTypeId.Int32, NumberKind.Integer) => Layout.Int32,
        (ArrowTypeId.Int64, NumberKind.Integer or NumberKind.Time) => Layout.Int64,
        (ArrowTypeId.Timestamp, NumberKind.Time) when ((TimestampType)type).Unit == TimeUnit.Nanosecond => Layout.Int64,

        // Whatever its unit: the Go library up to 0.32 declares milliseconds and means the nanoseconds of the column's name.
        (ArrowTypeId.Duration, NumberKind.Time) => Layout.Int64,
        (ArrowTypeId.Float, NumberKind.Double) => Layout.Float32,
        (ArrowTypeId.Double, NumberKind.Double) => Layout.Float64,
        _ => Layout.Absent,
    };

    private long Read(int position) => _layout switch
    {
        Layout.Int64 or Layout.Float64 => BinaryPrimitives.ReadInt64LittleEndian(_values[(position * 8)..]),
        Layout.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(_values[(position * 4)..]),
        Layout.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(_values[(position * 2)..]),
        Layout.UInt8 => _values[position],
        Layout.Int32 => BinaryPrimitives.ReadInt32LittleEndian(_values[(position * 4)..]),
        Layout.Int16 => BinaryPrimitives.ReadInt16LittleEndian(_values[(position * 2)..]),
        Layout.Int8 => (sbyte)_values[position],
        _ => BitConverter.DoubleToInt64Bits(BinaryPrimitives.ReadSingleLittleEndian(_values[(position * 4)..])),
    };
}

/// <summary>What a column of numbers has to be.</summary>
internal enum NumberKind : byte
{
    /// <summary>An integer of any width.</summary>
    Integer = 0,

    /// <summary>A timestamp or duration in nanoseconds, in any time zone; or an i64.</summary>
    Time,

    /// <summary>A double or float.</summary>
    Double,
}
