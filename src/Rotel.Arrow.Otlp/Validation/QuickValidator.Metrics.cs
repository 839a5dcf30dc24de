using Rotel.Arrow.Otlp.Schema;
using T = Rotel.Arrow.Otlp.Wire.OtlpTags;

namespace Rotel.Arrow.Otlp.Validation;

/// <content>Metrics and their data points.</content>
internal ref partial struct QuickValidator
{
    private bool Metric(int position, int end)
    {
        uint dataTag = 0;
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            int stop;
            switch (tag)
            {
                case T.Metric.Name:
                case T.Metric.Description:
                case T.Metric.Unit:
                    sound = String(ref position, end);
                    break;
                case T.Metric.Gauge:
                case T.Metric.Sum:
                case T.Metric.Histogram:
                case T.Metric.ExponentialHistogram:
                case T.Metric.Summary:
                    sound = (dataTag == 0 || dataTag == tag)
                        & (TryLength(ref position, end, out stop) && MetricData(tag, position, stop));
                    dataTag = tag;
                    position = stop;
                    break;
                case T.Metric.Metadata:
                    sound = Attribute(ref position, end);
                    break;
                default:
                    sound = Unknown(OtlpSchema.Metric, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool MetricData(uint kind, int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            if (tag == T.MetricData.DataPoints)
            {
                Items++;
                sound = DataPoint(kind, ref position, end);
            }
            else
            {
                sound = tag switch
                {
                    T.MetricData.AggregationTemporality when HasTemporality(kind) => Varint(ref position, end),
                    T.MetricData.IsMonotonic when kind == T.Metric.Sum => Varint(ref position, end),
                    _ => Unknown(SchemaOf(kind), tag, ref position, end),
                };
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool DataPoint(uint kind, ref int position, int end)
    {
        switch (kind)
        {
            case T.Metric.Gauge:
            case T.Metric.Sum:
                bool sound = TryLength(ref position, end, out int stop) && NumberDataPoint(position, stop);
                position = stop;
                return sound;
            case T.Metric.Histogram:
                sound = TryLength(ref position, end, out stop) && HistogramDataPoint(position, stop);
                position = stop;
                return sound;
            case T.Metric.ExponentialHistogram:
                return ByTable(OtlpSchema.ExponentialHistogramDataPoint, ref position, end);
            default:
                return ByTable(OtlpSchema.SummaryDataPoint, ref position, end);
        }
    }

    private bool NumberDataPoint(int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            switch (tag)
            {
                case T.NumberDataPoint.Attributes:
                    sound = Attribute(ref position, end);
                    break;
                case T.NumberDataPoint.StartTimeUnixNano:
                case T.NumberDataPoint.TimeUnixNano:
                case T.NumberDataPoint.AsDouble:
                case T.NumberDataPoint.AsInt:
                    position += sizeof(ulong);
                    sound = true;
                    break;
                case T.NumberDataPoint.Flags:
                    sound = Varint(ref position, end);
                    break;
                case T.NumberDataPoint.Exemplars:
                    sound = ByTable(OtlpSchema.Exemplar, ref position, end);
                    break;
                default:
                    sound = Unknown(OtlpSchema.NumberDataPoint, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private bool HistogramDataPoint(int position, int end)
    {
        while (position < end)
        {
            if (!TryTag(ref position, end, out uint tag))
            {
                return false;
            }

            bool sound;
            int stop;
            switch (tag)
            {
                case T.HistogramDataPoint.Attributes:
                    sound = Attribute(ref position, end);
                    break;
                case T.HistogramDataPoint.StartTimeUnixNano:
                case T.HistogramDataPoint.TimeUnixNano:
                case T.HistogramDataPoint.Count:
                case T.HistogramDataPoint.Sum:
                case T.HistogramDataPoint.Min:
                case T.HistogramDataPoint.Max:
                case UnpackedBucketCount:
                case UnpackedExplicitBound:
                    position += sizeof(ulong);
                    sound = true;
                    break;
                case T.HistogramDataPoint.BucketCounts:
                case T.HistogramDataPoint.ExplicitBounds:
                    sound = TryLength(ref position, end, out stop) && (stop - position) % sizeof(ulong) == 0;
                    position = stop;
                    break;
                case T.HistogramDataPoint.Flags:
                    sound = Varint(ref position, end);
                    break;
                case T.HistogramDataPoint.Exemplars:
                    sound = ByTable(OtlpSchema.Exemplar, ref position, end);
                    break;
                default:
                    sound = Unknown(OtlpSchema.HistogramDataPoint, tag, ref position, end);
                    break;
            }

            if (!sound)
            {
                return false;
            }
        }

        return position == end;
    }

    private const uint UnpackedBucketCount =
        ((uint)Wire.OtlpFields.HistogramDataPoint.BucketCounts << 3) | (uint)Wire.WireType.Fixed64;

    private const uint UnpackedExplicitBound =
        ((uint)Wire.OtlpFields.HistogramDataPoint.ExplicitBounds << 3) | (uint)Wire.WireType.Fixed64;

    private static bool HasTemporality(uint kind) =>
        kind is T.Metric.Sum or T.Metric.Histogram or T.Metric.ExponentialHistogram;

    private static MessageSchema SchemaOf(uint kind) => kind switch
    {
        T.Metric.Gauge => OtlpSchema.Gauge,
        T.Metric.Sum => OtlpSchema.Sum,
        T.Metric.Histogram => OtlpSchema.Histogram,
        T.Metric.ExponentialHistogram => OtlpSchema.ExponentialHistogram,
        _ => OtlpSchema.Summary,
    };
}
