using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>
/// Decodes opentelemetry.proto.metrics.v1.Metric (collector.md 1.5) into UNIVARIATE_METRICS and the point tables.
/// An invalid data point is dropped by itself and counted; an invalid metric takes its points with it.
/// </summary>
internal sealed class MetricDecoder : SignalDecoder
{
    private const uint MetricFields = 0x1EAE, SumFields = 0xE, HistogramFields = 0x6, PointsOnlyFields = 0x2;

    private readonly MetricTables _tables;
    private readonly PointDecoder _points;
    private int _nameGuess, _descriptionGuess, _unitGuess;

    public MetricDecoder(SlabPool pool)
        : base(pool)
    {
        _tables = new MetricTables(pool);
        _points = new PointDecoder(_tables, Values, Problem);
    }

    public override SignalTables Tables => _tables;

    public override int ItemCount => _tables.Points;

    public override DecodeStatus DecodeItem(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> name = default, description = default, unit = default, data = default;
        int member = 0;
        bool inParts = false;
        int row = _tables.Root.Rows;
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> value, out _);
            if (position < 0)
            {
                return Problem.Malformed("Metric");
            }

            switch (tag)
            {
                case OtlpTags.Metric.Name:
                    name = value;
                    break;
                case OtlpTags.Metric.Description:
                    description = value;
                    break;
                case OtlpTags.Metric.Unit:
                    unit = value;
                    break;
                case OtlpTags.Metric.Gauge:
                case OtlpTags.Metric.Sum:
                case OtlpTags.Metric.Histogram:
                case OtlpTags.Metric.ExponentialHistogram:
                case OtlpTags.Metric.Summary:
                    inParts = member == (int)(tag >> 3);
                    member = (int)(tag >> 3);
                    data = value;
                    break;
                case OtlpTags.Metric.Metadata:
                    status = Values.DecodeAttribute(value, _tables.Metadata);
                    break;
                default:
                    status = CheckUnknown(tag, MetricFields, "Metric");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        if (!_tables.Name.TrySet(row, name, ref _nameGuess))
        {
            return Problem.InvalidText("Metric.name");
        }

        if (!description.IsEmpty && !_tables.Description.TrySet(row, description, ref _descriptionGuess))
        {
            return Problem.InvalidText("Metric.description");
        }

        if (!unit.IsEmpty && !_tables.Unit.TrySet(row, unit, ref _unitGuess))
        {
            return Problem.InvalidText("Metric.unit");
        }

        // The points come last: behind this nothing makes the metric invalid, so that a point which is dropped and
        // counted by itself is not counted again with its metric.
        if (inParts)
        {
            data = ConcatenateData(message, member);
        }

        if (member != 0 && (status = DecodeData(data, member, row)) != DecodeStatus.Ok)
        {
            return status;
        }

        _tables.MetricType.Append((byte)TypeOf(member));
        _tables.EndRow();
        return DecodeStatus.Ok;
    }

    public override int CountItems(ReadOnlySpan<byte> message)
    {
        int points = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Type == WireType.LengthDelimited && TypeOf(field.Number) != MetricType.Empty)
            {
                var data = new ProtoReader(message.Slice(field.ValueStart, field.ValueLength));
                while (data.ReadField(out WireField point) == ReadStatus.Field)
                {
                    points += point.Tag == OtlpTags.MetricData.DataPoints ? 1 : 0;
                }
            }
        }

        return points;
    }

    private static MetricType TypeOf(int member) => member switch
    {
        OtlpFields.Metric.Gauge => MetricType.Gauge,
        OtlpFields.Metric.Sum => MetricType.Sum,
        OtlpFields.Metric.Histogram => MetricType.Histogram,
        OtlpFields.Metric.ExponentialHistogram => MetricType.ExponentialHistogram,
        OtlpFields.Metric.Summary => MetricType.Summary,
        _ => MetricType.Empty,
    };

    /// <summary>Merges the parts of the data member since it last changed; see <see cref="FieldParts"/>.</summary>
    private static ReadOnlySpan<byte> ConcatenateData(ReadOnlySpan<byte> message, int member)
    {
        var merged = new byte[message.Length];
        int length = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Number == member)
            {
                message.Slice(field.ValueStart, field.ValueLength).CopyTo(merged.AsSpan(length));
                length += field.ValueLength;
            }
            else if (TypeOf(field.Number) != MetricType.Empty)
            {
                length = 0;
            }
        }

        return merged.AsSpan(0, length);
    }

    private DecodeStatus DecodeData(ReadOnlySpan<byte> message, int member, int row)
    {
        PointTable table = member switch
        {
            OtlpFields.Metric.Histogram => _tables.Histograms,
            OtlpFields.Metric.ExponentialHistogram => _tables.ExpHistograms,
            OtlpFields.Metric.Summary => _tables.Summaries,
            _ => _tables.Numbers,
        };
        uint known = member switch
        {
            OtlpFields.Metric.Sum => SumFields,
            OtlpFields.Metric.Histogram or OtlpFields.Metric.ExponentialHistogram => HistogramFields,
            _ => PointsOnlyFields,
        };
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> point, out ulong scalar);
            if (position < 0)
            {
                return Problem.Malformed("Metric.data");
            }

            switch (tag)
            {
                case OtlpTags.MetricData.DataPoints:
                    status = DecodePoint(point, member, table);
                    break;
                case OtlpTags.MetricData.AggregationTemporality when known != PointsOnlyFields:
                    _tables.Temporality.Set(row, (int)scalar);
                    break;
                case OtlpTags.MetricData.IsMonotonic when known == SumFields:
                    _tables.IsMonotonic.Set(row, scalar != 0);
                    break;
                default:
                    status = CheckUnknown(tag, known, "Metric.data");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        return DecodeStatus.Ok;
    }

    private DecodeStatus DecodePoint(ReadOnlySpan<byte> point, int member, PointTable table)
    {
        int row = table.Table.Rows;
        DecodeStatus status = row >= AnyValueDecoder.MaxChildRows ? DecodeStatus.Full : _points.Decode(point, member);
        if (status != DecodeStatus.Invalid)
        {
            return status;
        }

        table.TruncateRows(row);
        RejectedInside++;
        return DecodeStatus.Ok;
    }
}
