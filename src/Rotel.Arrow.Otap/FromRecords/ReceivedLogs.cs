using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>Received LOGS and LOG_ATTRS into <see cref="LogTables"/>.</summary>
internal ref struct ReceivedLogs : IReceivedItems
{
    private const PayloadType Root = PayloadType.Logs;

    private readonly LogTables _target;
    private readonly RecordsContext _context;
    private readonly WireNumbers _time;
    private readonly WireNumbers _observed;
    private readonly WireColumn _traceIdColumn;
    private readonly WireColumn _spanIdColumn;
    private readonly WireBytes _traceId;
    private readonly WireBytes _spanId;
    private readonly WireNumbers _severity;
    private readonly WireBytes _severityText;
    private readonly WireNumbers _dropped;
    private readonly WireNumbers _flags;
    private readonly WireBytes _eventName;
    private readonly WireColumn _body;
    private readonly WireNumbers _bodyType;
    private readonly WireBytes _bodyStr;
    private readonly WireNumbers _bodyInt;
    private readonly WireNumbers _bodyDouble;
    private readonly WireBools _bodyBool;
    private readonly WireBytes _bodyBytes;
    private readonly WireBytes _bodySer;
    private readonly ReceivedAttributes _attributes;
    private int _severityGuess;
    private int _eventNameGuess;
    private int _bodyGuess;

    public ReceivedLogs(ReceivedTables tables, LogTables target, RecordsContext context)
    {
        _target = target;
        _context = context;
        _time = new WireNumbers(tables.Column(Root, ColumnNames.TimeUnixNano), NumberKind.Time);
        _observed = new WireNumbers(tables.Column(Root, ColumnNames.ObservedTimeUnixNano), NumberKind.Time);
        _traceIdColumn = tables.Column(Root, ColumnNames.TraceId);
        _spanIdColumn = tables.Column(Root, ColumnNames.SpanId);
        _traceId = new WireBytes(_traceIdColumn);
        _spanId = new WireBytes(_spanIdColumn);
        _severity = new WireNumbers(tables.Column(Root, ColumnNames.SeverityNumber), NumberKind.Integer, 32);
        _severityText = new WireBytes(tables.Column(Root, ColumnNames.SeverityText));
        _dropped = new WireNumbers(tables.Column(Root, ColumnNames.DroppedAttributesCount), NumberKind.Integer, 32);
        _flags = new WireNumbers(tables.Column(Root, ColumnNames.Flags), NumberKind.Integer, 32);
        _eventName = new WireBytes(tables.Column(Root, ColumnNames.EventName));
        _body = tables.Column(Root, ColumnNames.Body);
        _bodyType = new WireNumbers(_body.Child(ColumnNames.Type), NumberKind.Integer, 8);
        _bodyStr = new WireBytes(_body.Child(ColumnNames.Str));
        _bodyInt = new WireNumbers(_body.Child(ColumnNames.Int), NumberKind.Integer);
        _bodyDouble = new WireNumbers(_body.Child(ColumnNames.Double), NumberKind.Double);
        _bodyBool = new WireBools(_body.Child(ColumnNames.Bool));
        _bodyBytes = new WireBytes(_body.Child(ColumnNames.Bytes));
        _bodySer = new WireBytes(_body.Child(ColumnNames.Ser));
        RowsById ids = tables[PayloadType.LogAttrs] is null
            ? new RowsById(default, context.Scratch)
            : ReceivedChildren.Ids(tables, Root, TransportIds.Mask16, context);
        _attributes = new ReceivedAttributes(
            tables, PayloadType.LogAttrs, ids, tables[Root]!.Length, TransportIds.Mask16, context);
    }

    /// <inheritdoc/>
    public void Append(int row)
    {
        int target = _target.Root.Rows;
        _target.Time.Append(_time[row]);
        _target.ObservedTime.Append(_observed[row]);
        RecordsContext.SetId(_target.TraceId, target, _traceId[row], 16, _traceIdColumn);
        RecordsContext.SetId(_target.SpanId, target, _spanId[row], 8, _spanIdColumn);
        _target.SeverityNumber.Append((int)_severity[row]);
        _context.SetText(_target.SeverityText, target, _severityText[row], ref _severityGuess);
        _context.SetText(_target.EventName, target, _eventName[row], ref _eventNameGuess);
        if (!_body.IsNull(row))
        {
            AppendBody(row, target);
        }

        if ((uint)_dropped[row] is not 0 and var dropped)
        {
            _target.DroppedAttributes.Set(target, dropped);
        }

        if ((uint)_flags[row] is not 0 and var flags)
        {
            _target.Flags.Set(target, flags);
        }

        _attributes.AppendTo(_target.Attributes, row);
        _target.EndRow();
    }

    private void AppendBody(int row, int target)
    {
        BodyColumns body = _target.Body;
        long kind = _bodyType[row];
        var type = (AnyValueType)kind;
        body.Struct.Set(target);
        switch (type)
        {
            case AnyValueType.Empty:
                break;
            case AnyValueType.Str:
                _context.SetAnyText(body.Str, target, _bodyStr[row], ref _bodyGuess);
                break;
            case AnyValueType.Int:
                body.Int.Set(target, _bodyInt[row]);
                break;
            case AnyValueType.Double:
                body.Double.Set(target, _bodyDouble.Double(row));
                break;
            case AnyValueType.Bool when !_bodyBool.IsNull(row):
                body.Bool.Set(target, _bodyBool[row]);
                break;
            case AnyValueType.Bool:
                type = AnyValueType.Empty;
                break;
            case AnyValueType.Bytes:
                body.Bytes.Set(target, _context.Charge(_bodyBytes[row]));
                break;
            case AnyValueType.Map or AnyValueType.Slice:
                ReadOnlySpan<byte> nested = _context.Nested(_bodySer[row], out bool isMap);
                type = nested.IsEmpty ? AnyValueType.Empty : isMap ? AnyValueType.Map : AnyValueType.Slice;
                if (!nested.IsEmpty)
                {
                    body.Ser.Set(target, nested);
                }

                break;
            default:
                throw new RecordsException(Root, "body.type", $"row {row} has the value type {kind}, which does not exist");
        }

        body.Type.Set(target, (byte)type);
    }
}
