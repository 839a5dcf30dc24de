using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>A row a data point of one kind, with its metric joined in.</summary>
internal sealed class MetricSource : BlockSource
{
    private readonly TableKind _kind;
    private readonly RecordBatch? _points;
    private readonly PayloadType _exemplarTable;
    private readonly (RowMap Rows, Nesting Nesting) _exemplars;

    public MetricSource(TableKind kind, OtapBatch batch, RowMap rows, ScratchArrays scratch)
        : base(batch, rows, scratch)
    {
        _kind = kind;
        _points = batch[kind.Items()];
        Roots = ParentsOf(batch, kind.Items(), rows, scratch);
        _exemplarTable = kind switch
        {
            TableKind.Gauge or TableKind.Sum => PayloadType.NumberDpExemplars,
            TableKind.Histogram => PayloadType.HistogramDpExemplars,
            TableKind.ExponentialHistogram => PayloadType.ExpHistogramDpExemplars,
            _ => PayloadType.Unknown,
        };
        _exemplars = Children(_exemplarTable, rows);
    }

    protected override RowMap Roots { get; }

    /// <summary>The metric of each point.</summary>
    public static RowMap ParentsOf(OtapBatch batch, PayloadType points, RowMap rows, ScratchArrays scratch)
    {
        int[] parents = scratch.Ints(batch[points]?.Length ?? 0);
        ReadOnlySpan<int> offsets = batch.ChildOffsets(points);
        for (int parent = 0; parent + 1 < offsets.Length; parent++)
        {
            parents.AsSpan(offsets[parent]..offsets[parent + 1]).Fill(parent);
        }

        if (rows.IsIdentity)
        {
            return new RowMap(parents, rows.Count);
        }

        int[] selected = scratch.Ints(rows.Count);
        for (int row = 0; row < rows.Count; row++)
        {
            selected[row] = parents[rows[row]];
        }

        return new RowMap(selected, rows.Count);
    }

    protected override AttributeSource ItemAttributes(AttributeSet set) => set switch
    {
        AttributeSet.Events => new AttributeSource(
            _exemplarTable switch
            {
                PayloadType.NumberDpExemplars => PayloadType.NumberDpExemplarAttrs,
                PayloadType.HistogramDpExemplars => PayloadType.HistogramDpExemplarAttrs,
                _ => PayloadType.ExpHistogramDpExemplarAttrs,
            },
            _exemplars.Rows, RowMap.Identity(_exemplars.Rows.Count), _exemplars.Nesting),
        AttributeSet.Metadata => new AttributeSource(
            PayloadType.MetricAttrs, RowMap.Identity(Batch.Root.Length), Roots, Nesting.None),
        _ => new AttributeSource(
            _kind switch
            {
                TableKind.Gauge or TableKind.Sum => PayloadType.NumberDpAttrs,
                TableKind.Histogram => PayloadType.HistogramDpAttrs,
                TableKind.ExponentialHistogram => PayloadType.ExpHistogramDpAttrs,
                _ => PayloadType.SummaryDpAttrs,
            },
            Rows, RowMap.Identity(Rows.Count), Nesting.None),
    };

    protected override void WriteItem(scoped ref NativeWriter writer, in ColumnPlan column, bool lowCardinality)
    {
        RecordBatch root = Batch.Root;
        switch (column.Field)
        {
            case Field.MetricName:
                Text(ref writer, root.Find(ColumnNames.Name), Roots, lowCardinality);
                break;
            case Field.MetricDescription:
                Text(ref writer, root.Find(ColumnNames.Description), Roots, lowCardinality);
                break;
            case Field.MetricUnit:
                Text(ref writer, root.Find(ColumnNames.Unit), Roots, lowCardinality);
                break;
            case Field.Temporality:
                NumberColumns.Write<int>(ref writer, root.Find(ColumnNames.AggregationTemporality), Roots, "Int32"u8);
                break;
            case Field.IsMonotonic:
                NumberColumns.WriteBools(ref writer, root.Find(ColumnNames.IsMonotonic), Roots);
                break;
            case Field.StartTime:
                NumberColumns.WriteTimes(ref writer, _points.Find(ColumnNames.StartTimeUnixNano), null, Rows);
                break;
            case Field.Time:
                NumberColumns.WriteTimes(ref writer, _points.Find(ColumnNames.TimeUnixNano), null, Rows);
                break;
            case Field.Flags:
                NumberColumns.Write<uint>(ref writer, _points.Find(ColumnNames.Flags), Rows, "UInt32"u8);
                break;
            case Field.Value:
                NumberColumns.WriteValues(ref writer, _points.Find(ColumnNames.IntValue), _points.Find(ColumnNames.DoubleValue), Rows);
                break;
            case Field.ValueInt:
                NumberColumns.WriteNullableInts(ref writer, _points.Find(ColumnNames.IntValue), Rows);
                break;
            case >= Field.ExemplarAttributes:
                WriteExemplar(ref writer, column.Field);
                break;
            default:
                WriteDistribution(ref writer, column.Field);
                break;
        }
    }

