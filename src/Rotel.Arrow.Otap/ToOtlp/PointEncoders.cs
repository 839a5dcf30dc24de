using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>What all four point tables have.</summary>
internal readonly ref struct PointColumns
{
    private readonly ReadOnlySpan<int> _offsets;

    public PointColumns(OtapBatch batch, PayloadType type, PayloadType attributes)
    {
        RecordBatch? table = batch[type];
        _offsets = batch.ChildOffsets(type);
        StartTime = new PrimitiveAccessor<long>(table.Find(ColumnNames.StartTimeUnixNano));
        Time = new PrimitiveAccessor<long>(table.Find(ColumnNames.TimeUnixNano));
        Flags = new PrimitiveAccessor<uint>(table.Find(ColumnNames.Flags));
        Attributes = new AttributeAccessor(batch, attributes);
    }

    public PrimitiveAccessor<long> StartTime { get; }

    public PrimitiveAccessor<long> Time { get; }

    public PrimitiveAccessor<uint> Flags { get; }

    public AttributeAccessor Attributes { get; }

    /// <summary>Points [first, end) of a metric.</summary>
    public (int First, int End) Rows(int metric) => _offsets.IsEmpty ? default : (_offsets[metric], _offsets[metric + 1]);
}

/// <summary>Encodes exemplars.</summary>
internal readonly ref struct ExemplarEncoder
{
    private readonly ReadOnlySpan<int> _offsets;
    private readonly PrimitiveAccessor<long> _time;
    private readonly PrimitiveAccessor<long> _int;
    private readonly PrimitiveAccessor<double> _double;
    private readonly FixedBinaryAccessor _spanId;
    private readonly FixedBinaryAccessor _traceId;
    private readonly AttributeAccessor _attributes;

    public ExemplarEncoder(OtapBatch batch, PayloadType type, PayloadType attributes)
    {
        RecordBatch? table = batch[type];
        _offsets = batch.ChildOffsets(type);
        _time = new PrimitiveAccessor<long>(table.Find(ColumnNames.TimeUnixNano));
        _int = new PrimitiveAccessor<long>(table.Find(ColumnNames.IntValue));
        _double = new PrimitiveAccessor<double>(table.Find(ColumnNames.DoubleValue));
        _spanId = new FixedBinaryAccessor(table.Find(ColumnNames.SpanId));
        _traceId = new FixedBinaryAccessor(table.Find(ColumnNames.TraceId));
        _attributes = new AttributeAccessor(batch, attributes);
    }

    public void Write(ref ReverseProtoWriter writer, uint tag, int point, ProtoWriter scratch)
    {
        if (_offsets.IsEmpty)
        {
            return;
        }

        for (int row = _offsets[point + 1] - 1; row >= _offsets[point]; row--)
        {
            int mark = writer.Length;
            AttributeEncoder.Write(ref writer, OtlpTags.Exemplar.FilteredAttributes, _attributes, row, scratch);
            if (!_int.IsNull(row))
            {
                writer.Fixed64(OtlpTags.Exemplar.AsInt, (ulong)_int[row]);
            }

            writer.BytesUnlessEmpty(OtlpTags.Exemplar.TraceId, _traceId[row]);
            writer.BytesUnlessEmpty(OtlpTags.Exemplar.SpanId, _spanId[row]);
            if (!_double.IsNull(row))
            {
                writer.Fixed64(OtlpTags.Exemplar.AsDouble, BitConverter.DoubleToUInt64Bits(_double[row]));
            }

            writer.Fixed64UnlessZero(OtlpTags.Exemplar.TimeUnixNano, (ulong)_time[row]);
            writer.Message(tag, mark);
        }
    }
}

/// <summary>Encodes NUMBER_DATA_POINTS.</summary>
internal readonly ref struct NumberPointEncoder
{
    private readonly PointColumns _points;
    private readonly PrimitiveAccessor<long> _int;
    private readonly PrimitiveAccessor<double> _double;
    private readonly ExemplarEncoder _exemplars;

    public NumberPointEncoder(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.NumberDataPoints];
        _points = new PointColumns(batch, PayloadType.NumberDataPoints, PayloadType.NumberDpAttrs);
        _int = new PrimitiveAccessor<long>(table.Find(ColumnNames.IntValue));
        _double = new PrimitiveAccessor<double>(table.Find(ColumnNames.DoubleValue));
        _exemplars = new ExemplarEncoder(batch, PayloadType.NumberDpExemplars, PayloadType.NumberDpExemplarAttrs);
    }

    public void Write(ref ReverseProtoWriter writer, int metric, ProtoWriter scratch)
    {
        (int first, int end) = _points.Rows(metric);
        for (int row = end - 1; row >= first; row--)
        {
            int mark = writer.Length;
            writer.VarintUnlessZero(OtlpTags.NumberDataPoint.Flags, _points.Flags[row]);
            AttributeEncoder.Write(ref writer, OtlpTags.NumberDataPoint.Attributes, _points.Attributes, row, scratch);
            if (!_int.IsNull(row))
            {
                writer.Fixed64(OtlpTags.NumberDataPoint.AsInt, (ulong)_int[row]);
            }

            _exemplars.Write(ref writer, OtlpTags.NumberDataPoint.Exemplars, row, scratch);
            if (!_double.IsNull(row))
            {
                writer.Fixed64(OtlpTags.NumberDataPoint.AsDouble, BitConverter.DoubleToUInt64Bits(_double[row]));
            }

            writer.Fixed64UnlessZero(OtlpTags.NumberDataPoint.TimeUnixNano, (ulong)_points.Time[row]);
            writer.Fixed64UnlessZero(OtlpTags.NumberDataPoint.StartTimeUnixNano, (ulong)_points.StartTime[row]);
            writer.Message(OtlpTags.MetricData.DataPoints, mark);
        }
    }
}

