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
    private const uint MetricFields = 0x1EAE, DataFields = 0xE;

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
        DecodeStatus status;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    goto done;
                case ReadStatus.Malformed:
                    return Problem.Malformed("Metric");
            }

            bool read;
            switch (tag)
            {
                case OtlpTags.Metric.Name:
                    read = reader.TryReadBytes(out name);
                    break;
                case OtlpTags.Metric.Description:
                    read = reader.TryReadBytes(out description);
                    break;
                case OtlpTags.Metric.Unit:
                    read = reader.TryReadBytes(out unit);
                    break;
                case OtlpTags.Metric.Gauge:
                case OtlpTags.Metric.Sum:
                case OtlpTags.Metric.Histogram:
                case OtlpTags.Metric.ExponentialHistogram:
                case OtlpTags.Metric.Summary:
                    inParts = member == (int)(tag >> 3);
                    member = (int)(tag >> 3);
                    read = reader.TryReadBytes(out data);
                    break;
                case OtlpTags.Metric.Metadata:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    if (read && (status = Values.DecodeAttribute(attribute, _tables.Metadata)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    break;
                default:
                    if ((status = Skip(reader, tag, MetricFields, "Metric", out int next)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    reader.Seek(next);
                    continue;
            }

            if (!read)
            {
                return Problem.Malformed("Metric");
            }
        }

    done:
        if (inParts)
        {
            data = ConcatenateData(message, member);
        }

        if (member != 0 && (status = DecodeData(data, member, row)) != DecodeStatus.Ok)
        {
            return status;
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
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    return DecodeStatus.Ok;
                case ReadStatus.Malformed:
                    return Problem.Malformed("Metric.data");
            }

            DecodeStatus status;
            switch (tag)
            {
                case OtlpTags.MetricData.DataPoints:
                    if (!reader.TryReadBytes(out ReadOnlySpan<byte> point))
                    {
                        return Problem.Malformed("Metric.data");
                    }

                    int pointRow = table.Table.Rows;
                    status = pointRow >= AnyValueDecoder.MaxChildRows ? DecodeStatus.Full : _points.Decode(point, member);
                    if (status == DecodeStatus.Invalid)
                    {
                        table.TruncateRows(pointRow);
                        RejectedInside++;
                    }
                    else if (status != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    continue;
                case OtlpTags.MetricData.AggregationTemporality
                    when member is not (OtlpFields.Metric.Gauge or OtlpFields.Metric.Summary):
                    if (!reader.TryReadUInt32(out uint temporality))
                    {
                        return Problem.Malformed("Metric.data");
                    }

                    _tables.Temporality.Set(row, (int)temporality);
                    continue;
                case OtlpTags.MetricData.IsMonotonic when member == OtlpFields.Metric.Sum:
                    if (!reader.TryReadVarint(out ulong monotonic))
                    {
                        return Problem.Malformed("Metric.data");
                    }

                    _tables.IsMonotonic.Set(row, monotonic != 0);
                    continue;
                default:
                    uint known = member switch
                    {
                        OtlpFields.Metric.Sum => DataFields,
                        OtlpFields.Metric.Histogram or OtlpFields.Metric.ExponentialHistogram => DataFields & 0x6,
                        _ => DataFields & 0x2,
                    };
                    if ((status = Skip(reader, tag, known, "Metric.data", out int next)) != DecodeStatus.Ok)
                    {
                        return status;
                    }

                    reader.Seek(next);
                    continue;
            }
        }
    }
}
