using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>A received attribute table: its rows by parent, and their way into an <see cref="AttributeTable"/>.</summary>
internal readonly ref struct ReceivedAttributes
{
    private readonly PayloadType _type;
    private readonly RecordsContext _context;
    private readonly WireBytes _key;
    private readonly WireNumbers _kind;
    private readonly WireBytes _str;
    private readonly WireNumbers _int;
    private readonly WireNumbers _double;
    private readonly WireBools _bool;
    private readonly WireBytes _bytes;
    private readonly WireBytes _ser;
    private readonly ChildOrder _order;

    /// <param name="tables">The batch.</param>
    /// <param name="type">One of the attribute tables; may be absent.</param>
    /// <param name="parents">Numbers of parents by id.</param>
    /// <param name="parentCount">Numbers are below this.</param>
    /// <param name="mask">Width of parent ids.</param>
    /// <param name="context">Of the batch.</param>
    public ReceivedAttributes(
        ReceivedTables tables, PayloadType type, RowsById parents, int parentCount, long mask, RecordsContext context)
    {
        _type = type;
        _context = context;
        if (tables[type] is not { } table)
        {
            return;
        }

        _key = new WireBytes(tables.Required(type, ColumnNames.Key));
        _kind = new WireNumbers(tables.Required(type, ColumnNames.Type), NumberKind.Integer, 8);
        _str = new WireBytes(tables.Column(type, ColumnNames.Str));
        _int = new WireNumbers(tables.Column(type, ColumnNames.Int), NumberKind.Integer);
        _double = new WireNumbers(tables.Column(type, ColumnNames.Double), NumberKind.Double);
        _bool = new WireBools(tables.Column(type, ColumnNames.Bool));
        _bytes = new WireBytes(tables.Column(type, ColumnNames.Bytes));
        _ser = new WireBytes(tables.Column(type, ColumnNames.Ser));

        WireColumn parentId = tables.Required(type, ColumnNames.ParentId);
        Span<long> parentIds = context.Scratch.Longs(table.Length).AsSpan(0, table.Length);
        var runs = new AttributeRuns(_key, _kind, _str, _int, _double, _bool, _bytes, context.IsRust(parentId));
        TransportIds.DecodeQuasiDeltaParents(parentId, mask, runs, parentIds);
        _order = ChildOrder.Sort(type, parentIds, parents, parentCount, context.Scratch);
    }

    /// <summary>Appends the attributes of a parent to the open parent of a table.</summary>
    public void AppendTo(AttributeTable target, int parent)
    {
        foreach (int row in _order[parent])
        {
            Append(target, row);
        }
    }

    private void Append(AttributeTable target, int row)
    {
        ReadOnlySpan<byte> key = _context.Charge(_key[row]);
        if (!target.TryBegin(key))
        {
            target.TryBegin(RecordsContext.Repair(key));
        }

        long kind = _kind[row];
        switch ((AnyValueType)kind)
        {
            case AnyValueType.Empty:
                target.EndEmpty(absent: false);
                break;
            case AnyValueType.Str:
                ReadOnlySpan<byte> text = _context.Charge(_str[row]);
                if (!target.TryEndText(text))
                {
                    target.TryEndText(RecordsContext.Repair(text));
                }

                break;
            case AnyValueType.Int:
                target.EndInt(_int[row]);
                break;
            case AnyValueType.Double:
                target.EndDouble(_double.Double(row));
                break;
            case AnyValueType.Bool when !_bool.IsNull(row):
                target.EndBool(_bool[row]);
                break;
            case AnyValueType.Bool:
                // Alone among the types: without a cell there is no value (otap.md 0.1).
                target.EndEmpty(absent: false);
                break;
            case AnyValueType.Bytes:
                target.EndBytes(_context.Charge(_bytes[row]));
                break;
            case AnyValueType.Map or AnyValueType.Slice:
                ReadOnlySpan<byte> nested = _context.Nested(_ser[row], out bool isMap);
                if (nested.IsEmpty)
                {
                    target.EndEmpty(absent: false);
                }
                else
                {
                    target.EndSerialized(isMap ? AnyValueType.Map : AnyValueType.Slice, nested);
                }

                break;
            default:
                throw new RecordsException(_type, ColumnNames.Type, $"row {row} has the value type {kind}, which does not exist");
        }
    }
}

/// <summary>
/// Runs of an attribute table: rows of equal type, key and value. Two dialects are spoken. Go compares values, with
/// absent ones as the default of the type, so 0.0 and -0.0 are a run and NaN never; the Rust engine, known by the
/// metadata it writes, compares dictionary indexes and bits, and an absent value is equal to nothing.
/// </summary>
internal readonly ref struct AttributeRuns(
    WireBytes key,
    WireNumbers kind,
    WireBytes str,
    WireNumbers integer,
    WireNumbers floating,
    WireBools boolean,
    WireBytes bytes,
    bool isRust) : IRuns
{
    private readonly WireBytes _key = key;
    private readonly WireNumbers _kind = kind;
    private readonly WireBytes _str = str;
    private readonly WireNumbers _int = integer;
    private readonly WireNumbers _double = floating;
    private readonly WireBools _bool = boolean;
    private readonly WireBytes _bytes = bytes;
    private readonly bool _isRust = isRust;

    /// <inheritdoc/>
    public bool Continues(int row)
    {
        int previous = row - 1;
        long kind = _kind[row];
        if (kind != _kind[previous] || !_key.Same(row, previous))
        {
            return false;
        }

        switch ((AnyValueType)kind)
        {
            case AnyValueType.Str:
                return HasValues(_str, row) && _str.Same(row, previous);
            case AnyValueType.Bytes:
                return HasValues(_bytes, row) && _bytes.Same(row, previous);
            case AnyValueType.Int:
                return HasValues(_int, row) && _int[row] == _int[previous];
            case AnyValueType.Double when _isRust:
                return HasValues(_double, row) && BitConverter.DoubleToInt64Bits(_double.Double(row)) == BitConverter.DoubleToInt64Bits(_double.Double(previous));
            case AnyValueType.Double:
                return _double.Double(row) == _double.Double(previous);
            case AnyValueType.Bool:
                return (!_isRust || (!_bool.IsNull(row) && !_bool.IsNull(previous))) && _bool[row] == _bool[previous];
            default:
                return false;
        }
    }

    private bool HasValues(in WireBytes column, int row) => !_isRust || (!column.IsNull(row) && !column.IsNull(row - 1));

    private bool HasValues(in WireNumbers column, int row) => !_isRust || (!column.IsNull(row) && !column.IsNull(row - 1));
}
