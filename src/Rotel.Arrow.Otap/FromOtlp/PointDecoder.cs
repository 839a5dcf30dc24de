using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>Decodes the data point messages of all five metric types.</summary>
internal sealed class PointDecoder(MetricTables tables, AnyValueDecoder values, DecodeProblem problem)
{
    private const uint NumberFields = 0x1FC, HistogramFields = 0x1FFC, ExpHistogramFields = 0x7FFE, SummaryFields = 0x1FC;
    private const uint BucketsFields = 0x6, QuantileFields = 0x6;

    /// <summary>
    /// Most items of one list column of a batch. A bucket count takes 1 byte on the wire and 8 in the column, so this
    /// bounds what a hostile request can expand to (134 MB a column), far above the million of an ordinary batch.
    /// </summary>
    private const int MaxListItems = 1 << 24;

    private readonly ExemplarDecoder _exemplars = new(values, problem);

    /// <summary>Decodes one point of a metric whose data is the given field of Metric.</summary>
    public DecodeStatus Decode(ReadOnlySpan<byte> point, int member) => member switch
    {
        OtlpFields.Metric.Histogram => DecodeHistogram(point),
        OtlpFields.Metric.ExponentialHistogram => DecodeExpHistogram(point),
        OtlpFields.Metric.Summary => DecodeSummary(point),
        _ => DecodeNumber(point),
    };

    private DecodeStatus DecodeNumber(ReadOnlySpan<byte> message)
    {
        NumberPointTable table = tables.Numbers;
        int row = table.Table.Rows;
        ulong start = 0, time = 0, value = 0;
        uint flags = 0;
        int valueField = 0;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> child, out ulong scalar);
            if (position < 0)
            {
                return problem.Malformed("NumberDataPoint");
            }

            switch (tag)
            {
                case OtlpTags.NumberDataPoint.Attributes:
                    status = values.DecodeAttribute(child, table.Attributes);
                    break;
                case OtlpTags.NumberDataPoint.StartTimeUnixNano:
                    start = scalar;
                    break;
                case OtlpTags.NumberDataPoint.TimeUnixNano:
                    time = scalar;
                    break;
                case OtlpTags.NumberDataPoint.AsDouble:
                case OtlpTags.NumberDataPoint.AsInt:
                    valueField = (int)(tag >> 3);
                    value = scalar;
                    break;
                case OtlpTags.NumberDataPoint.Exemplars:
                    status = _exemplars.Decode(child, table.Exemplars!);
                    break;
                case OtlpTags.NumberDataPoint.Flags:
                    flags = (uint)scalar;
                    break;
                default:
                    status = problem.CheckUnknown(tag, NumberFields, "NumberDataPoint");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        if (valueField == OtlpFields.NumberDataPoint.AsInt)
        {
            table.IntValue.Set(row, (long)value);
        }
        else if (valueField == OtlpFields.NumberDataPoint.AsDouble)
        {
            table.DoubleValue.Set(row, BitConverter.UInt64BitsToDouble(value));
        }

        return EndPoint(table, row, start, time, flags);
    }

    private DecodeStatus DecodeHistogram(ReadOnlySpan<byte> message)
    {
        HistogramPointTable table = tables.Histograms;
        int row = table.Table.Rows;
        ulong start = 0, time = 0, count = 0;
        uint flags = 0;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> value, out ulong scalar);
            if (position < 0)
            {
                return problem.Malformed("HistogramDataPoint");
            }

