using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>Decodes Exemplar messages.</summary>
internal sealed class ExemplarDecoder(AnyValueDecoder values, DecodeProblem problem)
{
    private const uint ExemplarFields = 0xFC;

    public DecodeStatus Decode(ReadOnlySpan<byte> message, ExemplarTable table)
    {
        int row = table.Table.Rows;
        if (row >= AnyValueDecoder.MaxChildRows)
        {
            return DecodeStatus.Full;
        }

        ReadOnlySpan<byte> traceId = default, spanId = default;
        ulong time = 0, value = 0;
        int valueField = 0;
        var reader = new ProtoReader(message);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    goto done;
                case ReadStatus.Malformed:
                    return problem.Malformed("Exemplar");
            }

            bool read;
            switch (tag)
            {
                case OtlpTags.Exemplar.TimeUnixNano:
                    read = reader.TryReadFixed64(out time);
                    break;
                case OtlpTags.Exemplar.AsDouble:
                case OtlpTags.Exemplar.AsInt:
                    valueField = (int)(tag >> 3);
                    read = reader.TryReadFixed64(out value);
                    break;
                case OtlpTags.Exemplar.SpanId:
                    read = reader.TryReadBytes(out spanId);
                    break;
                case OtlpTags.Exemplar.TraceId:
                    read = reader.TryReadBytes(out traceId);
                    break;
                case OtlpTags.Exemplar.FilteredAttributes:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> attribute);
                    if (read && values.DecodeAttribute(attribute, table.Attributes) is var status and not DecodeStatus.Ok)
                    {
                        return status;
                    }

                    break;
                default:
                    uint number = tag >> 3;
                    if (number < 32 && (ExemplarFields >> (int)number & 1) != 0)
                    {
                        return problem.WrongWireType("Exemplar", tag);
                    }

                    read = reader.TrySkip(tag);
                    break;
            }

            if (!read)
            {
                return problem.Malformed("Exemplar");
            }
        }

    done:
        if (traceId.Length is not (0 or 16))
        {
            return problem.InvalidId("Exemplar.trace_id", traceId.Length, 16);
        }

        if (spanId.Length is not (0 or 8))
        {
            return problem.InvalidId("Exemplar.span_id", spanId.Length, 8);
        }

        if (!traceId.IsEmpty)
        {
            table.TraceId.Set(row, traceId);
        }

        if (!spanId.IsEmpty)
        {
            table.SpanId.Set(row, spanId);
        }

        if (valueField == OtlpFields.Exemplar.AsInt)
        {
            table.IntValue.Set(row, (long)value);
        }
        else if (valueField == OtlpFields.Exemplar.AsDouble)
        {
            table.DoubleValue.Set(row, BitConverter.UInt64BitsToDouble(value));
        }

        table.Time.Append((long)time);
        table.EndRow();
        return DecodeStatus.Ok;
    }
}
