using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromRecords;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>
/// An outgoing exemplar table, sorted by kind and value: none, integers, doubles. Go compares values and takes rows
/// without one for a run; Rust compares the slots of both columns, also those under a null (otap.md 5.2 d, f). What stands
/// under the nulls of int_value is therefore chosen so that both find the same runs: one number under rows without a
/// value, another under doubles, a third under every second NaN.
/// </summary>
internal sealed class SentExemplars : IDisposable
{
    private const byte None = 0, Int = 1, Double = 2;

    private readonly PointPayloads _types;
    private readonly PrimitiveColumn<uint> _id, _parent;
    private readonly PrimitiveColumn<long> _time, _int;
    private readonly PrimitiveColumn<double> _double;
    private readonly FixedBinaryColumn _spanId, _traceId;
    private readonly RowKinds _kinds;
    private ulong[] _keys = [];

    public SentExemplars(PointPayloads types, SlabPool pool, IpcWriterOptions options)
    {
        _types = types;
        _kinds = new RowKinds(pool);
        _id = new PrimitiveColumn<uint>(ColumnNames.Id, UInt32Type.Default, true, pool);
        _parent = new PrimitiveColumn<uint>(ColumnNames.ParentId, UInt32Type.Default, false, pool);
        _time = new PrimitiveColumn<long>(ColumnNames.TimeUnixNano, new TimestampType(TimeUnit.Nanosecond, "UTC"), false, pool);
        _int = new PrimitiveColumn<long>(ColumnNames.IntValue, Int64Type.Default, true, pool, _kinds, Int);
        _double = new PrimitiveColumn<double>(ColumnNames.DoubleValue, DoubleType.Default, true, pool, _kinds, Double);
        _spanId = new FixedBinaryColumn(ColumnNames.SpanId, 8, true, pool);
        _traceId = new FixedBinaryColumn(ColumnNames.TraceId, 16, true, pool);
        Table = new SentTable(types.Exemplars, pool, options, _id, _parent, _time, _int, _double, _spanId, _traceId);
        Attributes = new SentAttributes(types.ExemplarAttributes, true, pool, options);
        Rows = new SentRows(pool);
    }

    public SentTable Table { get; }

    public SentAttributes Attributes { get; }

    public SentRows Rows { get; }

    /// <summary>Values that could not be sent as they are.</summary>
    public long LostValues => Attributes.LostValues + _lostSigns;

    private long _lostSigns;

    public void Fill(OtapBatch batch)
    {
        _kinds.Truncate(0);
        if (Rows.Count == 0 || batch[_types.Exemplars] is not { } table)
        {
            return;
        }

        var time = new PrimitiveAccessor<long>(table.Find(ColumnNames.TimeUnixNano));
        var integers = new PrimitiveAccessor<long>(table.Find(ColumnNames.IntValue));
        var doubles = new PrimitiveAccessor<double>(table.Find(ColumnNames.DoubleValue));
        var spanId = new FixedBinaryAccessor(table.Find(ColumnNames.SpanId));
        var traceId = new FixedBinaryAccessor(table.Find(ColumnNames.TraceId));
        ReadOnlySpan<int> attributes = batch.ChildOffsets(_types.ExemplarAttributes);
        Sort(integers, doubles);
        (long underNone, long underDouble, long underNan) = Fillers(integers, doubles);
        uint id = 0;
        byte kindBefore = None;
        long intBefore = 0;
        double doubleBefore = 0;
        bool alternates = false;
        for (int i = 0; i < Rows.Count; i++)
        {
            int row = Rows.Rows[i];
            byte kind = KindOf(integers, doubles, row);
            double number = kind == Double ? doubles[row] : 0;
            if (i > 0 && kind == Double && kindBefore == Double && number == 0 && doubleBefore == 0
                && double.IsNegative(number) != double.IsNegative(doubleBefore))
            {
                // Nothing but zeros of both signs: the peers cannot be made to agree on them.
                _lostSigns++;
                number = doubleBefore;
            }

            long slot = kind == Int ? integers[row] : kind == None ? underNone : underDouble;
            alternates = kind == Double && double.IsNaN(number) && !alternates;
            slot = alternates ? underNan : slot;
            bool isRun = i > 0 && kind == kindBefore && kind switch
            {
                None => true,
                Int => slot == intBefore,
                _ => number == doubleBefore,
            };
            _parent.Append(isRun ? Rows.Parents[i] - Rows.Parents[i - 1] : Rows.Parents[i]);
            _time.Append(time[row]);
            _kinds.Append(kind);
            _int.Append(slot);
            _double.Append(number);
            if (!spanId.IsNull(row))
            {
                _spanId.Set(i, spanId[row]);
            }

            if (!traceId.IsNull(row))
            {
                _traceId.Set(i, traceId[row]);
            }

            if (!attributes.IsEmpty && attributes[row + 1] > attributes[row])
            {
                Attributes.Rows.AddChildren(attributes, row, id);
                _id.Set(i, id++ == 0 ? 0u : 1u);
            }

            (kindBefore, intBefore, doubleBefore) = (kind, slot, number);
        }

        Table.Table.Rows = Rows.Count;
        Rows.Clear();
        Attributes.Fill(batch);
    }

    public void Dispose()
    {
        Table.Dispose();
        _kinds.Dispose();
        Attributes.Dispose();
        Rows.Dispose();
    }

    private static byte KindOf(in PrimitiveAccessor<long> integers, in PrimitiveAccessor<double> doubles, int row) =>
        !integers.IsNull(row) ? Int : doubles.IsNull(row) ? None : Double;

    /// <summary>-0.0 is the first of the doubles and 0.0 the last, so that others stand between them.</summary>
    private void Sort(in PrimitiveAccessor<long> integers, in PrimitiveAccessor<double> doubles)
    {
        int count = Rows.Count;
        if (_keys.Length < count)
        {
            _keys = new ulong[Math.Max(count, 64)];
        }

        const ulong Last = (1UL << 37) - 1;
        for (int i = 0; i < count; i++)
        {
            int row = Rows.Rows[i];
            byte kind = KindOf(integers, doubles, row);
            ulong value = 0;
            if (kind == Int)
            {
                value = Mix((ulong)integers[row]) & Last;
            }
            else if (kind == Double)
            {
                double number = doubles[row];
                value = number == 0
                    ? double.IsNegative(number) ? 0 : Last
                    : Math.Clamp(Mix((ulong)BitConverter.DoubleToInt64Bits(number)) & Last, 1, Last - 1);
            }

            _keys[i] = ((ulong)kind << 61) | (value << 24);
        }

        Rows.Sort(_keys.AsSpan(0, count));
    }

    /// <summary>Numbers that differ from each other and from the integers that stand beside them.</summary>
    private (long None, long Double, long Nan) Fillers(in PrimitiveAccessor<long> integers, in PrimitiveAccessor<double> doubles)
    {
        long first = 0, last = 0;
        bool any = false;
        foreach (int row in Rows.Rows)
        {
            if (KindOf(integers, doubles, row) == Int)
            {
                first = any ? first : integers[row];
                last = integers[row];
                any = true;
            }
        }

        Span<long> chosen = stackalloc long[3];
        int count = 0;
        for (long candidate = 0; count < chosen.Length; candidate++)
        {
            if (!any || (candidate != first && candidate != last))
            {
                chosen[count++] = candidate;
            }
        }

        return (chosen[0], chosen[1], chosen[2]);
    }

    private static ulong Mix(ulong value) => (value * 0x9E37_79B9_7F4A_7C15) >> 27;
}