            switch (tag)
            {
                case OtlpTags.HistogramDataPoint.StartTimeUnixNano:
                    start = scalar;
                    break;
                case OtlpTags.HistogramDataPoint.TimeUnixNano:
                    time = scalar;
                    break;
                case OtlpTags.HistogramDataPoint.Count:
                    count = scalar;
                    break;
                case OtlpTags.HistogramDataPoint.Sum:
                    table.Sum.Set(row, BitConverter.UInt64BitsToDouble(scalar));
                    break;
                case OtlpTags.HistogramDataPoint.Min:
                    table.Min.Set(row, BitConverter.UInt64BitsToDouble(scalar));
                    break;
                case OtlpTags.HistogramDataPoint.Max:
                    table.Max.Set(row, BitConverter.UInt64BitsToDouble(scalar));
                    break;
                case OtlpTags.HistogramDataPoint.BucketCounts:
                    status = AppendPacked(value, table.BucketCountItem, "HistogramDataPoint.bucket_counts");
                    table.BucketCounts.Set(row);
                    break;
                case (OtlpFields.HistogramDataPoint.BucketCounts << 3) | (uint)WireType.Fixed64:
                    status = AppendItem(scalar, table.BucketCountItem);
                    table.BucketCounts.Set(row);
                    break;
                case OtlpTags.HistogramDataPoint.ExplicitBounds:
                    status = AppendPacked(value, table.BoundItem, "HistogramDataPoint.explicit_bounds");
                    table.ExplicitBounds.Set(row);
                    break;
                case (OtlpFields.HistogramDataPoint.ExplicitBounds << 3) | (uint)WireType.Fixed64:
                    status = AppendItem(BitConverter.UInt64BitsToDouble(scalar), table.BoundItem);
                    table.ExplicitBounds.Set(row);
                    break;
                case OtlpTags.HistogramDataPoint.Exemplars:
                    status = _exemplars.Decode(value, table.Exemplars!);
                    break;
                case OtlpTags.HistogramDataPoint.Attributes:
                    status = values.DecodeAttribute(value, table.Attributes);
                    break;
                case OtlpTags.HistogramDataPoint.Flags:
                    flags = (uint)scalar;
                    break;
                default:
                    status = problem.CheckUnknown(tag, HistogramFields, "HistogramDataPoint");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        table.Count.Append(count);
        return EndPoint(table, row, start, time, flags);
    }

    private DecodeStatus DecodeExpHistogram(ReadOnlySpan<byte> message)
    {
        ExpHistogramPointTable table = tables.ExpHistograms;
        int row = table.Table.Rows;
        ulong start = 0, time = 0, count = 0, zeroCount = 0, zeroThreshold = 0;
        uint flags = 0, scale = 0;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> value, out ulong scalar);
            if (position < 0)
            {
                return problem.Malformed("ExponentialHistogramDataPoint");
            }

            switch (tag)
            {
                case OtlpTags.ExponentialHistogramDataPoint.Attributes:
                    status = values.DecodeAttribute(value, table.Attributes);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.StartTimeUnixNano:
                    start = scalar;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.TimeUnixNano:
                    time = scalar;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Count:
                    count = scalar;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Sum:
                    table.Sum.Set(row, BitConverter.UInt64BitsToDouble(scalar));
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Scale:
                    scale = (uint)scalar;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.ZeroCount:
                    zeroCount = scalar;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Positive:
                    status = DecodeBuckets(value, table.Positive, row);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Negative:
                    status = DecodeBuckets(value, table.Negative, row);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Flags:
                    flags = (uint)scalar;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Exemplars:
                    status = _exemplars.Decode(value, table.Exemplars!);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Min:
                    table.Min.Set(row, BitConverter.UInt64BitsToDouble(scalar));
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Max:
                    table.Max.Set(row, BitConverter.UInt64BitsToDouble(scalar));
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.ZeroThreshold:
                    zeroThreshold = scalar;
                    break;
                default:
                    status = problem.CheckUnknown(tag, ExpHistogramFields, "ExponentialHistogramDataPoint");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        table.Count.Append(count);
        table.Scale.Append(ProtoReader.DecodeZigZag(scale));
        table.ZeroCount.Append(zeroCount);
        if (zeroThreshold != 0)
        {
            table.ZeroThreshold.Set(row, BitConverter.UInt64BitsToDouble(zeroThreshold));
        }

        return EndPoint(table, row, start, time, flags);
    }

    private DecodeStatus DecodeBuckets(ReadOnlySpan<byte> message, BucketsColumns columns, int row)
    {
        columns.Struct.Set(row);
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> packed, out ulong scalar);
            if (position < 0)
            {
                return problem.Malformed("Buckets");
            }

            switch (tag)
            {
                case OtlpTags.Buckets.Offset:
                    columns.Offset.Set(row, ProtoReader.DecodeZigZag((uint)scalar));
                    break;
                case OtlpTags.Buckets.BucketCounts:
                    status = AppendVarints(packed, columns.BucketCountItem);
                    columns.BucketCounts.Set(row);
                    break;
                case (OtlpFields.Buckets.BucketCounts << 3) | (uint)WireType.Varint:
                    status = AppendItem(scalar, columns.BucketCountItem);
                    columns.BucketCounts.Set(row);
                    break;
                default:
                    status = problem.CheckUnknown(tag, BucketsFields, "Buckets");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        // Both children, always: peers panic when one is missing (otap.md 5.2 b).
        if (columns.Offset.Count <= row)
        {
            columns.Offset.Set(row, 0);
        }

        columns.BucketCounts.Set(row);
        return DecodeStatus.Ok;
    }

