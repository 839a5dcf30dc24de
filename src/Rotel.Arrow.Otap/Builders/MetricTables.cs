using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>UNIVARIATE_METRICS, METRIC_ATTRS and the four point tables.</summary>
internal sealed class MetricTables : SignalTables
{
    public MetricTables(SlabPool pool)
        : base(pool)
    {
        MetricType = new PrimitiveColumn<byte>(ColumnNames.MetricType, UInt8Type.Default, false, pool);
        Name = Text(ColumnNames.Name, false);
        Description = Text(ColumnNames.Description, true);
        Unit = Text(ColumnNames.Unit, true);
        Temporality = Int32(ColumnNames.AggregationTemporality);
        IsMonotonic = new BoolColumn(ColumnNames.IsMonotonic, true, pool);
        Root = new TableBuilder(
            Origin.Resource, Origin.Scope, Origin.SchemaUrl, MetricType, Name, Description, Unit, Temporality, IsMonotonic);
        Metadata = new AttributeTable(PayloadType.MetricAttrs, false, pool);
        Numbers = new NumberPointTable(pool);
        Summaries = new SummaryPointTable(pool);
        Histograms = new HistogramPointTable(pool);
        ExpHistograms = new ExpHistogramPointTable(pool);
    }

    public PrimitiveColumn<byte> MetricType { get; }

    public DictionaryColumn Name { get; }

    public DictionaryColumn Description { get; }

    public DictionaryColumn Unit { get; }

    public PrimitiveColumn<int> Temporality { get; }

    public BoolColumn IsMonotonic { get; }

    public AttributeTable Metadata { get; }

    public NumberPointTable Numbers { get; }

    public SummaryPointTable Summaries { get; }

    public HistogramPointTable Histograms { get; }

    public ExpHistogramPointTable ExpHistograms { get; }

    public override TableBuilder Root { get; }

    /// <summary>Data points of all kinds.</summary>
    public int Points => Numbers.Table.Rows + Summaries.Table.Rows + Histograms.Table.Rows + ExpHistograms.Table.Rows;

    protected override PayloadType RootType => PayloadType.UnivariateMetrics;

    public void EndRow()
    {
        Metadata.EndParent();
        Numbers.Offsets.End(Numbers.Table.Rows);
        Summaries.Offsets.End(Summaries.Table.Rows);
        Histograms.Offsets.End(Histograms.Table.Rows);
        ExpHistograms.Offsets.End(ExpHistograms.Table.Rows);
        Root.Rows++;
    }

    public override void TruncateRows(int rows)
    {
        Root.Truncate(rows);
        Metadata.TruncateParents(rows);
        Numbers.TruncateParents(rows);
        Summaries.TruncateParents(rows);
        Histograms.TruncateParents(rows);
        ExpHistograms.TruncateParents(rows);
    }

    protected override void SealChildren(SealContext context, OtapBatch batch)
    {
        Metadata.Seal(context, batch);
        Numbers.Seal(context, batch);
        Summaries.Seal(context, batch);
        Histograms.Seal(context, batch);
        ExpHistograms.Seal(context, batch);
    }

    protected override void DisposeChildren()
    {
        Metadata.Dispose();
        Numbers.Dispose();
        Summaries.Dispose();
        Histograms.Dispose();
        ExpHistograms.Dispose();
    }
}
