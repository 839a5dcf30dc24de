using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>A row of LOGS with its attributes.</summary>
internal ref struct OtapLogRecordView : ILogRecordView
{
    private readonly PrimitiveAccessor<long> _time;
    private readonly PrimitiveAccessor<long> _observed;
    private readonly FixedBinaryAccessor _traceId;
    private readonly FixedBinaryAccessor _spanId;
    private readonly PrimitiveAccessor<int> _severity;
    private readonly BinaryAccessor _severityText;
    private readonly BodyAccessor _body;
    private readonly PrimitiveAccessor<uint> _dropped;
    private readonly PrimitiveAccessor<uint> _flags;
    private readonly BinaryAccessor _eventName;
    private readonly AttributeAccessor _attributes;

    public OtapLogRecordView(OtapBatch batch)
    {
        RecordBatch root = batch.Root;
        _time = new PrimitiveAccessor<long>(root.Find(ColumnNames.TimeUnixNano));
        _observed = new PrimitiveAccessor<long>(root.Find(ColumnNames.ObservedTimeUnixNano));
        _traceId = new FixedBinaryAccessor(root.Find(ColumnNames.TraceId));
        _spanId = new FixedBinaryAccessor(root.Find(ColumnNames.SpanId));
        _severity = new PrimitiveAccessor<int>(root.Find(ColumnNames.SeverityNumber));
        _severityText = new BinaryAccessor(root.Find(ColumnNames.SeverityText));
        _body = new BodyAccessor(root);
        _dropped = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedAttributesCount));
        _flags = new PrimitiveAccessor<uint>(root.Find(ColumnNames.Flags));
        _eventName = new BinaryAccessor(root.Find(ColumnNames.EventName));
        _attributes = new AttributeAccessor(batch, PayloadType.LogAttrs);
    }

    /// <summary>The row it shows.</summary>
    public int Row { get; set; }

    public readonly ulong TimeUnixNano => (ulong)_time[Row];

    public readonly ulong ObservedTimeUnixNano => (ulong)_observed[Row];

    public readonly int SeverityNumber => _severity[Row];

    public readonly ReadOnlySpan<byte> SeverityText => _severityText[Row];

    public readonly ReadOnlySpan<byte> EventName => _eventName[Row];

    public readonly uint Flags => _flags[Row];

    public readonly ReadOnlySpan<byte> TraceId => _traceId[Row];

    public readonly ReadOnlySpan<byte> SpanId => _spanId[Row];

    public readonly uint DroppedAttributesCount => _dropped[Row];

    public readonly bool HasBody => !_body.Struct.IsNullAt(Row);

    public readonly int AttributeCount => TableValueWalk.Count(_attributes, Row);

    public readonly void VisitBody<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        if (HasBody)
        {
            TableValueWalk.VisitBody(_body, Row, ref visitor);
        }
    }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_attributes, Row, ref visitor);
}
