using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>SPAN_LINKS: id u32, parent_id u16, trace_id, span_id, trace_state, dropped_attributes_count, flags.</summary>
internal sealed class LinkTable : IDisposable
{
    public LinkTable(SlabPool pool)
    {
        TraceId = new FixedBinaryColumn(ColumnNames.TraceId, 16, false, pool);
        SpanId = new FixedBinaryColumn(ColumnNames.SpanId, 8, false, pool);
        TraceState = SignalTables.Text(ColumnNames.TraceState, true, pool);
        DroppedAttributes = SignalTables.UInt32(ColumnNames.DroppedAttributesCount, pool);
        Flags = SignalTables.UInt32(ColumnNames.Flags, pool);
        Table = new TableBuilder(TraceId, SpanId, TraceState, DroppedAttributes, Flags);
        Attributes = new AttributeTable(PayloadType.SpanLinkAttrs, true, pool);
        Offsets = new ParentOffsets(pool);
    }

    public TableBuilder Table { get; }

    public FixedBinaryColumn TraceId { get; }

    public FixedBinaryColumn SpanId { get; }

    public DictionaryColumn TraceState { get; }

    public PrimitiveColumn<uint> DroppedAttributes { get; }

    public PrimitiveColumn<uint> Flags { get; }

    public AttributeTable Attributes { get; }

    public ParentOffsets Offsets { get; }

    public void EndRow()
    {
        Attributes.EndParent();
        Table.Rows++;
    }

    public void TruncateParents(int parents)
    {
        int rows = Offsets.Truncate(parents);
        Table.Truncate(rows);
        Attributes.TruncateParents(rows);
    }

    public void Seal(SealContext context, OtapBatch batch) =>
        ChildTable.Seal(context, batch, PayloadType.SpanLinks, Table, Offsets, wideParent: false, Attributes);

    public void Dispose()
    {
        Table.Dispose();
        Attributes.Dispose();
        Offsets.Dispose();
    }
}
