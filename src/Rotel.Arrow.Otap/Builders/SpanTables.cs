using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>SPANS and its child tables. Columns are written by the decoder; see ColumnNames for their meaning.</summary>
internal sealed class SpanTables : SignalTables
{
    private static readonly DurationType Nanoseconds = DurationType.Nanosecond;

    public SpanTables(SlabPool pool)
        : base(pool)
    {
        StartTime = Timestamp(ColumnNames.StartTimeUnixNano, false);
        Duration = new PrimitiveColumn<long>(ColumnNames.DurationTimeUnixNano, Nanoseconds, false, pool);
        TraceId = new FixedBinaryColumn(ColumnNames.TraceId, 16, false, pool);
        SpanId = new FixedBinaryColumn(ColumnNames.SpanId, 8, false, pool);
        TraceState = Text(ColumnNames.TraceState, true);
        ParentSpanId = new FixedBinaryColumn(ColumnNames.ParentSpanId, 8, true, pool);
        Flags = UInt32(ColumnNames.Flags);
        Name = Text(ColumnNames.Name, false);
        Kind = Int32(ColumnNames.Kind);
        DroppedAttributes = UInt32(ColumnNames.DroppedAttributesCount);
        DroppedEvents = UInt32(ColumnNames.DroppedEventsCount);
        DroppedLinks = UInt32(ColumnNames.DroppedLinksCount);
        StatusCode = Int32(ColumnNames.StatusCode);
        StatusMessage = Text(ColumnNames.StatusMessage, true);
        Status = new StructColumn(ColumnNames.Status, [StatusCode, StatusMessage], true, pool);
        Root = new TableBuilder(
            Origin.Resource, Origin.Scope, Origin.SchemaUrl, StartTime, Duration, TraceId, SpanId, TraceState,
            ParentSpanId, Flags, Name, Kind, DroppedAttributes, DroppedEvents, DroppedLinks, Status);
        Attributes = new AttributeTable(PayloadType.SpanAttrs, false, pool);
        Events = new EventTable(pool);
        Links = new LinkTable(pool);
    }

    public PrimitiveColumn<long> StartTime { get; }

    public PrimitiveColumn<long> Duration { get; }

    public FixedBinaryColumn TraceId { get; }

    public FixedBinaryColumn SpanId { get; }

    public DictionaryColumn TraceState { get; }

    public FixedBinaryColumn ParentSpanId { get; }

    public PrimitiveColumn<uint> Flags { get; }

    public DictionaryColumn Name { get; }

    public PrimitiveColumn<int> Kind { get; }

    public PrimitiveColumn<uint> DroppedAttributes { get; }

    public PrimitiveColumn<uint> DroppedEvents { get; }

    public PrimitiveColumn<uint> DroppedLinks { get; }

    public StructColumn Status { get; }

    public PrimitiveColumn<int> StatusCode { get; }

    public DictionaryColumn StatusMessage { get; }

    public AttributeTable Attributes { get; }

    public EventTable Events { get; }

    public LinkTable Links { get; }

    public override TableBuilder Root { get; }

    protected override PayloadType RootType => PayloadType.Spans;

    /// <summary>All cells of the row and its children are there.</summary>
    public void EndRow()
    {
        Attributes.EndParent();
        Events.Offsets.End(Events.Table.Rows);
        Links.Offsets.End(Links.Table.Rows);
        Root.Rows++;
    }

    public override void TruncateRows(int rows)
    {
        Root.Truncate(rows);
        Attributes.TruncateParents(rows);
        Events.TruncateParents(rows);
        Links.TruncateParents(rows);
    }

    protected override void SealChildren(SealContext context, OtapBatch batch)
    {
        Attributes.Seal(context, batch);
        Events.Seal(context, batch);
        Links.Seal(context, batch);
    }

    protected override void DisposeChildren()
    {
        Attributes.Dispose();
        Events.Dispose();
        Links.Dispose();
    }
}
