using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Cbor;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>Outgoing LOGS and LOG_ATTRS. A missing body is a null struct whose type is 0, which is not null (otap.md 5.2 c).</summary>
internal sealed class SentLogs : SentSignal
{
    private readonly PrimitiveColumn<long> _time, _observed;
    private readonly FixedBinaryColumn _traceId, _spanId;
    private readonly PrimitiveColumn<int> _severity;
    private readonly DictionaryColumn _severityText, _eventName;
    private readonly PrimitiveColumn<byte> _bodyType;
    private readonly DictionaryColumn _bodyStr;
    private readonly PrimitiveColumn<long> _bodyInt;
    private readonly PrimitiveColumn<double> _bodyDouble;
    private readonly BoolColumn _bodyBool;
    private readonly BinaryColumn _bodyBytes, _bodySer;
    private readonly StructColumn _body;
    private readonly PrimitiveColumn<uint> _dropped, _flags;
    private readonly SentTable _root;
    private readonly SentAttributes _attributes;
    private readonly CborWriter _cbor;
    private int[] _severityIds = [], _eventIds = [], _bodyIds = [];
    private long _lostBodies;

    public SentLogs(SlabPool pool, IpcWriterOptions options)
        : base(pool, options)
    {
        _cbor = new CborWriter(pool);
        _time = Time(ColumnNames.TimeUnixNano, true);
        _observed = Time(ColumnNames.ObservedTimeUnixNano, true);
        _traceId = new FixedBinaryColumn(ColumnNames.TraceId, 16, true, pool);
        _spanId = new FixedBinaryColumn(ColumnNames.SpanId, 8, true, pool);
        _severity = Int32(ColumnNames.SeverityNumber);
        _severityText = Text(ColumnNames.SeverityText, true);
        _eventName = Text(ColumnNames.EventName, true);
        _bodyType = new PrimitiveColumn<byte>(ColumnNames.Type, UInt8Type.Default, false, pool);
        _bodyStr = new DictionaryColumn(ColumnNames.Str, true, DictionaryWidth.Index16, true, pool);
        _bodyInt = new PrimitiveColumn<long>(ColumnNames.Int, Int64Type.Default, true, pool);
        _bodyDouble = new PrimitiveColumn<double>(ColumnNames.Double, DoubleType.Default, true, pool);
        _bodyBool = new BoolColumn(ColumnNames.Bool, true, pool);
        _bodyBytes = new BinaryColumn(ColumnNames.Bytes, BinaryType.Default, true, pool);
        _bodySer = new BinaryColumn(ColumnNames.Ser, BinaryType.Default, true, pool);
        _body = new StructColumn(
            ColumnNames.Body, [_bodyType, _bodyStr, _bodyInt, _bodyDouble, _bodyBool, _bodyBytes, _bodySer], true, pool) { KeepsChildren = true };
        _dropped = UInt32(ColumnNames.DroppedAttributesCount);
        _flags = UInt32(ColumnNames.Flags);
        _root = new SentTable(
            PayloadType.Logs, pool, options,
            Origin.Id, Origin.Resource, Origin.Scope, Origin.SchemaUrl, _time, _observed, _traceId, _spanId, _severity,
            _severityText, _body, _dropped, _flags, _eventName);
        _attributes = new SentAttributes(PayloadType.LogAttrs, false, pool, options);
        Add(_root, Origin.ResourceAttributes.Table, Origin.ScopeAttributes.Table, _attributes.Table);
    }

    public override long LostValues =>
        _lostBodies + _attributes.LostValues + Origin.ResourceAttributes.LostValues + Origin.ScopeAttributes.LostValues;

    public override void Fill(OtapBatch batch, ReadOnlySpan<int> order)
    {
        RecordBatch root = batch.Root;
        var time = new PrimitiveAccessor<long>(root.Find(ColumnNames.TimeUnixNano));
        var observed = new PrimitiveAccessor<long>(root.Find(ColumnNames.ObservedTimeUnixNano));
        var traceId = new FixedBinaryAccessor(root.Find(ColumnNames.TraceId));
        var spanId = new FixedBinaryAccessor(root.Find(ColumnNames.SpanId));
        var severity = new PrimitiveAccessor<int>(root.Find(ColumnNames.SeverityNumber));
        var severityText = new BinaryAccessor(root.Find(ColumnNames.SeverityText));
        var eventName = new BinaryAccessor(root.Find(ColumnNames.EventName));
        var dropped = new PrimitiveAccessor<uint>(root.Find(ColumnNames.DroppedAttributesCount));
        var flags = new PrimitiveAccessor<uint>(root.Find(ColumnNames.Flags));
        var body = new BodyAccessor(root);
        ReadOnlySpan<int> attributes = batch.ChildOffsets(PayloadType.LogAttrs);
        Origin.Fill(batch, order);
        uint id = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            if (Has(attributes, row))
            {
                _attributes.Rows.AddChildren(attributes, row, id);
                Origin.Id.Set(i, (ushort)(id++ == 0 ? 0 : 1));
            }

            _time.Append(time[row]);
            _observed.Append(observed[row]);
            SetId(_traceId, i, traceId, row, 0);
            SetId(_spanId, i, spanId, row, 0);
            _severity.Append(severity[row]);
            SentOrigin.SetText(_severityText, i, severityText, row, ref _severityIds);
            SentOrigin.SetText(_eventName, i, eventName, row, ref _eventIds);
            SentOrigin.SetCount(_dropped, i, dropped, row);
            SentOrigin.SetCount(_flags, i, flags, row);
            FillBody(body, row, i);
        }

        _root.Table.Rows = order.Length;
        _attributes.Fill(batch);
    }

    public override void Dispose()
    {
        base.Dispose();
        _attributes.Dispose();
        _cbor.Dispose();
    }

    private void FillBody(in BodyAccessor source, int row, int target)
    {
        if (source.Struct.IsNullAt(row))
        {
            _body.AppendNulls(1);
            _bodyType.Append(0);
            return;
        }

        _body.AppendPresent(1);
        var type = (AnyValueType)source.Types[row];
        switch (type)
        {
            case AnyValueType.Str:
                SentAttributes.Set(_bodyStr, target, source.Str, row, ref _bodyIds);
                break;
            case AnyValueType.Int:
                _bodyInt.Set(target, source.Int[row]);
                break;
            case AnyValueType.Double:
                _bodyDouble.Set(target, source.Double[row]);
                break;
            case AnyValueType.Bool:
                _bodyBool.Set(target, source.Bool[row]);
                break;
            case AnyValueType.Bytes:
                _bodyBytes.Set(target, source.Bytes[row]);
                break;
            case AnyValueType.Map or AnyValueType.Slice:
                if (SentCbor.TryRewrite(source.Ser[row], _cbor, ref _lostBodies))
                {
                    _bodySer.Set(target, _cbor.Written);
                }
                else
                {
                    _lostBodies++;
                    type = AnyValueType.Empty;
                }

                break;
        }

        _bodyType.Append((byte)type);
    }
}
