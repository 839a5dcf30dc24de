using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>Received UNIVARIATE_METRICS, METRIC_ATTRS and the point tables into <see cref="MetricTables"/>.</summary>
internal ref struct ReceivedMetrics : IReceivedItems
{
    private const PayloadType Root = PayloadType.UnivariateMetrics;

    private readonly MetricTables _target;
    private readonly RecordsContext _context;
    private readonly WireNumbers _type;
    private readonly WireBytes _name;
    private readonly WireBytes _description;
    private readonly WireBytes _unit;
    private readonly WireNumbers _temporality;
    private readonly WireBools _isMonotonic;
    private readonly ReceivedAttributes _metadata;
    private readonly ReceivedPoints _numbers;
    private readonly ReceivedPoints _summaries;
    private readonly ReceivedPoints _histograms;
    private readonly ReceivedPoints _expHistograms;
    private int _nameGuess, _descriptionGuess, _unitGuess;

    public ReceivedMetrics(ReceivedTables tables, MetricTables target, RecordsContext context)
    {
        _target = target;
        _context = context;
        _type = new WireNumbers(tables.Required(Root, ColumnNames.MetricType), NumberKind.Integer, 8);
        _name = new WireBytes(tables.Column(Root, ColumnNames.Name));
        _description = new WireBytes(tables.Column(Root, ColumnNames.Description));
        _unit = new WireBytes(tables.Column(Root, ColumnNames.Unit));
        _temporality = new WireNumbers(tables.Column(Root, ColumnNames.AggregationTemporality), NumberKind.Integer, 32);
        _isMonotonic = new WireBools(tables.Column(Root, ColumnNames.IsMonotonic));

        int rows = tables[Root]!.Length;
        RowsById ids = ReceivedChildren.Ids(tables, Root, TransportIds.Mask16, context);
        _metadata = new ReceivedAttributes(tables, PayloadType.MetricAttrs, ids, rows, TransportIds.Mask16, context);
        _numbers = new ReceivedPoints(tables, target.Numbers, PointPayloads.Numbers, ids, rows, context);
        _summaries = new ReceivedPoints(tables, target.Summaries, PointPayloads.Summaries, ids, rows, context);
        _histograms = new ReceivedPoints(tables, target.Histograms, PointPayloads.Histograms, ids, rows, context);
        _expHistograms = new ReceivedPoints(tables, target.ExpHistograms, PointPayloads.ExpHistograms, ids, rows, context);
    }

    /// <inheritdoc/>
    public void Append(int row)
    {
        int target = _target.Root.Rows;
        long number = _type[row];
        if (number is < 0 or > (long)MetricType.Summary)
        {
            throw new RecordsException(Root, ColumnNames.MetricType, $"row {row} has the metric type {number}, which does not exist");
        }

        var type = (MetricType)number;
        _target.MetricType.Append((byte)type);
        _context.SetAnyText(_target.Name, target, _name[row], ref _nameGuess);
        _context.SetText(_target.Description, target, _description[row], ref _descriptionGuess);
        _context.SetText(_target.Unit, target, _unit[row], ref _unitGuess);
        if (type is MetricType.Sum or MetricType.Histogram or MetricType.ExponentialHistogram && (int)_temporality[row] is not 0 and var temporality)
        {
            _target.Temporality.Set(target, temporality);
        }

        if (type == MetricType.Sum && _isMonotonic[row])
        {
            _target.IsMonotonic.Set(target, true);
        }

        _metadata.AppendTo(_target.Metadata, row);
        _numbers.AppendTo(row, type is MetricType.Gauge or MetricType.Sum);
        _summaries.AppendTo(row, type == MetricType.Summary);
        _histograms.AppendTo(row, type == MetricType.Histogram);
        _expHistograms.AppendTo(row, type == MetricType.ExponentialHistogram);
        _target.EndRow();
    }
}
