using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>A row a log record.</summary>
internal static class WideLogs
{
    public static RecordBatch Build(SealContext context, OtapBatch batch, JsonValueWriter json)
    {
        RecordBatch root = batch.Root;
        int rows = root.Length;
        int[] roots = WideOrigin.Identity(rows);
        var origin = new WideOrigin(context, batch, json);
        var columns = new WideColumns(context, WideSchemas.Of(batch.Signal), rows);
        columns.Add(WideColumns.Times(context, root.Find(ColumnNames.TimeUnixNano)));
        columns.Add(WideColumns.Times(context, root.Find(ColumnNames.ObservedTimeUnixNano)));
        columns.Add(origin.ServiceName(roots));
        columns.Add(WideColumns.ZeroForNull<int>(context, root.Find(ColumnNames.SeverityNumber), Int32Type.Default, rows));
        columns.Add(root.Find(ColumnNames.SeverityText));
        if (root.Find(ColumnNames.Body) is { } body)
        {
            var values = new ValueColumns(body);
            columns.Add(values.Text(context, json));
            columns.Add(values.Typed(context));
        }
        else
        {
            columns.AddNulls(2);
        }

        columns.Add(root.Find(ColumnNames.EventName));
        columns.Add(WideColumns.Hex(context, root.Find(ColumnNames.TraceId)));
        columns.Add(WideColumns.Hex(context, root.Find(ColumnNames.SpanId)));
        columns.Add(WideTraces.UInt32(context, root, ColumnNames.Flags));
        AttributeMaps attributes = AttributeMaps.Build(context, batch, PayloadType.LogAttrs, rows, json);
        columns.Add(attributes.Text);
        columns.Add(attributes.Typed);
        columns.Add(WideTraces.UInt32(context, root, ColumnNames.DroppedAttributesCount));
        origin.AddTo(columns, roots);
        return columns.Build();
    }
}
