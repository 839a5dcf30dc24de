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
/// An outgoing point table of any kind: it has the columns of all kinds, and those of others never get a value. Points
/// stand in the order of their metrics; ids and parent ids are differences from row to row.
/// </summary>
internal sealed class SentPoints : IDisposable
{
    private readonly PointPayloads _types;
    private readonly PrimitiveColumn<uint> _id, _flags;
    private readonly PrimitiveColumn<ushort> _parent;
    private readonly PrimitiveColumn<long> _start, _time, _intValue;
    private readonly PrimitiveColumn<double> _doubleValue, _sum, _min, _max, _zeroThreshold, _bound, _quantile, _quantileValue;
    private readonly PrimitiveColumn<ulong> _count, _bucketCount, _zeroCount;
    private readonly PrimitiveColumn<int> _scale;
    private readonly ListColumn _bucketCounts, _bounds, _quantiles;
    private readonly StructColumn _quantileItem;
    private readonly SentBuckets _positive, _negative;
    private readonly SentRows _rows;

    public SentPoints(PointPayloads types, SlabPool pool, IpcWriterOptions options)
    {
        var utc = new TimestampType(TimeUnit.Nanosecond, "UTC");
        _types = types;
        _id = new PrimitiveColumn<uint>(ColumnNames.Id, UInt32Type.Default, true, pool);
        _parent = new PrimitiveColumn<ushort>(ColumnNames.ParentId, UInt16Type.Default, false, pool);
        _start = new PrimitiveColumn<long>(ColumnNames.StartTimeUnixNano, utc, true, pool);
        _time = new PrimitiveColumn<long>(ColumnNames.TimeUnixNano, utc, true, pool);
        _intValue = new PrimitiveColumn<long>(ColumnNames.IntValue, Int64Type.Default, true, pool);
        _doubleValue = Double(ColumnNames.DoubleValue, pool);
        _count = new PrimitiveColumn<ulong>(ColumnNames.Count, UInt64Type.Default, true, pool);
        _sum = Double(ColumnNames.Sum, pool);
        _bucketCount = new PrimitiveColumn<ulong>(ColumnNames.Item, UInt64Type.Default, true, pool);
        _bucketCounts = new ListColumn(ColumnNames.BucketCounts, _bucketCount, true, pool);
        _bound = Double(ColumnNames.Item, pool);
        _bounds = new ListColumn(ColumnNames.ExplicitBounds, _bound, true, pool);
        _scale = new PrimitiveColumn<int>(ColumnNames.Scale, Int32Type.Default, true, pool);
        _zeroCount = new PrimitiveColumn<ulong>(ColumnNames.ZeroCount, UInt64Type.Default, true, pool);
        _positive = new SentBuckets(ColumnNames.Positive, pool);
        _negative = new SentBuckets(ColumnNames.Negative, pool);
        _quantile = Double(ColumnNames.Quantile, pool);
        _quantileValue = Double(ColumnNames.Value, pool);
        _quantileItem = new StructColumn(ColumnNames.Item, [_quantile, _quantileValue], true, pool) { KeepsChildren = true };
        _quantiles = new ListColumn(ColumnNames.Quantile, _quantileItem, true, pool);
        _flags = new PrimitiveColumn<uint>(ColumnNames.Flags, UInt32Type.Default, true, pool);
        _min = Double(ColumnNames.Min, pool);
        _max = Double(ColumnNames.Max, pool);
        _zeroThreshold = Double(ColumnNames.ZeroThreshold, pool);
        Table = new SentTable(
            types.Points, pool, options,
            _id, _parent, _start, _time, _intValue, _doubleValue, _count, _sum, _bucketCounts, _bounds, _scale, _zeroCount,
            _positive.Struct, _negative.Struct, _quantiles, _flags, _min, _max, _zeroThreshold);
        Attributes = new SentAttributes(types.Attributes, true, pool, options);
        Exemplars = types.Exemplars == PayloadType.Unknown ? null : new SentExemplars(types, pool, options);
        _rows = new SentRows(pool);
    }

    public SentTable Table { get; }

    public SentAttributes Attributes { get; }

    public SentExemplars? Exemplars { get; }

    public long LostValues => Attributes.LostValues + (Exemplars?.LostValues ?? 0);

    /// <summary>Chooses the points of a metric.</summary>
    public void AddParent(OtapBatch batch, int ourRow, uint wireId) => _rows.AddChildren(batch.ChildOffsets(_types.Points), ourRow, wireId);

    /// <summary>Fills the columns with what was chosen.</summary>
    public void Fill(OtapBatch batch)
    {
        RecordBatch? table = batch[_types.Points];
        if (_rows.Count == 0 || table is null)
        {
            return;
        }

        var start = new PrimitiveAccessor<long>(table.Find(ColumnNames.StartTimeUnixNano));
        var time = new PrimitiveAccessor<long>(table.Find(ColumnNames.TimeUnixNano));
        var flags = new PrimitiveAccessor<uint>(table.Find(ColumnNames.Flags));
        ReadOnlySpan<int> attributes = batch.ChildOffsets(_types.Attributes);
        ReadOnlySpan<int> exemplars = Exemplars is null ? default : batch.ChildOffsets(_types.Exemplars);
        uint before = 0;
        for (int i = 0; i < _rows.Count; i++)
        {
            int row = _rows.Rows[i];
            _id.Append(i == 0 ? 0u : 1u);
            _parent.Append((ushort)(_rows.Parents[i] - before));
            before = _rows.Parents[i];
            _start.Append(start[row]);
            _time.Append(time[row]);
            SentOrigin.SetCount(_flags, i, flags, row);
            Attributes.Rows.AddChildren(attributes, row, (uint)i);
            Exemplars?.Rows.AddChildren(exemplars, row, (uint)i);
        }

        FillValues(table);
        Table.Table.Rows = _rows.Count;
        _rows.Clear();
        Attributes.Fill(batch);
        Exemplars?.Fill(batch);
    }

