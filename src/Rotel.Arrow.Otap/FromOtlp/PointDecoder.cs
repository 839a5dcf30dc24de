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
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    if (valueField == OtlpFields.NumberDataPoint.AsInt)
                    {
                        table.IntValue.Set(row, (long)value);
                    }
                    else if (valueField == OtlpFields.NumberDataPoint.AsDouble)
                    {
                        table.DoubleValue.Set(row, BitConverter.UInt64BitsToDouble(value));
                    }

                    return EndPoint(table, row, start, time, flags);
                case ReadStatus.Malformed:
                    return problem.Malformed("NumberDataPoint");
            }

            bool read;
            DecodeStatus status = DecodeStatus.Ok;
            switch (tag)
            {
                case OtlpTags.NumberDataPoint.Attributes:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    status = read ? values.DecodeAttribute(attribute, table.Attributes) : status;
                    break;
                case OtlpTags.NumberDataPoint.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out start);
                    break;
                case OtlpTags.NumberDataPoint.TimeUnixNano:
                    read = reader.TryReadFixed64(out time);
                    break;
                case OtlpTags.NumberDataPoint.AsDouble:
                case OtlpTags.NumberDataPoint.AsInt:
                    valueField = (int)(tag >> 3);
                    read = reader.TryReadFixed64(out value);
                    break;
                case OtlpTags.NumberDataPoint.Exemplars:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> exemplar);
                    status = read ? _exemplars.Decode(exemplar, table.Exemplars!) : status;
                    break;
                case OtlpTags.NumberDataPoint.Flags:
                    read = reader.TryReadUInt32(out flags);
                    break;
                default:
                    read = TrySkip(reader, tag, NumberFields, "NumberDataPoint", ref status, out int next);
                    reader.Seek(next);
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }

            if (!read)
            {
                return problem.Malformed("NumberDataPoint");
            }
        }
    }

    private DecodeStatus DecodeHistogram(ReadOnlySpan<byte> message)
    {
        HistogramPointTable table = tables.Histograms;
        int row = table.Table.Rows;
        ulong start = 0, time = 0, count = 0;
        uint flags = 0;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    table.Count.Append(count);
                    return EndPoint(table, row, start, time, flags);
                case ReadStatus.Malformed:
                    return problem.Malformed("HistogramDataPoint");
            }

            bool read;
            DecodeStatus status = DecodeStatus.Ok;
            switch (tag)
            {
                case OtlpTags.HistogramDataPoint.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out start);
                    break;
                case OtlpTags.HistogramDataPoint.TimeUnixNano:
                    read = reader.TryReadFixed64(out time);
                    break;
                case OtlpTags.HistogramDataPoint.Count:
                    read = reader.TryReadFixed64(out count);
                    break;
                case OtlpTags.HistogramDataPoint.Sum:
                    read = reader.TryReadDouble(out double sum);
                    table.Sum.Set(row, sum);
                    break;
                case OtlpTags.HistogramDataPoint.Min:
                    read = reader.TryReadDouble(out double min);
                    table.Min.Set(row, min);
                    break;
                case OtlpTags.HistogramDataPoint.Max:
                    read = reader.TryReadDouble(out double max);
                    table.Max.Set(row, max);
                    break;
                case OtlpTags.HistogramDataPoint.BucketCounts:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> counts) && TryAppendFixed(counts, table.BucketCountItem);
                    table.BucketCounts.Set(row);
                    break;
                case (OtlpFields.HistogramDataPoint.BucketCounts << 3) | (uint)WireType.Fixed64:
                    read = reader.TryReadFixed64(out ulong single);
                    table.BucketCountItem.Append(single);
                    table.BucketCounts.Set(row);
                    break;
                case OtlpTags.HistogramDataPoint.ExplicitBounds:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> bounds) && TryAppendFixed(bounds, table.BoundItem);
                    table.ExplicitBounds.Set(row);
                    break;
                case (OtlpFields.HistogramDataPoint.ExplicitBounds << 3) | (uint)WireType.Fixed64:
                    read = reader.TryReadDouble(out double bound);
                    table.BoundItem.Append(bound);
                    table.ExplicitBounds.Set(row);
                    break;
                case OtlpTags.HistogramDataPoint.Exemplars:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> exemplar);
                    status = read ? _exemplars.Decode(exemplar, table.Exemplars!) : status;
                    break;
                case OtlpTags.HistogramDataPoint.Attributes:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    status = read ? values.DecodeAttribute(attribute, table.Attributes) : status;
                    break;
                case OtlpTags.HistogramDataPoint.Flags:
                    read = reader.TryReadUInt32(out flags);
                    break;
                default:
                    read = TrySkip(reader, tag, HistogramFields, "HistogramDataPoint", ref status, out int next);
                    reader.Seek(next);
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }

            if (!read)
            {
                return problem.Malformed("HistogramDataPoint");
            }
        }
    }

    private DecodeStatus DecodeExpHistogram(ReadOnlySpan<byte> message)
    {
        ExpHistogramPointTable table = tables.ExpHistograms;
        int row = table.Table.Rows;
        ulong start = 0, time = 0, count = 0, zeroCount = 0, zeroThreshold = 0;
        uint flags = 0;
        int scale = 0;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    table.Count.Append(count);
                    table.Scale.Append(scale);
                    table.ZeroCount.Append(zeroCount);
                    if (zeroThreshold != 0)
                    {
                        table.ZeroThreshold.Set(row, BitConverter.UInt64BitsToDouble(zeroThreshold));
                    }

                    return EndPoint(table, row, start, time, flags);
                case ReadStatus.Malformed:
                    return problem.Malformed("ExponentialHistogramDataPoint");
            }

            bool read;
            DecodeStatus status = DecodeStatus.Ok;
            switch (tag)
            {
                case OtlpTags.ExponentialHistogramDataPoint.Attributes:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    status = read ? values.DecodeAttribute(attribute, table.Attributes) : status;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out start);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.TimeUnixNano:
                    read = reader.TryReadFixed64(out time);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Count:
                    read = reader.TryReadFixed64(out count);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Sum:
                    read = reader.TryReadDouble(out double sum);
                    table.Sum.Set(row, sum);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Scale:
                    read = reader.TryReadSInt32(out scale);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.ZeroCount:
                    read = reader.TryReadFixed64(out zeroCount);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Positive:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> positive);
                    status = read ? DecodeBuckets(positive, table.Positive, row) : status;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Negative:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> negative);
                    status = read ? DecodeBuckets(negative, table.Negative, row) : status;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Flags:
                    read = reader.TryReadUInt32(out flags);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Exemplars:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> exemplar);
                    status = read ? _exemplars.Decode(exemplar, table.Exemplars!) : status;
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Min:
                    read = reader.TryReadDouble(out double min);
                    table.Min.Set(row, min);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.Max:
                    read = reader.TryReadDouble(out double max);
                    table.Max.Set(row, max);
                    break;
                case OtlpTags.ExponentialHistogramDataPoint.ZeroThreshold:
                    read = reader.TryReadFixed64(out zeroThreshold);
                    break;
                default:
                    read = TrySkip(reader, tag, ExpHistogramFields, "ExponentialHistogramDataPoint", ref status, out int next);
                    reader.Seek(next);
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }

            if (!read)
            {
                return problem.Malformed("ExponentialHistogramDataPoint");
            }
        }
    }

    private DecodeStatus DecodeBuckets(ReadOnlySpan<byte> message, BucketsColumns columns, int row)
    {
        columns.Struct.Set(row);
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    // Both children, always: peers panic when one is missing (otap.md 5.2 b).
                    if (columns.Offset.Count <= row)
                    {
                        columns.Offset.Set(row, 0);
                    }

                    columns.BucketCounts.Set(row);
                    return DecodeStatus.Ok;
                case ReadStatus.Malformed:
                    return problem.Malformed("Buckets");
            }

            bool read;
            DecodeStatus status = DecodeStatus.Ok;
            switch (tag)
            {
                case OtlpTags.Buckets.Offset:
                    read = reader.TryReadSInt32(out int offset);
                    columns.Offset.Set(row, offset);
                    break;
                case OtlpTags.Buckets.BucketCounts:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> packed);
                    var counts = new ProtoReader(packed);
                    while (read && !counts.AtEnd)
                    {
                        read = counts.TryReadVarint(out ulong count);
                        columns.BucketCountItem.Append(count);
                    }

                    columns.BucketCounts.Set(row);
                    break;
                case (OtlpFields.Buckets.BucketCounts << 3) | (uint)WireType.Varint:
                    read = reader.TryReadVarint(out ulong single);
                    columns.BucketCountItem.Append(single);
                    columns.BucketCounts.Set(row);
                    break;
                default:
                    read = TrySkip(reader, tag, BucketsFields, "Buckets", ref status, out int next);
                    reader.Seek(next);
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }

            if (!read)
            {
                return problem.Malformed("Buckets");
            }
        }
    }

    private DecodeStatus DecodeSummary(ReadOnlySpan<byte> message)
    {
        SummaryPointTable table = tables.Summaries;
        int row = table.Table.Rows;
        ulong start = 0, time = 0, count = 0, sum = 0;
        uint flags = 0;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    table.Count.Append(count);
                    table.Sum.Append(BitConverter.UInt64BitsToDouble(sum));
                    return EndPoint(table, row, start, time, flags);
                case ReadStatus.Malformed:
                    return problem.Malformed("SummaryDataPoint");
            }

            bool read;
            DecodeStatus status = DecodeStatus.Ok;
            switch (tag)
            {
                case OtlpTags.SummaryDataPoint.StartTimeUnixNano:
                    read = reader.TryReadFixed64(out start);
                    break;
                case OtlpTags.SummaryDataPoint.TimeUnixNano:
                    read = reader.TryReadFixed64(out time);
                    break;
                case OtlpTags.SummaryDataPoint.Count:
                    read = reader.TryReadFixed64(out count);
                    break;
                case OtlpTags.SummaryDataPoint.Sum:
                    read = reader.TryReadFixed64(out sum);
                    break;
                case OtlpTags.SummaryDataPoint.QuantileValues:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> quantile);
                    status = read ? DecodeQuantile(quantile, table) : status;
                    table.Quantiles.Set(row);
                    break;
                case OtlpTags.SummaryDataPoint.Attributes:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    status = read ? values.DecodeAttribute(attribute, table.Attributes) : status;
                    break;
                case OtlpTags.SummaryDataPoint.Flags:
                    read = reader.TryReadUInt32(out flags);
                    break;
                default:
                    read = TrySkip(reader, tag, SummaryFields, "SummaryDataPoint", ref status, out int next);
                    reader.Seek(next);
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }

            if (!read)
            {
                return problem.Malformed("SummaryDataPoint");
            }
        }
    }

    private DecodeStatus DecodeQuantile(ReadOnlySpan<byte> message, SummaryPointTable table)
    {
        double quantile = 0, value = 0;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    table.QuantileItem.AppendPresent(1);
                    table.Quantile.Append(quantile);
                    table.Value.Append(value);
                    return DecodeStatus.Ok;
                case ReadStatus.Malformed:
                    return problem.Malformed("ValueAtQuantile");
            }

            DecodeStatus status = DecodeStatus.Ok;
            int next = -1;
            bool read = tag switch
            {
                OtlpTags.ValueAtQuantile.Quantile => reader.TryReadDouble(out quantile),
                OtlpTags.ValueAtQuantile.Value => reader.TryReadDouble(out value),
                _ => TrySkip(reader, tag, QuantileFields, "ValueAtQuantile", ref status, out next),
            };
            if (!read)
            {
                return status != DecodeStatus.Ok ? status : problem.Malformed("ValueAtQuantile");
            }

            if (next >= 0)
            {
                reader.Seek(next);
            }
        }
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
    private static bool TryAppendFixed<T>(ReadOnlySpan<byte> packed, PrimitiveColumn<T> items)
        where T : unmanaged
    {
        if (packed.Length % sizeof(ulong) != 0)
        {
            return false;
        }

        items.Append(SpanCast.Cast<T>(packed));
        return true;
    }

    private bool TrySkip(
        ProtoReader reader, uint tag, uint known, string where, ref DecodeStatus status, out int position)
    {
        position = 0;
        uint number = tag >> 3;
        if (number < 32 && (known >> (int)number & 1) != 0)
        {
            status = problem.WrongWireType(where, tag);
            return false;
        }

        bool skipped = reader.TrySkip(tag);
        position = reader.Position;
        return skipped;
    }
}
