using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>An exemplar table: id u32, parent_id u32 (a point), time, int_value or double_value, span_id, trace_id.</summary>
internal sealed class ExemplarTable : IDisposable
{
    private readonly PayloadType _type;

    public ExemplarTable(PayloadType type, PayloadType attributesType, SlabPool pool)
    {
        _type = type;
        Time = SignalTables.Timestamp(ColumnNames.TimeUnixNano, true, pool);
        IntValue = new PrimitiveColumn<long>(ColumnNames.IntValue, Int64Type.Default, true, pool);
        DoubleValue = new PrimitiveColumn<double>(ColumnNames.DoubleValue, DoubleType.Default, true, pool);
        SpanId = new FixedBinaryColumn(ColumnNames.SpanId, 8, true, pool);
        TraceId = new FixedBinaryColumn(ColumnNames.TraceId, 16, true, pool);
        Table = new TableBuilder(Time, IntValue, DoubleValue, SpanId, TraceId);
        Attributes = new AttributeTable(attributesType, true, pool);
        Offsets = new ParentOffsets(pool);
    }

    public TableBuilder Table { get; }

    public PrimitiveColumn<long> Time { get; }

    public PrimitiveColumn<long> IntValue { get; }

    public PrimitiveColumn<double> DoubleValue { get; }

    public FixedBinaryColumn SpanId { get; }

    public FixedBinaryColumn TraceId { get; }

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
        ChildTable.Seal(context, batch, _type, Table, Offsets, wideParent: true, Attributes);

    public void Dispose()
    {
        Table.Dispose();
        Attributes.Dispose();
        Offsets.Dispose();
    }
}
