using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>A row a span.</summary>
internal static class WideTraces
{
    private static readonly string[] Kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
    private static readonly string[] StatusCodes = ["UNSET", "OK", "ERROR"];

    public static RecordBatch Build(SealContext context, OtapBatch batch, JsonValueWriter json)
    {
        RecordBatch root = batch.Root;
        int rows = root.Length;
        int[] roots = WideOrigin.Identity(rows);
        var origin = new WideOrigin(context, batch, json);
        var columns = new WideColumns(context, WideSchemas.Of(batch.Signal), rows);
        columns.Add(WideColumns.Times(context, root.Find(ColumnNames.StartTimeUnixNano)));
        columns.Add(WideColumns.Retype(root.Find(ColumnNames.DurationTimeUnixNano), Int64Type.Default));
        columns.Add(WideColumns.Hex(context, root.Find(ColumnNames.TraceId)));
        columns.Add(WideColumns.Hex(context, root.Find(ColumnNames.SpanId)));
        columns.Add(WideColumns.Hex(context, root.Find(ColumnNames.ParentSpanId)));
        columns.Add(origin.ServiceName(roots));
        columns.Add(root.Find(ColumnNames.Name));
        columns.Add(TextDictionary.Names(context, root.Find(ColumnNames.Kind), rows, Kinds));
        IArrowArray? status = root.Find(ColumnNames.Status);
        columns.Add(TextDictionary.Names(context, status.Child(ColumnNames.StatusCode), rows, StatusCodes));
        columns.Add(status.Child(ColumnNames.StatusMessage));
        columns.Add(root.Find(ColumnNames.TraceState));
        columns.Add(UInt32(context, root, ColumnNames.Flags));
        AttributeMaps attributes = AttributeMaps.Build(context, batch, PayloadType.SpanAttrs, rows, json);
        columns.Add(attributes.Text);
        columns.Add(attributes.Typed);
        columns.Add(UInt32(context, root, ColumnNames.DroppedAttributesCount));
        columns.Add(Events(context, batch, rows, json));
        columns.Add(UInt32(context, root, ColumnNames.DroppedEventsCount));
        columns.Add(Links(context, batch, rows, json));
        columns.Add(UInt32(context, root, ColumnNames.DroppedLinksCount));
        origin.AddTo(columns, roots);
        return columns.Build();
    }

    private static ArrayData Events(SealContext context, OtapBatch batch, int parents, JsonValueWriter json)
    {
        RecordBatch? events = batch[PayloadType.SpanEvents];
        int rows = events?.Length ?? 0;
        AttributeMaps attributes = AttributeMaps.Build(context, batch, PayloadType.SpanEventAttrs, rows, json);
        return ListOf(context, batch, PayloadType.SpanEvents, parents, WideTypes.Event, rows,
        [
            WideColumns.Times(context, events.Find(ColumnNames.TimeUnixNano)),
            events.Find(ColumnNames.Name)?.Data,
            attributes.Text,
            attributes.Typed,
            UInt32(context, events, ColumnNames.DroppedAttributesCount),
        ]);
    }

    private static ArrayData Links(SealContext context, OtapBatch batch, int parents, JsonValueWriter json)
    {
        RecordBatch? links = batch[PayloadType.SpanLinks];
        int rows = links?.Length ?? 0;
        AttributeMaps attributes = AttributeMaps.Build(context, batch, PayloadType.SpanLinkAttrs, rows, json);
        return ListOf(context, batch, PayloadType.SpanLinks, parents, WideTypes.Link, rows,
        [
            WideColumns.Hex(context, links.Find(ColumnNames.TraceId)),
            WideColumns.Hex(context, links.Find(ColumnNames.SpanId)),
            links.Find(ColumnNames.TraceState)?.Data,
            attributes.Text,
            attributes.Typed,
            UInt32(context, links, ColumnNames.DroppedAttributesCount),
            UInt32(context, links, ColumnNames.Flags),
        ]);
    }

    /// <summary>A child table as a list column of structs: its columns stay where they are, its offsets become the list's.</summary>
    internal static ArrayData ListOf(
        SealContext context, OtapBatch batch, PayloadType child, int parents, StructType type, int rows, ReadOnlySpan<ArrayData?> members)
    {
        var children = new ArrayData[members.Length];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = members[i] ?? WideColumns.Nulls(context, type.Fields[i].DataType, rows);
        }

        return new ArrayData(
            WideTypes.ListOf(type), parents, 0, 0, [ArrowBuffer.Empty, AttributeMaps.Offsets(context, batch, child, parents)],
            [new ArrayData(type, rows, 0, 0, [ArrowBuffer.Empty], children)]);
    }

    internal static ArrayData UInt32(SealContext context, RecordBatch? table, string name) =>
        WideColumns.ZeroForNull<uint>(context, table.Find(name), UInt32Type.Default, table?.Length ?? 0);
}
