using System.Buffers.Binary;
using System.IO.Hashing;
using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Encodings;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Statistics;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>BOOLEAN: the Arrow bitmap without nulls is the PLAIN page; RLE is the hybrid with a length before it.</summary>
internal sealed class BooleanValues(ParquetEncoding encoding, SlabPool pool) : ColumnValues
{
    private readonly BitAccumulator _bits = new(pool);
    private bool _anyTrue, _anyFalse;

    public override int Count => _bits.Count;

    public override long PlainBytes => (_bits.Count + 7) / 8;

    public override long CapacityBytes => _bits.CapacityBytes;

    public override ParquetEncoding Encoding => encoding;

    public override void AppendRange(ArrayData data, int start, int count, ReadOnlySpan<byte> validity)
    {
        ReadOnlySpan<byte> values = data.Buffers[1].Span;
        var runs = new ValidRuns(validity, start, count);
        while (runs.Next())
        {
            _bits.Append(values, runs.Start, runs.Count);
            int set = Bits.CountSet(values, runs.Start, runs.Count);
            _anyTrue |= set > 0;
            _anyFalse |= set < runs.Count;
        }
    }

    public override void AppendValue(ReadOnlySpan<byte> value)
    {
        _bits.AppendBytes(value);
        _anyTrue |= value[0] != 0;
        _anyFalse |= value[0] == 0;
    }

    public override void Encode(NativeBuffer<byte> output)
    {
        if (_bits.Count == 0)
        {
            return;
        }

        _bits.Materialize();
        ReadOnlySpan<byte> bitmap = _bits.Complete();
        if (encoding == ParquetEncoding.Plain)
        {
            output.Append(bitmap);
            return;
        }

        int at = output.Count;
        output.AppendSpan(4);
        HybridEncoder.Bits(bitmap, _bits.Count, output);
        BinaryPrimitives.WriteInt32LittleEndian(output.Writable[at..], output.Count - at - 4);
    }

    public override void Observe(ValueBounds bounds)
    {
        if (_anyFalse)
        {
            bounds.Offer([0]);
        }

        if (_anyTrue)
        {
            bounds.Offer([1]);
        }
    }

    public override void Hash(NativeBuffer<ulong> hashes)
    {
        if (_anyFalse)
        {
            hashes.Append(XxHash64.HashToUInt64([0]));
        }

        if (_anyTrue)
        {
            hashes.Append(XxHash64.HashToUInt64([1]));
        }
    }

    public override void Clear()
    {
        _bits.Clear();
        _anyTrue = false;
        _anyFalse = false;
    }

    public override void Dispose() => _bits.Dispose();
}
