using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Exporters.ClickHouse.Attributes;
using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>A row a log record.</summary>
internal sealed class LogSource(OtapBatch batch, RowMap rows, ScratchArrays scratch) : BlockSource(batch, rows, scratch)
{
    /// <summary>Number 0 is a record without a body; the others are the type codes of values plus one.</summary>
    private static readonly byte[][] BodyTypes =
    [
        [], [.. "empty"u8], [.. "string"u8], [.. "int"u8], [.. "double"u8], [.. "bool"u8], [.. "map"u8], [.. "array"u8], [.. "bytes"u8],
    ];

    protected override RowMap Roots => Rows;

    protected override AttributeSource ItemAttributes(AttributeSet set) =>
        new(PayloadType.LogAttrs, Rows, RowMap.Identity(Rows.Count), Nesting.None);

    protected override void WriteItem(scoped ref NativeWriter writer, in ColumnPlan column, bool lowCardinality)
    {
        RecordBatch root = Batch.Root;
        switch (column.Field)
        {
            case Field.Time:
                NumberColumns.WriteTimes(
                    ref writer, root.Find(ColumnNames.TimeUnixNano), root.Find(ColumnNames.ObservedTimeUnixNano), Rows);
                break;
            case Field.ObservedTime:
                NumberColumns.WriteTimes(ref writer, root.Find(ColumnNames.ObservedTimeUnixNano), null, Rows);
                break;
            case Field.TraceId:
                TextColumns.WriteHex(ref writer, root.Find(ColumnNames.TraceId), Rows, Nesting.None);
                break;
            case Field.SpanId:
                TextColumns.WriteHex(ref writer, root.Find(ColumnNames.SpanId), Rows, Nesting.None);
                break;
            case Field.TraceFlags:
                NumberColumns.WriteLowByte(ref writer, root.Find(ColumnNames.Flags), Rows);
                break;
            case Field.Flags:
                NumberColumns.Write<uint>(ref writer, root.Find(ColumnNames.Flags), Rows, "UInt32"u8);
                break;
            case Field.SeverityText:
                Text(ref writer, root.Find(ColumnNames.SeverityText), Rows, lowCardinality);
                break;
            case Field.SeverityNumber:
                NumberColumns.WriteBytes(ref writer, root.Find(ColumnNames.SeverityNumber), Rows);
                break;
            case Field.Body:
                WriteBody(ref writer, lowCardinality);
                break;
            case Field.BodyType:
                WriteBodyType(ref writer, lowCardinality);
                break;
            case Field.LogEventName:
                Text(ref writer, root.Find(ColumnNames.EventName), Rows, lowCardinality);
                break;
            case Field.Dropped:
                NumberColumns.Write<uint>(ref writer, root.Find(ColumnNames.DroppedAttributesCount), Rows, "UInt32"u8);
                break;
            default:
                throw new InvalidOperationException($"Log records have no field {column.Field}.");
        }
    }

    /// <summary>Text as it is, scalars as text, bytes as hexadecimal digits, maps and arrays as JSON.</summary>
    private void WriteBody(scoped ref NativeWriter writer, bool lowCardinality)
    {
        var body = new BodyAccessor(Batch.Root);
        if (body.Struct is null || (body.Struct.Data.GetNullCount() == 0 && !body.Types.Values.ContainsAnyExcept((byte)AnyValueType.Str)))
        {
            Text(ref writer, body.Struct.Child(ColumnNames.Str), Rows, lowCardinality);
            return;
        }

        writer.Text(TextColumns.StringType);
        using var json = new JsonTextWriter();
        Span<byte> buffer = stackalloc byte[ScalarText.MaxBytes];
        for (int i = 0; i < Rows.Count; i++)
        {
            int row = Rows[i];
            switch (body.Struct.IsNull(row) ? AnyValueType.Empty : (AnyValueType)body.Types[row])
            {
                case AnyValueType.Str:
                    writer.Text(body.Str[row]);
                    break;
                case AnyValueType.Int:
                    writer.Text(buffer[..ScalarText.Int(body.Int[row], buffer)]);
                    break;
                case AnyValueType.Double:
                    writer.Text(buffer[..ScalarText.Double(body.Double[row], buffer)]);
                    break;
                case AnyValueType.Bool:
                    writer.Text(ScalarText.Bool(body.Bool[row]));
                    break;
                case AnyValueType.Bytes:
                    writer.Text(Convert.ToHexString(body.Bytes[row]));
                    break;
                case AnyValueType.Map or AnyValueType.Slice:
                    writer.Text(json.Write(body.Ser[row]));
                    break;
                default:
                    writer.Text(ReadOnlySpan<byte>.Empty);
                    break;
            }
        }
    }

    private void WriteBodyType(scoped ref NativeWriter writer, bool lowCardinality)
    {
        var body = new BodyAccessor(Batch.Root);
        int[] choices = Scratch.Ints(Rows.Count);
        for (int row = 0; row < Rows.Count; row++)
        {
            int type = body.Struct.IsNullAt(Rows[row]) ? 0 : body.Types[Rows[row]] + 1;
            choices[row] = type < BodyTypes.Length ? type : 0;
        }

        TextColumns.WriteChosen(ref writer, BodyTypes, choices.AsSpan(0, Rows.Count), lowCardinality, Nesting.None);
    }
}
