using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// Gives one value of an Arrow array in PLAIN bytes (without a length): the way for single values, such as entries of
/// a dictionary. Runs of values take faster ways.
/// </summary>
internal sealed class SlotReader(LeafColumn column)
{
    private readonly int _sourceWidth = ValueConverter.SourceWidth(column);
    private readonly byte[] _converted = new byte[Math.Max(8, column.Type.Width)];
    private ArrayData? _data;
    private bool _isLarge;

    /// <summary>Chooses the array to read; null lets go of it.</summary>
    public void Attach(ArrayData? data)
    {
        _data = data;
        _isLarge = data?.DataType.TypeId is ArrowTypeId.LargeString or ArrowTypeId.LargeBinary;
    }

    /// <summary>The value of a slot of the buffers (array offset included). Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(int slot)
    {
        ArrayData data = _data!;
        ReadOnlySpan<byte> values = data.Buffers[1].Span;
        switch (column.Type.Physical)
        {
            case ParquetPhysicalType.Boolean:
                _converted[0] = Bits.IsSet(values, slot) ? (byte)1 : (byte)0;
                return _converted.AsSpan(0, 1);
            case ParquetPhysicalType.ByteArray when _isLarge:
                ReadOnlySpan<long> large = SpanCast.Cast<long>(values);
                return data.Buffers[2].Span[checked((int)large[slot])..checked((int)large[slot + 1])];
            case ParquetPhysicalType.ByteArray:
                ReadOnlySpan<int> offsets = SpanCast.Cast<int>(values);
                return data.Buffers[2].Span[offsets[slot]..offsets[slot + 1]];
            default:
                ReadOnlySpan<byte> value = values.Slice(checked(slot * _sourceWidth), _sourceWidth);
                if (column.Type.Conversion == ValueConversion.None)
                {
                    return value;
                }

                Span<byte> converted = _converted.AsSpan(0, column.Type.Width);
                ValueConverter.Convert(column, value, converted);
                return converted;
        }
    }
}