/// <summary>Encodes HISTOGRAM_DATA_POINTS.</summary>
internal readonly ref struct HistogramPointEncoder
{
    private readonly PointColumns _points;
    private readonly PrimitiveAccessor<ulong> _count;
    private readonly PrimitiveAccessor<double> _sum;
    private readonly PrimitiveAccessor<double> _min;
    private readonly PrimitiveAccessor<double> _max;
    private readonly ListAccessor _buckets;
    private readonly PrimitiveAccessor<ulong> _bucketItems;
    private readonly ListAccessor _bounds;
    private readonly PrimitiveAccessor<double> _boundItems;
    private readonly ExemplarEncoder _exemplars;

    public HistogramPointEncoder(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.HistogramDataPoints];
        _points = new PointColumns(batch, PayloadType.HistogramDataPoints, PayloadType.HistogramDpAttrs);
        _count = new PrimitiveAccessor<ulong>(table.Find(ColumnNames.Count));
        _sum = new PrimitiveAccessor<double>(table.Find(ColumnNames.Sum));
        _min = new PrimitiveAccessor<double>(table.Find(ColumnNames.Min));
        _max = new PrimitiveAccessor<double>(table.Find(ColumnNames.Max));
        IArrowArray? buckets = table.Find(ColumnNames.BucketCounts);
        _buckets = new ListAccessor(buckets);
        _bucketItems = new PrimitiveAccessor<ulong>((buckets as ListArray)?.Values);
        IArrowArray? bounds = table.Find(ColumnNames.ExplicitBounds);
        _bounds = new ListAccessor(bounds);
        _boundItems = new PrimitiveAccessor<double>((bounds as ListArray)?.Values);
        _exemplars = new ExemplarEncoder(batch, PayloadType.HistogramDpExemplars, PayloadType.HistogramDpExemplarAttrs);
    }

    public void Write(ref ReverseProtoWriter writer, int metric, ProtoWriter scratch)
    {
        (int first, int end) = _points.Rows(metric);
        for (int row = end - 1; row >= first; row--)
        {
            int mark = writer.Length;
            PackedPoints.OptionalDouble(ref writer, OtlpTags.HistogramDataPoint.Max, _max, row);
            PackedPoints.OptionalDouble(ref writer, OtlpTags.HistogramDataPoint.Min, _min, row);
            writer.VarintUnlessZero(OtlpTags.HistogramDataPoint.Flags, _points.Flags[row]);
            AttributeEncoder.Write(ref writer, OtlpTags.HistogramDataPoint.Attributes, _points.Attributes, row, scratch);
            _exemplars.Write(ref writer, OtlpTags.HistogramDataPoint.Exemplars, row, scratch);
            PackedPoints.Fixed(ref writer, OtlpTags.HistogramDataPoint.ExplicitBounds, _boundItems, _bounds[row]);
            PackedPoints.Fixed(ref writer, OtlpTags.HistogramDataPoint.BucketCounts, _bucketItems, _buckets[row]);
            PackedPoints.OptionalDouble(ref writer, OtlpTags.HistogramDataPoint.Sum, _sum, row);
            writer.Fixed64UnlessZero(OtlpTags.HistogramDataPoint.Count, _count[row]);
            writer.Fixed64UnlessZero(OtlpTags.HistogramDataPoint.TimeUnixNano, (ulong)_points.Time[row]);
            writer.Fixed64UnlessZero(OtlpTags.HistogramDataPoint.StartTimeUnixNano, (ulong)_points.StartTime[row]);
            writer.Message(OtlpTags.MetricData.DataPoints, mark);
        }
    }
}

