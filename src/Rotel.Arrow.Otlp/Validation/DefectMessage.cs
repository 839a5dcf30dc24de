using System.Globalization;
using System.Text;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Validation;

/// <summary>
/// Words for a defect. The path is found by walking again to its offset, so that the walk that looks for defects need
/// not remember where it is. Names and numbers only, never data of the sender.
/// </summary>
internal static class DefectMessage
{
    internal static string Describe(MessageSchema request, ReadOnlySpan<byte> data, in Defect defect)
    {
        var path = new StringBuilder();
        FieldSchema? field = FindPath(request, data, defect.Offset, path);
        string where = path.Length > 0 ? path.ToString() : request.Name;
        return $"{where}: {Fault(field, defect)}";
    }

    private static string Fault(FieldSchema? field, in Defect defect)
    {
        switch (defect.Kind)
        {
            case DefectKind.Framing:
                return string.Create(
                    CultureInfo.InvariantCulture, $"truncated or malformed protobuf field at byte {defect.Offset}");
            case DefectKind.WireType:
                return string.Create(CultureInfo.InvariantCulture, $"wrong wire type at byte {defect.Offset}");
            case DefectKind.PackedLength:
                return "packed values do not fill their length";
            case DefectKind.IdLength:
                int expected = field?.Kind == FieldKind.TraceId ? FieldKinds.TraceIdBytes : FieldKinds.SpanIdBytes;
                return string.Create(CultureInfo.InvariantCulture, $"{defect.Detail} bytes, expected {expected} or 0");
            case DefectKind.Utf8:
                return "not valid UTF-8";
            case DefectKind.Depth:
                return string.Create(
                    CultureInfo.InvariantCulture, $"values are nested more than {OtlpSchema.MaxAnyValueDepth} deep");
            default:
                return "more than one kind of data";
        }
    }

    /// <summary>Appends names from the root down to the field at the offset, and returns that field if it is known.</summary>
    private static FieldSchema? FindPath(MessageSchema schema, ReadOnlySpan<byte> data, int offset, StringBuilder path)
    {
        int start = 0;
        int end = data.Length;
        while (true)
        {
            FieldSchema? field = FindField(schema, data[start..end], offset - start, out WireField wire, out int index);
            if (field is null)
            {
                return null;
            }

            Append(path, field, index);
            if (start + wire.Start == offset || field.Message is null)
            {
                return field;
            }

            end = start + wire.End;
            start += wire.ValueStart;
            schema = field.Message;
        }
    }

    private static FieldSchema? FindField(
        MessageSchema schema, ReadOnlySpan<byte> message, int offset, out WireField wire, out int index)
    {
        Span<int> seen = stackalloc int[schema.Fields.Length];
        seen.Clear();
        index = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadField(out wire) == ReadStatus.Field)
        {
            FieldSchema? field = schema.Find(wire.Number);
            if (offset < wire.End)
            {
                index = field is null ? 0 : seen[field.Ordinal];
                return field;
            }

            if (field is not null)
            {
                seen[field.Ordinal]++;
            }
        }

        return null;
    }

    private static void Append(StringBuilder path, FieldSchema field, int index)
    {
        if (path.Length > 0)
        {
            path.Append('.');
        }

        path.Append(field.Name);
        if (field.Repeated && !field.CanBePacked)
        {
            path.Append(CultureInfo.InvariantCulture, $"[{index}]");
        }
    }
}