    private void WriteDistribution(scoped ref NativeWriter writer, Field field)
    {
        IArrowArray? positive = _points.Find(ColumnNames.Positive);
        IArrowArray? negative = _points.Find(ColumnNames.Negative);
        switch (field)
        {
            case Field.Count:
                NumberColumns.Write<ulong>(ref writer, _points.Find(ColumnNames.Count), Rows, "UInt64"u8);
                break;
            case Field.Sum:
                NumberColumns.Write<double>(ref writer, _points.Find(ColumnNames.Sum), Rows, "Float64"u8);
                break;
            case Field.Min:
                NumberColumns.Write<double>(ref writer, _points.Find(ColumnNames.Min), Rows, "Float64"u8);
                break;
            case Field.Max:
                NumberColumns.Write<double>(ref writer, _points.Find(ColumnNames.Max), Rows, "Float64"u8);
                break;
            case Field.HasSum:
                NumberColumns.WritePresence(ref writer, _points.Find(ColumnNames.Sum), Rows);
                break;
            case Field.HasMin:
                NumberColumns.WritePresence(ref writer, _points.Find(ColumnNames.Min), Rows);
                break;
            case Field.HasMax:
                NumberColumns.WritePresence(ref writer, _points.Find(ColumnNames.Max), Rows);
                break;
            case Field.BucketCounts:
                Lists<ulong>(ref writer, _points.Find(ColumnNames.BucketCounts), "Array(UInt64)"u8);
                break;
            case Field.ExplicitBounds:
                Lists<double>(ref writer, _points.Find(ColumnNames.ExplicitBounds), "Array(Float64)"u8);
                break;
            case Field.Scale:
                NumberColumns.Write<int>(ref writer, _points.Find(ColumnNames.Scale), Rows, "Int32"u8);
                break;
            case Field.ZeroCount:
                NumberColumns.Write<ulong>(ref writer, _points.Find(ColumnNames.ZeroCount), Rows, "UInt64"u8);
                break;
            case Field.ZeroThreshold:
                NumberColumns.Write<double>(ref writer, _points.Find(ColumnNames.ZeroThreshold), Rows, "Float64"u8);
                break;
            case Field.PositiveOffset:
                NumberColumns.Write<int>(ref writer, positive.Child(ColumnNames.Offset), Rows, "Int32"u8);
                break;
            case Field.PositiveBucketCounts:
                Lists<ulong>(ref writer, positive.Child(ColumnNames.BucketCounts), "Array(UInt64)"u8);
                break;
            case Field.NegativeOffset:
                NumberColumns.Write<int>(ref writer, negative.Child(ColumnNames.Offset), Rows, "Int32"u8);
                break;
            case Field.NegativeBucketCounts:
                Lists<ulong>(ref writer, negative.Child(ColumnNames.BucketCounts), "Array(UInt64)"u8);
                break;
            case Field.Quantiles:
                Quantiles(ref writer, ColumnNames.Quantile);
                break;
            case Field.QuantileValues:
                Quantiles(ref writer, ColumnNames.Value);
                break;
            default:
                throw new InvalidOperationException($"Data points have no field {field}.");
        }
    }

    private void WriteExemplar(scoped ref NativeWriter writer, Field field)
    {
        RecordBatch? exemplars = Batch[_exemplarTable];
        (RowMap rows, Nesting nesting) = _exemplars;
        switch (field)
        {
            case Field.ExemplarTime:
                NumberColumns.WriteTimes(ref writer, exemplars.Find(ColumnNames.TimeUnixNano), null, rows, nesting);
                break;
            case Field.ExemplarValue:
                NumberColumns.WriteValues(
                    ref writer, exemplars.Find(ColumnNames.IntValue), exemplars.Find(ColumnNames.DoubleValue), rows, nesting);
                break;
            case Field.ExemplarSpanId:
                TextColumns.WriteHex(ref writer, exemplars.Find(ColumnNames.SpanId), rows, nesting);
                break;
            default:
                TextColumns.WriteHex(ref writer, exemplars.Find(ColumnNames.TraceId), rows, nesting);
                break;
        }
    }

    private void Lists<T>(scoped ref NativeWriter writer, IArrowArray? lists, ReadOnlySpan<byte> type)
        where T : unmanaged => NumberColumns.WriteLists<T>(ref writer, lists, (lists as ListArray)?.Values, Rows, type);

    /// <summary>One member of the list of quantiles; a member that is zero in every item is missing in the table.</summary>
    private void Quantiles(scoped ref NativeWriter writer, string member)
    {
        IArrowArray? lists = _points.Find(ColumnNames.Quantile);
        NumberColumns.WriteLists<double>(ref writer, lists, (lists as ListArray)?.Values.Child(member), Rows, "Array(Float64)"u8);
    }
}