/// <summary>Encodes EXP_HISTOGRAM_DATA_POINTS.</summary>
internal readonly ref struct ExpHistogramPointEncoder
{
    private readonly PointColumns _points;
    private readonly PrimitiveAccessor<ulong> _count;
    private readonly PrimitiveAccessor<double> _sum;
    private readonly PrimitiveAccessor<int> _scale;
    private readonly PrimitiveAccessor<ulong> _zeroCount;
    private readonly BucketsEncoder _positive;
    private readonly BucketsEncoder _negative;
    private readonly PrimitiveAccessor<double> _min;
    private readonly PrimitiveAccessor<double> _max;
    private readonly PrimitiveAccessor<double> _zeroThreshold;
    private readonly ExemplarEncoder _exemplars;

    public ExpHistogramPointEncoder(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.ExpHistogramDataPoints];
        _points = new PointColumns(batch, PayloadType.ExpHistogramDataPoints, PayloadType.ExpHistogramDpAttrs);
        _count = new PrimitiveAccessor<ulong>(table.Find(ColumnNames.Count));
        _sum = new PrimitiveAccessor<double>(table.Find(ColumnNames.Sum));
        _scale = new PrimitiveAccessor<int>(table.Find(ColumnNames.Scale));
        _zeroCount = new PrimitiveAccessor<ulong>(table.Find(ColumnNames.ZeroCount));
        _positive = new BucketsEncoder(table.Find(ColumnNames.Positive));
        _negative = new BucketsEncoder(table.Find(ColumnNames.Negative));
        _min = new PrimitiveAccessor<double>(table.Find(ColumnNames.Min));
        _max = new PrimitiveAccessor<double>(table.Find(ColumnNames.Max));
        _zeroThreshold = new PrimitiveAccessor<double>(table.Find(ColumnNames.ZeroThreshold));
        _exemplars = new ExemplarEncoder(batch, PayloadType.ExpHistogramDpExemplars, PayloadType.ExpHistogramDpExemplarAttrs);
    }

    public void Write(ref ReverseProtoWriter writer, int metric, ProtoWriter scratch)
    {
        (int first, int end) = _points.Rows(metric);
        for (int row = end - 1; row >= first; row--)
        {
            int mark = writer.Length;
            PackedPoints.DoubleUnlessZero(ref writer, OtlpTags.ExponentialHistogramDataPoint.ZeroThreshold, _zeroThreshold[row]);
            PackedPoints.OptionalDouble(ref writer, OtlpTags.ExponentialHistogramDataPoint.Max, _max, row);
            PackedPoints.OptionalDouble(ref writer, OtlpTags.ExponentialHistogramDataPoint.Min, _min, row);
            _exemplars.Write(ref writer, OtlpTags.ExponentialHistogramDataPoint.Exemplars, row, scratch);
            writer.VarintUnlessZero(OtlpTags.ExponentialHistogramDataPoint.Flags, _points.Flags[row]);
            _negative.Write(ref writer, OtlpTags.ExponentialHistogramDataPoint.Negative, row);
            _positive.Write(ref writer, OtlpTags.ExponentialHistogramDataPoint.Positive, row);
            writer.Fixed64UnlessZero(OtlpTags.ExponentialHistogramDataPoint.ZeroCount, _zeroCount[row]);
            writer.VarintUnlessZero(OtlpTags.ExponentialHistogramDataPoint.Scale, ProtoWriter.EncodeZigZag(_scale[row]));
            PackedPoints.OptionalDouble(ref writer, OtlpTags.ExponentialHistogramDataPoint.Sum, _sum, row);
            writer.Fixed64UnlessZero(OtlpTags.ExponentialHistogramDataPoint.Count, _count[row]);
            writer.Fixed64UnlessZero(OtlpTags.ExponentialHistogramDataPoint.TimeUnixNano, (ulong)_points.Time[row]);
            writer.Fixed64UnlessZero(OtlpTags.ExponentialHistogramDataPoint.StartTimeUnixNano, (ulong)_points.StartTime[row]);
            AttributeEncoder.Write(
                ref writer, OtlpTags.ExponentialHistogramDataPoint.Attributes, _points.Attributes, row, scratch);
            writer.Message(OtlpTags.MetricData.DataPoints, mark);
        }
    }
}

/// <summary>Encodes the positive or negative buckets of an exponential histogram.</summary>
internal readonly ref struct BucketsEncoder
{
    private readonly IArrowArray? _struct;
    private readonly PrimitiveAccessor<int> _offset;
    private readonly ListAccessor _counts;
    private readonly PrimitiveAccessor<ulong> _items;

    public BucketsEncoder(IArrowArray? column)
    {
        _struct = column;
        _offset = new PrimitiveAccessor<int>(column.Child(ColumnNames.Offset));
        IArrowArray? counts = column.Child(ColumnNames.BucketCounts);
        _counts = new ListAccessor(counts);
        _items = new PrimitiveAccessor<ulong>((counts as ListArray)?.Values);
    }

    public void Write(ref ReverseProtoWriter writer, uint tag, int row)
    {
        if (_struct.IsNullAt(row))
        {
            return;
        }

        int mark = writer.Length;
        (int first, int count) = _counts[row];
        if (count > 0)
        {
            int packed = writer.Length;
            for (int i = first + count - 1; i >= first; i--)
            {
                writer.Varint(_items[i]);
            }

            writer.Message(OtlpTags.Buckets.BucketCounts, packed);
        }

        writer.VarintUnlessZero(OtlpTags.Buckets.Offset, ProtoWriter.EncodeZigZag(_offset[row]));
        writer.Message(tag, mark);
    }
}

