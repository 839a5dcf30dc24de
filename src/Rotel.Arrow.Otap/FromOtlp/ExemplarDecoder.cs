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
        DecodeStatus status = DecodeStatus.Ok;
        int position = 0;
        while ((uint)position < (uint)message.Length)
        {
            position = ProtoReader.Next(message, position, out uint tag, out ReadOnlySpan<byte> bytes, out ulong scalar);
            if (position < 0)
            {
                return problem.Malformed("Exemplar");
            }

            switch (tag)
            {
                case OtlpTags.Exemplar.TimeUnixNano:
                    time = scalar;
                    break;
                case OtlpTags.Exemplar.AsDouble:
                case OtlpTags.Exemplar.AsInt:
                    valueField = (int)(tag >> 3);
                    value = scalar;
                    break;
                case OtlpTags.Exemplar.SpanId:
                    spanId = bytes;
                    break;
                case OtlpTags.Exemplar.TraceId:
                    traceId = bytes;
                    break;
                case OtlpTags.Exemplar.FilteredAttributes:
                    status = values.DecodeAttribute(bytes, table.Attributes);
                    break;
                default:
                    status = problem.CheckUnknown(tag, ExemplarFields, "Exemplar");
                    break;
            }

            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

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
