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
/// Outgoing UNIVARIATE_METRICS and the point tables. Metrics and points always have ids. METRIC_ATTRS is never sent: a Go
/// receiver ends the stream on it (otap.md 5.2 g); what is left out is counted.
/// </summary>
internal sealed class SentMetrics : SentSignal
{
    private readonly PrimitiveColumn<byte> _type;
    private readonly DictionaryColumn _name, _description, _unit;
    private readonly PrimitiveColumn<int> _temporality;
    private readonly BoolColumn _isMonotonic;
    private readonly SentTable _root;
    private readonly SentPoints _numbers, _summaries, _histograms, _expHistograms;
    private int[] _nameIds = [], _descriptionIds = [], _unitIds = [];
    private long _lostMetadata;

    public SentMetrics(SlabPool pool, IpcWriterOptions options)
        : base(pool, options)
    {
        _type = new PrimitiveColumn<byte>(ColumnNames.MetricType, UInt8Type.Default, false, pool);
        _name = Text(ColumnNames.Name, false);
        _description = Text(ColumnNames.Description, true);
        _unit = Text(ColumnNames.Unit, true);
        _temporality = Int32(ColumnNames.AggregationTemporality);
        _isMonotonic = new BoolColumn(ColumnNames.IsMonotonic, true, pool);
        _root = new SentTable(
            PayloadType.UnivariateMetrics, pool, options,
            Origin.Id, Origin.Resource, Origin.Scope, Origin.SchemaUrl, _type, _name, _description, _unit, _temporality, _isMonotonic);
        _numbers = new SentPoints(PointPayloads.Numbers, pool, options);
        _summaries = new SentPoints(PointPayloads.Summaries, pool, options);
        _histograms = new SentPoints(PointPayloads.Histograms, pool, options);
        _expHistograms = new SentPoints(PointPayloads.ExpHistograms, pool, options);
        Add(_root, Origin.ResourceAttributes.Table, Origin.ScopeAttributes.Table);
        foreach (SentPoints points in (SentPoints[])[_numbers, _summaries, _histograms, _expHistograms])
        {
            Add(points.Table, points.Attributes.Table);
            if (points.Exemplars is { } exemplars)
            {
                Add(exemplars.Table, exemplars.Attributes.Table);
            }
        }
    }

    public override long LostValues =>
        _lostMetadata + _numbers.LostValues + _summaries.LostValues + _histograms.LostValues + _expHistograms.LostValues
        + Origin.ResourceAttributes.LostValues + Origin.ScopeAttributes.LostValues;

    public override void Fill(OtapBatch batch, ReadOnlySpan<int> order)
    {
        RecordBatch root = batch.Root;
        var type = new PrimitiveAccessor<byte>(root.Find(ColumnNames.MetricType));
        var name = new BinaryAccessor(root.Find(ColumnNames.Name));
        var description = new BinaryAccessor(root.Find(ColumnNames.Description));
        var unit = new BinaryAccessor(root.Find(ColumnNames.Unit));
        var temporality = new PrimitiveAccessor<int>(root.Find(ColumnNames.AggregationTemporality));
        var isMonotonic = new BoolAccessor(root.Find(ColumnNames.IsMonotonic));
        ReadOnlySpan<int> metadata = batch.ChildOffsets(PayloadType.MetricAttrs);
        Origin.Fill(batch, order);
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            var kind = (MetricType)type[row];
            Origin.Id.Append((ushort)(i == 0 ? 0 : 1));
            _type.Append((byte)kind);
            SentAttributes.Set(_name, i, name, row, ref _nameIds);
            SentOrigin.SetText(_description, i, description, row, ref _descriptionIds);
            SentOrigin.SetText(_unit, i, unit, row, ref _unitIds);
            if (kind is MetricType.Sum or MetricType.Histogram or MetricType.ExponentialHistogram)
            {
                _temporality.Set(i, temporality[row]);
            }

            if (kind == MetricType.Sum)
            {
                _isMonotonic.Set(i, isMonotonic[row]);
            }

            _numbers.AddParent(batch, row, (uint)i);
            _summaries.AddParent(batch, row, (uint)i);
            _histograms.AddParent(batch, row, (uint)i);
            _expHistograms.AddParent(batch, row, (uint)i);
            _lostMetadata += metadata.IsEmpty ? 0 : metadata[row + 1] - metadata[row];
        }

        _root.Table.Rows = order.Length;
        _numbers.Fill(batch);
        _summaries.Fill(batch);
        _histograms.Fill(batch);
        _expHistograms.Fill(batch);
    }

    public override void Dispose()
    {
        base.Dispose();
        _numbers.Dispose();
        _summaries.Dispose();
        _histograms.Dispose();
        _expHistograms.Dispose();
    }
}