/// <summary>Encodes SUMMARY_DATA_POINTS.</summary>
internal readonly ref struct SummaryPointEncoder
{
    private readonly PointColumns _points;
    private readonly PrimitiveAccessor<ulong> _count;
    private readonly PrimitiveAccessor<double> _sum;
    private readonly ListAccessor _quantiles;
    private readonly PrimitiveAccessor<double> _quantile;
    private readonly PrimitiveAccessor<double> _value;

    public SummaryPointEncoder(OtapBatch batch)
    {
        RecordBatch? table = batch[PayloadType.SummaryDataPoints];
        _points = new PointColumns(batch, PayloadType.SummaryDataPoints, PayloadType.SummaryDpAttrs);
        _count = new PrimitiveAccessor<ulong>(table.Find(ColumnNames.Count));
        _sum = new PrimitiveAccessor<double>(table.Find(ColumnNames.Sum));
        IArrowArray? quantiles = table.Find(ColumnNames.Quantile);
        IArrowArray? items = (quantiles as ListArray)?.Values;
        _quantiles = new ListAccessor(quantiles);
        _quantile = new PrimitiveAccessor<double>(items.Child(ColumnNames.Quantile));
        _value = new PrimitiveAccessor<double>(items.Child(ColumnNames.Value));
    }

    public void Write(ref ReverseProtoWriter writer, int metric, ProtoWriter scratch)
    {
        (int first, int end) = _points.Rows(metric);
        for (int row = end - 1; row >= first; row--)
        {
            int mark = writer.Length;
            writer.VarintUnlessZero(OtlpTags.SummaryDataPoint.Flags, _points.Flags[row]);
            AttributeEncoder.Write(ref writer, OtlpTags.SummaryDataPoint.Attributes, _points.Attributes, row, scratch);
            (int start, int count) = _quantiles[row];
            for (int i = start + count - 1; i >= start; i--)
            {
                int item = writer.Length;
                PackedPoints.DoubleUnlessZero(ref writer, OtlpTags.ValueAtQuantile.Value, _value[i]);
                PackedPoints.DoubleUnlessZero(ref writer, OtlpTags.ValueAtQuantile.Quantile, _quantile[i]);
                writer.Message(OtlpTags.SummaryDataPoint.QuantileValues, item);
            }

            PackedPoints.DoubleUnlessZero(ref writer, OtlpTags.SummaryDataPoint.Sum, _sum[row]);
            writer.Fixed64UnlessZero(OtlpTags.SummaryDataPoint.Count, _count[row]);
            writer.Fixed64UnlessZero(OtlpTags.SummaryDataPoint.TimeUnixNano, (ulong)_points.Time[row]);
            writer.Fixed64UnlessZero(OtlpTags.SummaryDataPoint.StartTimeUnixNano, (ulong)_points.StartTime[row]);
            writer.Message(OtlpTags.MetricData.DataPoints, mark);
        }
    }
}

/// <summary>Field shapes that several point types share.</summary>
internal static class PackedPoints
{
    /// <summary>A double with explicit presence: written when the cell holds a value, zero too.</summary>
    public static void OptionalDouble(ref ReverseProtoWriter writer, uint tag, in PrimitiveAccessor<double> column, int row)
    {
        if (!column.IsNull(row))
        {
            writer.Fixed64(tag, BitConverter.DoubleToUInt64Bits(column[row]));
        }
    }

    /// <summary>A double without presence: left out when its bits are zero (minus zero is written).</summary>
    public static void DoubleUnlessZero(ref ReverseProtoWriter writer, uint tag, double value) =>
        writer.Fixed64UnlessZero(tag, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A packed field of 8-byte values, left out when empty. A null item reads as zero (otap.md 5.1).</summary>
    public static void Fixed<T>(ref ReverseProtoWriter writer, uint tag, in PrimitiveAccessor<T> items, (int Start, int Count) list)
        where T : unmanaged
    {
        if (list.Count == 0)
        {
            return;
        }

        int mark = writer.Length;
        writer.Raw(SpanCast.AsBytes(items.Values.Slice(list.Start, list.Count)));
        writer.Message(tag, mark);
    }
}
