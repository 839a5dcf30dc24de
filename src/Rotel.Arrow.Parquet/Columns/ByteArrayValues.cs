using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Encodings;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Statistics;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// BYTE_ARRAY: one length a value and all bytes in one piece, which is what an Arrow string column has and what
/// DELTA_LENGTH_BYTE_ARRAY wants; PLAIN is interleaved when the page is encoded.
/// </summary>
internal sealed class ByteArrayValues(ParquetEncoding encoding, SlabPool pool) : ColumnValues
{
    private readonly NativeBuffer<int> _lengths = new(pool);
    private readonly NativeBuffer<byte> _data = new(pool);

    public override int Count => _lengths.Count;

    public override long PlainBytes => _data.Count + (4L * _lengths.Count);

    /// <summary>Bytes of the values alone.</summary>
    public int DataBytes => _data.Count;

    public override long CapacityBytes => _lengths.CapacityBytes + _data.CapacityBytes;

    public override ParquetEncoding Encoding => encoding;

    public override void AppendRange(ArrayData data, int start, int count, ReadOnlySpan<byte> validity)
    {
        if (count == 0)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = data.Buffers.Length > 2 ? data.Buffers[2].Span : default;
        if (data.DataType.TypeId is ArrowTypeId.LargeString or ArrowTypeId.LargeBinary)
        {
            Append(SpanCast.Cast<long>(data.Buffers[1].Span).Slice(start, count + 1), bytes, start, validity);
        }
        else
        {
            Append(SpanCast.Cast<int>(data.Buffers[1].Span).Slice(start, count + 1), bytes, start, validity);
        }
    }

    public override void AppendValue(ReadOnlySpan<byte> value)
    {
        _lengths.Append(value.Length);
        _data.Append(value);
    }

    public override void Encode(NativeBuffer<byte> output)
    {
        if (encoding == ParquetEncoding.DeltaLengthByteArray)
        {
            DeltaBinaryPackedEncoder.Encode(_lengths.Values, output);
            output.Append(_data.Values);
            return;
        }

        Span<byte> target = output.AppendSpan(checked((int)PlainBytes));
        ReadOnlySpan<byte> source = _data.Values;
        int from = 0, to = 0;
        foreach (int length in _lengths.Values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target[to..], length);
            source.Slice(from, length).CopyTo(target[(to + 4)..]);
            from += length;
            to += 4 + length;
        }
    }

    public override void Observe(ValueBounds bounds)
    {
        ReadOnlySpan<int> lengths = _lengths.Values;
        if (lengths.IsEmpty)
        {
            return;
        }

        // The first eight bytes as a number decide nearly always; the rest is compared only when they are equal.
        ReadOnlySpan<byte> data = _data.Values;
        ulong minHead = Head(data, 0, lengths[0]);
        ulong maxHead = minHead;
        int min = 0, minLength = lengths[0], max = 0, maxLength = lengths[0];
        int at = lengths[0];
        for (int i = 1; i < lengths.Length; i++)
        {
            int length = lengths[i];
            ulong head = Head(data, at, length);
            if (head <= minHead
                && (head < minHead || data.Slice(at, length).SequenceCompareTo(data.Slice(min, minLength)) < 0))
            {
                (min, minLength, minHead) = (at, length, head);
            }
            else if (head >= maxHead
                && (head > maxHead || data.Slice(at, length).SequenceCompareTo(data.Slice(max, maxLength)) > 0))
            {
                (max, maxLength, maxHead) = (at, length, head);
            }

            at += length;
        }

        bounds.Offer(data.Slice(min, minLength));
        bounds.Offer(data.Slice(max, maxLength));
    }

    public override void Hash(NativeBuffer<ulong> hashes)
    {
        ReadOnlySpan<byte> data = _data.Values;
        int at = 0;
        foreach (int length in _lengths.Values)
        {
            hashes.Append(XxHash64.HashToUInt64(data.Slice(at, length)));
            at += length;
        }
    }

    public override void Clear()
    {
        _lengths.Clear();
        _data.Clear();
    }

    public override void Dispose()
    {
        _lengths.Dispose();
        _data.Dispose();
    }

    /// <summary>The first eight bytes, big-endian; shorter values are filled with zeros.</summary>
    private static ulong Head(ReadOnlySpan<byte> data, int at, int length)
    {
        if (at + 8 <= data.Length)
        {
            ulong head = BinaryPrimitives.ReadUInt64BigEndian(data[at..]);
            return length >= 8 ? head : length == 0 ? 0 : head & (ulong.MaxValue << (64 - (8 * length)));
        }

        ulong value = 0;
        for (int i = 0; i < Math.Min(length, 8); i++)
        {
            value |= (ulong)data[at + i] << (56 - (8 * i));
        }

        return value;
    }

    private void Append<T>(ReadOnlySpan<T> offsets, ReadOnlySpan<byte> bytes, int start, ReadOnlySpan<byte> validity)
        where T : unmanaged, IBinaryInteger<T>
    {
        int count = offsets.Length - 1;
        long first = long.CreateTruncating(offsets[0]);
        long whole = long.CreateTruncating(offsets[count]) - first;
        if (first < 0 || whole < 0 || whole > int.MaxValue)
        {
            throw new ArgumentException("String offsets are not ascending.");
        }

        long taken = AppendLengths(offsets, start, validity);
        if (taken == whole)
        {
            // No bytes lie in null slots: all values in one copy.
            _data.Append(bytes.Slice((int)first, (int)whole));
            return;
        }

        var runs = new ValidRuns(validity, start, count);
        while (runs.Next())
        {
            int from = int.CreateChecked(offsets[runs.Start - start]);
            int to = int.CreateChecked(offsets[runs.Start - start + runs.Count]);
            _data.Append(bytes[from..to]);
        }

    }

    /// <summary>Appends the length of each valid slot and returns their sum.</summary>
    private long AppendLengths<T>(ReadOnlySpan<T> offsets, int start, ReadOnlySpan<byte> validity)
        where T : unmanaged, IBinaryInteger<T>
    {
        int count = offsets.Length - 1;
        Span<int> lengths = _lengths.AppendSpan(count);
        int any = 0;
        int at = 0;
        long sum = 0;
        if (validity.IsEmpty)
        {
            for (int i = 0; i < lengths.Length; i++)
            {
                int length = int.CreateTruncating(offsets[i + 1] - offsets[i]);
                lengths[i] = length;
                any |= length;
                sum += length;
            }

            at = count;
        }
        else
        {
            for (int i = 0; i < count; i += 64)
            {
                ulong word = Bits.Word(validity, start + i, Math.Min(64, count - i));
                for (; word != 0; word &= word - 1)
                {
                    int slot = i + BitOperations.TrailingZeroCount(word);
                    int length = int.CreateTruncating(offsets[slot + 1] - offsets[slot]);
                    lengths[at++] = length;
                    any |= length;
                    sum += length;
                }
            }
        }

        _lengths.Truncate(_lengths.Count - count + at);
        if (any < 0)
        {
            throw new ArgumentException("String offsets are not ascending.");
        }

        return sum;
    }
}
