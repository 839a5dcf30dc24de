using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>One of the received exemplar tables, with its attributes, into an <see cref="ExemplarTable"/>.</summary>
internal readonly ref struct ReceivedExemplars
{
    private readonly ExemplarTable _target;
    private readonly ChildOrder _order;
    private readonly WireNumbers _time;
    private readonly WireNumbers _intValue;
    private readonly WireNumbers _doubleValue;
    private readonly WireColumn _traceIdColumn;
    private readonly WireColumn _spanIdColumn;
    private readonly WireBytes _traceId;
    private readonly WireBytes _spanId;
    private readonly ReceivedAttributes _attributes;

    public ReceivedExemplars(
        ReceivedTables tables, ExemplarTable target, PointPayloads types, RowsById points, int pointCount, RecordsContext context)
    {
        PayloadType type = types.Exemplars;
        _target = target;
        int rows = tables[type]?.Length ?? 0;
        _attributes = new ReceivedAttributes(
            tables,
            types.ExemplarAttributes,
            ReceivedChildren.Ids(tables, type, TransportIds.Mask32, context),
            rows,
            TransportIds.Mask32,
            context);
        if (rows == 0)
        {
            return;
        }

        _time = new WireNumbers(tables.Column(type, ColumnNames.TimeUnixNano), NumberKind.Time);
        _intValue = new WireNumbers(tables.Column(type, ColumnNames.IntValue), NumberKind.Integer);
        _doubleValue = new WireNumbers(tables.Column(type, ColumnNames.DoubleValue), NumberKind.Double);
        _traceIdColumn = tables.Column(type, ColumnNames.TraceId);
        _spanIdColumn = tables.Column(type, ColumnNames.SpanId);
        _traceId = new WireBytes(_traceIdColumn);
        _spanId = new WireBytes(_spanIdColumn);
        WireColumn parentId = tables.Required(type, ColumnNames.ParentId);
        Span<long> parentIds = context.Scratch.Longs(rows).AsSpan(0, rows);
        var runs = new ExemplarRuns(_intValue, _doubleValue, context.IsRust(parentId));
        TransportIds.DecodeQuasiDeltaParents(parentId, TransportIds.Mask32, runs, parentIds);
        _order = ChildOrder.Sort(type, parentIds, points, pointCount, context.Scratch);
    }

    /// <summary>Appends the exemplars of a point.</summary>
    public void AppendTo(int point)
    {
        foreach (int row in _order[point])
        {
            int target = _target.Table.Rows;
            _target.Time.Append(_time[row]);
            if (_intValue.TryGet(row, out long integer))
            {
                _target.IntValue.Set(target, integer);
            }
            else if (_doubleValue.TryGet(row, out long bits))
            {
                _target.DoubleValue.Set(target, BitConverter.Int64BitsToDouble(bits));
            }

            RecordsContext.SetId(_target.TraceId, target, _traceId[row], 16, _traceIdColumn);
            RecordsContext.SetId(_target.SpanId, target, _spanId[row], 8, _spanIdColumn);
            _attributes.AppendTo(_target.Attributes, row);
            _target.EndRow();
        }
    }
}

/// <summary>
/// Runs of an exemplar table: rows of equal value. To Go a row without a value continues whatever stands before it, and
/// doubles are compared as numbers; the Rust engine compares the slots of both columns, also those under a null.
/// </summary>
internal readonly ref struct ExemplarRuns(WireNumbers integer, WireNumbers floating, bool isRust) : IRuns
{
    private readonly WireNumbers _int = integer;
    private readonly WireNumbers _double = floating;
    private readonly bool _isRust = isRust;

    /// <inheritdoc/>
    public bool Continues(int row)
    {
        int previous = row - 1;
        if (_isRust)
        {
            return _int.SameSlot(row, previous) && _double.SameSlot(row, previous);
        }

        if (_int.TryGet(row, out long integer))
        {
            return _int.TryGet(previous, out long before) && before == integer;
        }

        if (_double.IsNull(row))
        {
            return true;
        }

        return _int.IsNull(previous) && !_double.IsNull(previous) && _double.Double(row) == _double.Double(previous);
    }
}
