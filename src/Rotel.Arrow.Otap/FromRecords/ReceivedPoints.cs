using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>One of the received point tables, with its attributes and exemplars, into a <see cref="PointTable"/>.</summary>
/// <remarks>The columns of all four kinds are looked for; those of other kinds are simply not there.</remarks>
internal readonly ref struct ReceivedPoints
{
    private readonly PayloadType _type;
    private readonly PointTable _target;
    private readonly ChildOrder _order;
    private readonly WireNumbers _start;
    private readonly WireNumbers _time;
    private readonly WireNumbers _flags;
    private readonly WireNumbers _intValue;
    private readonly WireNumbers _doubleValue;
    private readonly WireNumbers _count;
    private readonly WireNumbers _sum;
    private readonly WireNumbers _min;
    private readonly WireNumbers _max;
    private readonly WireLists _bucketCounts;
    private readonly WireNumbers _bucketCount;
    private readonly WireLists _bounds;
    private readonly WireNumbers _bound;
    private readonly WireNumbers _scale;
    private readonly WireNumbers _zeroCount;
    private readonly WireNumbers _zeroThreshold;
    private readonly ReceivedBuckets _positive;
    private readonly ReceivedBuckets _negative;
    private readonly WireLists _quantiles;
    private readonly WireColumn _quantileItem;
    private readonly WireNumbers _quantile;
    private readonly WireNumbers _quantileValue;
    private readonly ReceivedAttributes _attributes;
    private readonly ReceivedExemplars _exemplars;

    public ReceivedPoints(
        ReceivedTables tables, PointTable target, PointPayloads types, RowsById metrics, int metricCount, RecordsContext context)
    {
        _type = types.Points;
        _target = target;
        RowsById ids = ReceivedChildren.Ids(tables, _type, TransportIds.Mask32, context);
        int rows = tables[_type]?.Length ?? 0;
        _attributes = new ReceivedAttributes(tables, types.Attributes, ids, rows, TransportIds.Mask32, context);
        if (target.Exemplars is { } exemplars)
        {
            _exemplars = new ReceivedExemplars(tables, exemplars, types, ids, rows, context);
        }

        if (rows == 0)
        {
            return;
        }

        Span<long> parentIds = context.Scratch.Longs(rows).AsSpan(0, rows);
        TransportIds.DecodeDeltaParents(tables.Required(_type, ColumnNames.ParentId), TransportIds.Mask16, parentIds);
        _order = ChildOrder.Sort(_type, parentIds, metrics, metricCount, context.Scratch);
        _start = new WireNumbers(tables.Column(_type, ColumnNames.StartTimeUnixNano), NumberKind.Time);
        _time = new WireNumbers(tables.Column(_type, ColumnNames.TimeUnixNano), NumberKind.Time);
        _flags = new WireNumbers(tables.Column(_type, ColumnNames.Flags), NumberKind.Integer, 32);
        _intValue = new WireNumbers(tables.Column(_type, ColumnNames.IntValue), NumberKind.Integer);
        _doubleValue = Doubles(tables, ColumnNames.DoubleValue);
        _count = new WireNumbers(tables.Column(_type, ColumnNames.Count), NumberKind.Integer);
        _sum = Doubles(tables, ColumnNames.Sum);
        _min = Doubles(tables, ColumnNames.Min);
        _max = Doubles(tables, ColumnNames.Max);
        _bucketCounts = new WireLists(tables.Column(_type, ColumnNames.BucketCounts));
        _bucketCount = new WireNumbers(_bucketCounts.Items, NumberKind.Integer);
        _bounds = new WireLists(tables.Column(_type, ColumnNames.ExplicitBounds));
        _bound = new WireNumbers(_bounds.Items, NumberKind.Double);
        _scale = new WireNumbers(tables.Column(_type, ColumnNames.Scale), NumberKind.Integer, 32);
        _zeroCount = new WireNumbers(tables.Column(_type, ColumnNames.ZeroCount), NumberKind.Integer);
        _zeroThreshold = Doubles(tables, ColumnNames.ZeroThreshold);
        _positive = new ReceivedBuckets(tables.Column(_type, ColumnNames.Positive));
        _negative = new ReceivedBuckets(tables.Column(_type, ColumnNames.Negative));
        _quantiles = new WireLists(tables.Column(_type, ColumnNames.Quantile));
        _quantileItem = _quantiles.Items;
        _quantile = new WireNumbers(_quantileItem.Child(ColumnNames.Quantile), NumberKind.Double);
        _quantileValue = new WireNumbers(_quantileItem.Child(ColumnNames.Value), NumberKind.Double);
    }

    /// <summary>Appends the points of a metric.</summary>
    /// <param name="metric">Its received row.</param>
    /// <param name="fits">False when a metric of its type has no points in this table.</param>
    public void AppendTo(int metric, bool fits)
    {
        ReadOnlySpan<int> rows = _order[metric];
        if (rows.Length > 0 && !fits)
        {
            throw new RecordsException(
                _type, ColumnNames.ParentId, $"row {rows[0]} belongs to a metric of another type");
        }

        foreach (int row in rows)
        {
            switch (_target)
            {
                case NumberPointTable table:
                    AppendNumber(table, row);
                    break;
                case HistogramPointTable table:
                    AppendHistogram(table, row);
                    break;
                case ExpHistogramPointTable table:
                    AppendExpHistogram(table, row);
                    break;
                case SummaryPointTable table:
                    AppendSummary(table, row);
                    break;
            }

            _target.Time.Append(_time[row]);
            _target.StartTime.Append(_start[row]);
            if ((uint)_flags[row] is not 0 and var flags)
            {
                _target.Flags.Set(_target.Table.Rows, flags);
            }

            _attributes.AppendTo(_target.Attributes, row);
            if (_target.Exemplars is not null)
            {
                _exemplars.AppendTo(row);
            }

            _target.EndRow();
        }
    }

    private WireNumbers Doubles(ReceivedTables tables, string name) => new(tables.Column(_type, name), NumberKind.Double);

    private void AppendNumber(NumberPointTable table, int row)
    {
        int target = table.Table.Rows;
        if (_intValue.TryGet(row, out long integer))
        {
            table.IntValue.Set(target, integer);
        }
        else if (_doubleValue.TryGet(row, out long bits))
        {
            table.DoubleValue.Set(target, BitConverter.Int64BitsToDouble(bits));
        }
    }

    private void AppendHistogram(HistogramPointTable table, int row)
    {
        int target = table.Table.Rows;
        table.Count.Append((ulong)_count[row]);
        SetIfPresent(table.Sum, target, _sum, row);
        SetIfPresent(table.Min, target, _min, row);
        SetIfPresent(table.Max, target, _max, row);
        (int start, int count) = _bucketCounts[row];
        if (count > 0)
        {
            for (int item = start; item < start + count; item++)
            {
                table.BucketCountItem.Append((ulong)_bucketCount[item]);
            }

            table.BucketCounts.Set(target);
        }

        (start, count) = _bounds[row];
        if (count > 0)
        {
            // Go writes null for 0.0: an item that is left out would shift the bounds against the buckets.
            for (int item = start; item < start + count; item++)
            {
                table.BoundItem.Append(_bound.Double(item));
            }

            table.ExplicitBounds.Set(target);
        }
    }

    private void AppendExpHistogram(ExpHistogramPointTable table, int row)
    {
        int target = table.Table.Rows;
        table.Count.Append((ulong)_count[row]);
        table.Scale.Append((int)_scale[row]);
        table.ZeroCount.Append((ulong)_zeroCount[row]);
        SetIfPresent(table.Sum, target, _sum, row);
        SetIfPresent(table.Min, target, _min, row);
        SetIfPresent(table.Max, target, _max, row);
        if (_zeroThreshold.TryGet(row, out long threshold) && threshold != 0)
        {
            table.ZeroThreshold.Set(target, BitConverter.Int64BitsToDouble(threshold));
        }

        _positive.AppendTo(table.Positive, target, row);
        _negative.AppendTo(table.Negative, target, row);
    }

    private void AppendSummary(SummaryPointTable table, int row)
    {
        table.Count.Append((ulong)_count[row]);
        table.Sum.Append(_sum.Double(row));
        (int start, int count) = _quantiles[row];
        if (count == 0)
        {
            return;
        }

        for (int item = start; item < start + count; item++)
        {
            bool isNull = _quantileItem.IsNull(item);
            table.QuantileItem.AppendPresent(1);
            table.Quantile.Append(isNull ? 0 : _quantile.Double(item));
            table.Value.Append(isNull ? 0 : _quantileValue.Double(item));
        }

        table.Quantiles.Set(table.Table.Rows);
    }

    private static void SetIfPresent(Columnar.Builders.PrimitiveColumn<double> column, int target, in WireNumbers source, int row)
    {
        if (source.TryGet(row, out long bits))
        {
            column.Set(target, BitConverter.Int64BitsToDouble(bits));
        }
    }
}

/// <summary>Column positive or negative of received exponential histograms.</summary>
internal readonly ref struct ReceivedBuckets(WireColumn column)
{
    private readonly WireColumn _column = column;
    private readonly WireNumbers _offset = new(column.Child(ColumnNames.Offset), NumberKind.Integer, 32);
    private readonly WireLists _counts = new(column.Child(ColumnNames.BucketCounts));
    private readonly WireNumbers _count = new(new WireLists(column.Child(ColumnNames.BucketCounts)).Items, NumberKind.Integer);

    /// <summary>Appends the buckets of a point; none where the struct is null.</summary>
    public void AppendTo(BucketsColumns target, int targetRow, int row)
    {
        if (_column.IsNull(row))
        {
            return;
        }

        target.Struct.Set(targetRow);
        target.Offset.Set(targetRow, (int)_offset[row]);
        (int start, int count) = _counts[row];
        for (int item = start; item < start + count; item++)
        {
            target.BucketCountItem.Append((ulong)_count[item]);
        }

        target.BucketCounts.Set(targetRow);
    }
}
