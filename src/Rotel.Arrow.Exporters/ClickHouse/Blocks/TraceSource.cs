using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>A row a span.</summary>
internal sealed class TraceSource : BlockSource
{
    private static readonly byte[][] Kinds =
        [[.. "Unspecified"u8], [.. "Internal"u8], [.. "Server"u8], [.. "Client"u8], [.. "Producer"u8], [.. "Consumer"u8]];

    private static readonly byte[][] StatusCodes = [[.. "Unset"u8], [.. "Ok"u8], [.. "Error"u8]];

    private readonly (RowMap Rows, Nesting Nesting) _events;
    private readonly (RowMap Rows, Nesting Nesting) _links;

    public TraceSource(OtapBatch batch, RowMap rows, ScratchArrays scratch)
        : base(batch, rows, scratch)
    {
        _events = Children(PayloadType.SpanEvents, rows);
        _links = Children(PayloadType.SpanLinks, rows);
    }

    protected override RowMap Roots => Rows;

    protected override AttributeSource ItemAttributes(AttributeSet set) => set switch
    {
        AttributeSet.Events => new AttributeSource(
            PayloadType.SpanEventAttrs, _events.Rows, RowMap.Identity(_events.Rows.Count), _events.Nesting),
        AttributeSet.Links => new AttributeSource(
            PayloadType.SpanLinkAttrs, _links.Rows, RowMap.Identity(_links.Rows.Count), _links.Nesting),
        _ => new AttributeSource(PayloadType.SpanAttrs, Rows, RowMap.Identity(Rows.Count), Nesting.None),
    };

    protected override void WriteItem(scoped ref NativeWriter writer, in ColumnPlan column, bool lowCardinality)
    {
        RecordBatch root = Batch.Root;
        IArrowArray? status = root.Find(ColumnNames.Status);
        switch (column.Field)
        {
            case Field.Time:
                NumberColumns.WriteTimes(ref writer, root.Find(ColumnNames.StartTimeUnixNano), null, Rows);
                break;
            case Field.TraceId:
                TextColumns.WriteHex(ref writer, root.Find(ColumnNames.TraceId), Rows, Nesting.None);
                break;
            case Field.SpanId:
                TextColumns.WriteHex(ref writer, root.Find(ColumnNames.SpanId), Rows, Nesting.None);
                break;
            case Field.ParentSpanId:
                TextColumns.WriteHex(ref writer, root.Find(ColumnNames.ParentSpanId), Rows, Nesting.None);
                break;
            case Field.TraceState:
                Text(ref writer, root.Find(ColumnNames.TraceState), Rows, lowCardinality);
                break;
            case Field.SpanName:
                Text(ref writer, root.Find(ColumnNames.Name), Rows, lowCardinality);
                break;
            case Field.SpanKind:
                TextColumns.WriteWords(ref writer, root.Find(ColumnNames.Kind), Rows, Kinds, lowCardinality, Scratch);
                break;
            case Field.Duration:
                NumberColumns.WriteDurations(ref writer, root.Find(ColumnNames.DurationTimeUnixNano), Rows);
                break;
            case Field.StatusCode:
                TextColumns.WriteWords(ref writer, status.Child(ColumnNames.StatusCode), Rows, StatusCodes, lowCardinality, Scratch);
                break;
            case Field.StatusMessage:
                Text(ref writer, status.Child(ColumnNames.StatusMessage), Rows, lowCardinality);
                break;
            case Field.Flags:
                NumberColumns.Write<uint>(ref writer, root.Find(ColumnNames.Flags), Rows, "UInt32"u8);
                break;
            case Field.Dropped:
                NumberColumns.Write<uint>(ref writer, root.Find(ColumnNames.DroppedAttributesCount), Rows, "UInt32"u8);
                break;
            case Field.DroppedEvents:
                NumberColumns.Write<uint>(ref writer, root.Find(ColumnNames.DroppedEventsCount), Rows, "UInt32"u8);
                break;
            case Field.DroppedLinks:
                NumberColumns.Write<uint>(ref writer, root.Find(ColumnNames.DroppedLinksCount), Rows, "UInt32"u8);
                break;
            default:
                WriteChild(ref writer, column.Field, lowCardinality);
                break;
        }
    }

    private void WriteChild(scoped ref NativeWriter writer, Field field, bool lowCardinality)
    {
        RecordBatch? events = Batch[PayloadType.SpanEvents];
        RecordBatch? links = Batch[PayloadType.SpanLinks];
        switch (field)
        {
            case Field.EventTime:
                NumberColumns.WriteTimes(ref writer, events.Find(ColumnNames.TimeUnixNano), null, _events.Rows, _events.Nesting);
                break;
            case Field.EventName:
                Text(ref writer, events.Find(ColumnNames.Name), _events.Rows, lowCardinality, _events.Nesting);
                break;
            case Field.EventDropped:
                NumberColumns.Write<uint>(
                    ref writer, events.Find(ColumnNames.DroppedAttributesCount), _events.Rows, "UInt32"u8, _events.Nesting);
                break;
            case Field.LinkTraceId:
                TextColumns.WriteHex(ref writer, links.Find(ColumnNames.TraceId), _links.Rows, _links.Nesting);
                break;
            case Field.LinkSpanId:
                TextColumns.WriteHex(ref writer, links.Find(ColumnNames.SpanId), _links.Rows, _links.Nesting);
                break;
            case Field.LinkTraceState:
                Text(ref writer, links.Find(ColumnNames.TraceState), _links.Rows, lowCardinality, _links.Nesting);
                break;
            case Field.LinkDropped:
                NumberColumns.Write<uint>(
                    ref writer, links.Find(ColumnNames.DroppedAttributesCount), _links.Rows, "UInt32"u8, _links.Nesting);
                break;
            case Field.LinkFlags:
                NumberColumns.Write<uint>(ref writer, links.Find(ColumnNames.Flags), _links.Rows, "UInt32"u8, _links.Nesting);
                break;
            default:
                throw new InvalidOperationException($"Spans have no field {field}.");
        }
    }
}