    private DecodeStatus DecodeSummary(ReadOnlySpan<byte> message)
    {
        SummaryPointTable table = tables.Summaries;
        int row = table.Table.Rows;
        ulong start = 0, time = 0, count = 0, sum = 0;
        uint flags = 0;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> value, out ulong scalar);
            if (position < 0)
            {
                return problem.Malformed("SummaryDataPoint");
            }

            switch (tag)
            {
                case OtlpTags.SummaryDataPoint.StartTimeUnixNano:
                    start = scalar;
                    break;
                case OtlpTags.SummaryDataPoint.TimeUnixNano:
                    time = scalar;
                    break;
                case OtlpTags.SummaryDataPoint.Count:
                    count = scalar;
                    break;
                case OtlpTags.SummaryDataPoint.Sum:
                    sum = scalar;
                    break;
                case OtlpTags.SummaryDataPoint.QuantileValues:
                    status = DecodeQuantile(value, table);
                    table.Quantiles.Set(row);
                    break;
                case OtlpTags.SummaryDataPoint.Attributes:
                    status = values.DecodeAttribute(value, table.Attributes);
                    break;
                case OtlpTags.SummaryDataPoint.Flags:
                    flags = (uint)scalar;
                    break;
                default:
                    status = problem.CheckUnknown(tag, SummaryFields, "SummaryDataPoint");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        table.Count.Append(count);
        table.Sum.Append(BitConverter.UInt64BitsToDouble(sum));
        return EndPoint(table, row, start, time, flags);
    }

    private DecodeStatus DecodeQuantile(ReadOnlySpan<byte> message, SummaryPointTable table)
    {
        if (table.QuantileItem.Count >= MaxListItems)
        {
            return DecodeStatus.Full;
        }

        ulong quantile = 0, value = 0;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out _, out ulong scalar);
            if (position < 0)
            {
                return problem.Malformed("ValueAtQuantile");
            }

            switch (tag)
            {
                case OtlpTags.ValueAtQuantile.Quantile:
                    quantile = scalar;
                    break;
                case OtlpTags.ValueAtQuantile.Value:
                    value = scalar;
                    break;
                default:
                    if (problem.CheckUnknown(tag, QuantileFields, "ValueAtQuantile") is var status and not DecodeStatus.Ok)
                    {
                        return status;
                    }

                    break;
            }
        }

        table.QuantileItem.AppendPresent(1);
        table.Quantile.Append(BitConverter.UInt64BitsToDouble(quantile));
        table.Value.Append(BitConverter.UInt64BitsToDouble(value));
        return DecodeStatus.Ok;
    }

    private static DecodeStatus EndPoint(PointTable table, int row, ulong start, ulong time, uint flags)
    {
        table.Time.Append((long)time);
        table.StartTime.Append((long)start);
        if (flags != 0)
        {
            table.Flags.Set(row, flags);
        }

        table.EndRow();
        return DecodeStatus.Ok;
    }

    /// <summary>Appends a packed run of 8-byte values.</summary>
    private DecodeStatus AppendPacked<T>(ReadOnlySpan<byte> packed, PrimitiveColumn<T> items, string where)
        where T : unmanaged
    {
        if (packed.Length % sizeof(ulong) != 0)
        {
            return problem.Malformed(where);
        }

        if (packed.Length / sizeof(ulong) > MaxListItems - items.Count)
        {
            return DecodeStatus.Full;
        }

        items.Append(SpanCast.Cast<T>(packed));
        return DecodeStatus.Ok;
    }

    /// <summary>Appends a packed run of varints, each of at least one byte.</summary>
    private DecodeStatus AppendVarints(ReadOnlySpan<byte> packed, PrimitiveColumn<ulong> items)
    {
        if (packed.Length > MaxListItems - items.Count)
        {
            return DecodeStatus.Full;
        }

        var counts = new ProtoReader(packed);
        while (!counts.AtEnd)
        {
            if (!counts.TryReadVarint(out ulong count))
            {
                return problem.Malformed("Buckets.bucket_counts");
            }

            items.Append(count);
        }

        return DecodeStatus.Ok;
    }

    private static DecodeStatus AppendItem<T>(T item, PrimitiveColumn<T> items)
        where T : unmanaged
    {
        if (items.Count >= MaxListItems)
        {
            return DecodeStatus.Full;
        }

        items.Append(item);
        return DecodeStatus.Ok;
    }
}
