using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>SPAN_EVENTS: id u32, parent_id u16, time_unix_nano, name, dropped_attributes_count.</summary>
internal sealed class EventTable : IDisposable
{
    public EventTable(SlabPool pool)
    {
        Time = SignalTables.Timestamp(ColumnNames.TimeUnixNano, true, pool);
        Name = SignalTables.Text(ColumnNames.Name, false, pool);
        DroppedAttributes = SignalTables.UInt32(ColumnNames.DroppedAttributesCount, pool);
        Table = new TableBuilder(Time, Name, DroppedAttributes);
        Attributes = new AttributeTable(PayloadType.SpanEventAttrs, true, pool);
        Offsets = new ParentOffsets(pool);
    }

    public TableBuilder Table { get; }

    public PrimitiveColumn<long> Time { get; }

    public DictionaryColumn Name { get; }

    public PrimitiveColumn<uint> DroppedAttributes { get; }

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
        ChildTable.Seal(context, batch, PayloadType.SpanEvents, Table, Offsets, wideParent: false, Attributes);

    public void Dispose()
    {
        Table.Dispose();
        Attributes.Dispose();
        Offsets.Dispose();
    }
}