    public void Dispose()
    {
        Table.Dispose();
        Attributes.Dispose();
        Exemplars?.Dispose();
        _rows.Dispose();
    }

    private static PrimitiveColumn<double> Double(string name, SlabPool pool) => new(name, DoubleType.Default, true, pool);

    private void FillValues(RecordBatch table)
    {
        Copy(_intValue, table, ColumnNames.IntValue, keepsNulls: true);
        Copy(_doubleValue, table, ColumnNames.DoubleValue, keepsNulls: true);
        Copy(_sum, table, ColumnNames.Sum, keepsNulls: true);
        Copy(_min, table, ColumnNames.Min, keepsNulls: true);
        Copy(_max, table, ColumnNames.Max, keepsNulls: true);
        Copy(_count, table, ColumnNames.Count, keepsNulls: false);
        Copy(_scale, table, ColumnNames.Scale, keepsNulls: false);
        Copy(_zeroCount, table, ColumnNames.ZeroCount, keepsNulls: false);
        Copy(_zeroThreshold, table, ColumnNames.ZeroThreshold, keepsNulls: false);
        CopyList(_bucketCounts, _bucketCount, table.Find(ColumnNames.BucketCounts));
        CopyList(_bounds, _bound, table.Find(ColumnNames.ExplicitBounds));
        FillQuantiles(table.Find(ColumnNames.Quantile));
        _positive.Fill(table.Find(ColumnNames.Positive), _rows.Rows);
        _negative.Fill(table.Find(ColumnNames.Negative), _rows.Rows);
    }

    private void Copy<T>(PrimitiveColumn<T> target, RecordBatch table, string name, bool keepsNulls)
        where T : unmanaged
    {
        var source = new PrimitiveAccessor<T>(table.Find(name));
        if (!source.IsPresent)
        {
            return;
        }

        ReadOnlySpan<int> rows = _rows.Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            if (!keepsNulls || !source.IsNull(rows[i]))
            {
                target.Set(i, source[rows[i]]);
            }
        }
    }

    private void CopyList<T>(ListColumn target, PrimitiveColumn<T> items, IArrowArray? column)
        where T : unmanaged
    {
        if (column is not ListArray list)
        {
            return;
        }

        var lists = new ListAccessor(list);
        var values = new PrimitiveAccessor<T>(list.Values);
        ReadOnlySpan<int> rows = _rows.Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            (int start, int count) = lists[rows[i]];
            if (count > 0)
            {
                items.Append(values.Values.Slice(start, count));
                target.Set(i);
            }
        }
    }

    private void FillQuantiles(IArrowArray? column)
    {
        if (column is not ListArray list)
        {
            return;
        }

        var lists = new ListAccessor(list);
        var quantiles = new PrimitiveAccessor<double>(list.Values.Child(ColumnNames.Quantile));
        var values = new PrimitiveAccessor<double>(list.Values.Child(ColumnNames.Value));
        ReadOnlySpan<int> rows = _rows.Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            (int start, int count) = lists[rows[i]];
            for (int item = start; item < start + count; item++)
            {
                _quantileItem.AppendPresent(1);
                _quantile.Append(quantiles[item]);
                _quantileValue.Append(values[item]);
            }

            if (count > 0)
            {
                _quantiles.Set(i);
            }
        }
    }
}

/// <summary>Column positive or negative of outgoing exponential histograms: both children, or a null struct.</summary>
internal sealed class SentBuckets
{
    private readonly PrimitiveColumn<int> _offset;
    private readonly PrimitiveColumn<ulong> _count;
    private readonly ListColumn _counts;

    public SentBuckets(string name, SlabPool pool)
    {
        _offset = new PrimitiveColumn<int>(ColumnNames.Offset, Int32Type.Default, true, pool);
        _count = new PrimitiveColumn<ulong>(ColumnNames.Item, UInt64Type.Default, true, pool);
        _counts = new ListColumn(ColumnNames.BucketCounts, _count, true, pool);
        Struct = new StructColumn(name, [_offset, _counts], true, pool) { KeepsChildren = true };
    }

    public StructColumn Struct { get; }

    public void Fill(IArrowArray? column, ReadOnlySpan<int> rows)
    {
        if (column is null)
        {
            return;
        }

        var offset = new PrimitiveAccessor<int>(column.Child(ColumnNames.Offset));
        var list = (ListArray?)column.Child(ColumnNames.BucketCounts);
        var lists = new ListAccessor(list);
        var values = new PrimitiveAccessor<ulong>(list?.Values);
        for (int i = 0; i < rows.Length; i++)
        {
            if (column.IsNull(rows[i]))
            {
                Struct.AppendNulls(1);
                continue;
            }

            Struct.AppendPresent(1);
            _offset.Set(i, offset[rows[i]]);
            (int start, int count) = lists[rows[i]];
            if (count > 0)
            {
                _count.Append(values.Values.Slice(start, count));
            }

            _counts.Set(i);
        }
    }
}
