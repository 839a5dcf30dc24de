using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>LOGS and LOG_ATTRS.</summary>
internal sealed class LogTables : SignalTables
{
    public LogTables(SlabPool pool)
        : base(pool)
    {
        Time = Timestamp(ColumnNames.TimeUnixNano, true);
        ObservedTime = Timestamp(ColumnNames.ObservedTimeUnixNano, true);
        TraceId = new FixedBinaryColumn(ColumnNames.TraceId, 16, true, pool);
        SpanId = new FixedBinaryColumn(ColumnNames.SpanId, 8, true, pool);
        SeverityNumber = Int32(ColumnNames.SeverityNumber);
        SeverityText = Text(ColumnNames.SeverityText, true);
        Body = new BodyColumns(pool);
        DroppedAttributes = UInt32(ColumnNames.DroppedAttributesCount);
        Flags = UInt32(ColumnNames.Flags);
        EventName = Text(ColumnNames.EventName, true);
        Root = new TableBuilder(
            Origin.Resource, Origin.Scope, Origin.SchemaUrl, Time, ObservedTime, TraceId, SpanId, SeverityNumber,
            SeverityText, Body.Struct, DroppedAttributes, Flags, EventName);
        Attributes = new AttributeTable(PayloadType.LogAttrs, false, pool);
    }

    public PrimitiveColumn<long> Time { get; }

    public PrimitiveColumn<long> ObservedTime { get; }

    public FixedBinaryColumn TraceId { get; }

    public FixedBinaryColumn SpanId { get; }

    public PrimitiveColumn<int> SeverityNumber { get; }

    public DictionaryColumn SeverityText { get; }

    public BodyColumns Body { get; }

    public PrimitiveColumn<uint> DroppedAttributes { get; }

    public PrimitiveColumn<uint> Flags { get; }

    public DictionaryColumn EventName { get; }

    public AttributeTable Attributes { get; }

    public override TableBuilder Root { get; }

    protected override PayloadType RootType => PayloadType.Logs;

    public void EndRow()
    {
        Attributes.EndParent();
        Root.Rows++;
    }

    public override void TruncateRows(int rows)
    {
        Root.Truncate(rows);
        Attributes.TruncateParents(rows);
    }

    protected override void SealChildren(SealContext context, OtapBatch batch) => Attributes.Seal(context, batch);

    protected override void DisposeChildren() => Attributes.Dispose();
}

/// <summary>Column body: struct { type u8, str, int, double, bool, bytes, ser }; null where a record has no body.</summary>
internal sealed class BodyColumns
{
    public BodyColumns(SlabPool pool)
    {
        Type = new PrimitiveColumn<byte>(ColumnNames.Type, UInt8Type.Default, false, pool);
        Str = new DictionaryColumn(ColumnNames.Str, true, DictionaryWidth.Index16, true, pool);
        Int = new PrimitiveColumn<long>(ColumnNames.Int, Int64Type.Default, true, pool);
        Double = new PrimitiveColumn<double>(ColumnNames.Double, DoubleType.Default, true, pool);
        Bool = new BoolColumn(ColumnNames.Bool, true, pool);
        Bytes = new BinaryColumn(ColumnNames.Bytes, BinaryType.Default, true, pool);
        Ser = new BinaryColumn(ColumnNames.Ser, BinaryType.Default, true, pool);
        ValueStrindex = new PrimitiveColumn<int>(ColumnNames.ExtValueStrindex, Int32Type.Default, true, pool);
        Struct = new StructColumn(ColumnNames.Body, [Type, Str, Int, Double, Bool, Bytes, Ser, ValueStrindex], true, pool);
    }

    public StructColumn Struct { get; }

    public PrimitiveColumn<byte> Type { get; }

    public DictionaryColumn Str { get; }

    public PrimitiveColumn<long> Int { get; }

    public PrimitiveColumn<double> Double { get; }

    public BoolColumn Bool { get; }

    public BinaryColumn Bytes { get; }

    public BinaryColumn Ser { get; }

    public PrimitiveColumn<int> ValueStrindex { get; }
}
