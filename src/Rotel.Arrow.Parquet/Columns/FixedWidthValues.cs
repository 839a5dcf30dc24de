using System.Buffers.Binary;
using System.IO.Hashing;
using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Encodings;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Schemas;
using Rotel.Arrow.Parquet.Statistics;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>INT32, INT64, FLOAT, DOUBLE and FIXED_LEN_BYTE_ARRAY: values of one width, kept as PLAIN has them.</summary>
internal sealed class FixedWidthValues(LeafColumn column, ParquetEncoding encoding, SlabPool pool) : ColumnValues
{
    private readonly NativeBuffer<byte> _bytes = new(pool);
    private readonly int _width = column.Type.Width;
    private readonly int _sourceWidth = ValueConverter.SourceWidth(column);
    private int _count;

    public override int Count => _count;

    public override long PlainBytes => _bytes.Count;

    public override long CapacityBytes => _bytes.CapacityBytes;

    public override ParquetEncoding Encoding => encoding;

    public override void AppendRange(ArrayData data, int start, int count, ReadOnlySpan<byte> validity)
    {
        ReadOnlySpan<byte> values = data.Buffers[1].Span;
        if (!validity.IsEmpty && column.Type.Conversion == ValueConversion.None && _width is 4 or 8)
        {
            AppendSelected(values, start, count, validity);
            return;
        }

        var runs = new ValidRuns(validity, start, count);
        while (runs.Next())
        {
            ReadOnlySpan<byte> source = values.Slice(
                checked(runs.Start * _sourceWidth), checked(runs.Count * _sourceWidth));
            ValueConverter.Convert(column, source, _bytes.AppendSpan(runs.Count * _width));
            _count += runs.Count;
        }
    }

    public override void AppendValue(ReadOnlySpan<byte> value)
    {
        _bytes.Append(value);
        _count++;
    }

    public override void Encode(NativeBuffer<byte> output)
    {
        ReadOnlySpan<byte> values = _bytes.Values;
        switch (encoding)
        {
            case ParquetEncoding.DeltaBinaryPacked when _width == 4:
                DeltaBinaryPackedEncoder.Encode(SpanCast.Cast<int>(values), output);
                break;
            case ParquetEncoding.DeltaBinaryPacked:
                DeltaBinaryPackedEncoder.Encode(SpanCast.Cast<long>(values), output);
                break;
            case ParquetEncoding.ByteStreamSplit:
                ByteStreamSplitEncoder.Encode(values, _width, output);
                break;
            default:
                output.Append(values);
                break;
        }
    }

    public override void Observe(ValueBounds bounds)
    {
        if (_count > 0)
        {
            FixedWidthBounds.Observe(column.Type.Order, _bytes.Values, _width, bounds);
        }
    }

    public override void Hash(NativeBuffer<ulong> hashes)
    {
        ReadOnlySpan<byte> values = _bytes.Values;
        ReadOnlySpan<byte> previous = default;
        for (int at = 0; at < values.Length; at += _width)
        {
            ReadOnlySpan<byte> value = values.Slice(at, _width);
            if (!value.SequenceEqual(previous))
            {
                hashes.Append(XxHash64.HashToUInt64(value));
                previous = value;
            }
        }
    }

    public override void Clear()
    {
        _bytes.Clear();
        _count = 0;
    }

    public override void Dispose() => _bytes.Dispose();

    /// <summary>Scattered nulls: picks values by the set bits of 64-slot words, whole words at once when full.</summary>
    private void AppendSelected(ReadOnlySpan<byte> values, int start, int count, ReadOnlySpan<byte> validity)
    {
        Span<byte> target = _bytes.AppendSpan(count * _width);
        int at = 0;
        for (int i = 0; i < count; i += 64)
        {
            int slots = Math.Min(64, count - i);
            ulong word = Bits.Word(validity, start + i, slots);
            ReadOnlySpan<byte> source = values.Slice((start + i) * _width, slots * _width);
            if (System.Numerics.BitOperations.PopCount(word) == slots)
            {
                source.CopyTo(target[at..]);
                at += source.Length;
                continue;
            }

            for (; word != 0; word &= word - 1)
            {
                int slot = System.Numerics.BitOperations.TrailingZeroCount(word) * _width;
                if (_width == 8)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(
                        target[at..], BinaryPrimitives.ReadUInt64LittleEndian(source[slot..]));
                }
                else
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(
                        target[at..], BinaryPrimitives.ReadUInt32LittleEndian(source[slot..]));
                }

                at += _width;
            }
        }

        _bytes.Truncate(_bytes.Count - (count * _width) + at);
        _count += at / _width;
    }
}
