using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>Encodes UNIVARIATE_METRICS; the points are encoded by the encoders of their tables.</summary>
internal readonly ref struct MetricEncoder
{
    private readonly OriginEncoder _origin;
    private readonly PrimitiveAccessor<byte> _type;
    private readonly BinaryAccessor _name;
    private readonly BinaryAccessor _description;
    private readonly BinaryAccessor _unit;
    private readonly PrimitiveAccessor<int> _temporality;
    private readonly BoolAccessor _monotonic;
    private readonly AttributeAccessor _metadata;
    private readonly NumberPointEncoder _numbers;
    private readonly HistogramPointEncoder _histograms;
    private readonly ExpHistogramPointEncoder _expHistograms;
    private readonly SummaryPointEncoder _summaries;

    public MetricEncoder(OtapBatch batch)
    {
        RecordBatch root = batch.Root;
        _origin = new OriginEncoder(batch);
        _type = new PrimitiveAccessor<byte>(root.Find(ColumnNames.MetricType));
        _name = new BinaryAccessor(root.Find(ColumnNames.Name));
        _description = new BinaryAccessor(root.Find(ColumnNames.Description));
        _unit = new BinaryAccessor(root.Find(ColumnNames.Unit));
        _temporality = new PrimitiveAccessor<int>(root.Find(ColumnNames.AggregationTemporality));
        _monotonic = new BoolAccessor(root.Find(ColumnNames.IsMonotonic));
        _metadata = new AttributeAccessor(batch, PayloadType.MetricAttrs);
        _numbers = new NumberPointEncoder(batch);
        _histograms = new HistogramPointEncoder(batch);
        _expHistograms = new ExpHistogramPointEncoder(batch);
        _summaries = new SummaryPointEncoder(batch);
    }

    public void Write(ref ReverseProtoWriter writer, ProtoWriter scratch)
    {
        int resourceMark = 0;
        for (int run = _origin.RunCount - 1; run >= 0; run--)
        {
            _origin.WriteBehind(ref writer, run, ref resourceMark, out int scopeMark);
            (int first, int end) = _origin.Rows(run);
            for (int row = end - 1; row >= first; row--)
            {
                int mark = writer.Length;
                WriteMetric(ref writer, row, scratch);
                writer.Message(OtlpTags.ScopeGroup.Items, mark);
            }

            _origin.WriteBefore(ref writer, run, resourceMark, scopeMark, scratch);
        }
    }

    private void WriteMetric(ref ReverseProtoWriter writer, int row, ProtoWriter scratch)
    {
        AttributeEncoder.Write(ref writer, OtlpTags.Metric.Metadata, _metadata, row, scratch);
        int mark = writer.Length;
        ulong temporality = (ulong)_temporality[row];
        switch ((MetricType)_type[row])
        {
            case MetricType.Gauge:
                _numbers.Write(ref writer, row, scratch);
                writer.Message(OtlpTags.Metric.Gauge, mark);
                break;
            case MetricType.Sum:
                writer.VarintUnlessZero(OtlpTags.MetricData.IsMonotonic, _monotonic[row] ? 1UL : 0);
                writer.VarintUnlessZero(OtlpTags.MetricData.AggregationTemporality, temporality);
                _numbers.Write(ref writer, row, scratch);
                writer.Message(OtlpTags.Metric.Sum, mark);
                break;
            case MetricType.Histogram:
                writer.VarintUnlessZero(OtlpTags.MetricData.AggregationTemporality, temporality);
                _histograms.Write(ref writer, row, scratch);
                writer.Message(OtlpTags.Metric.Histogram, mark);
                break;
            case MetricType.ExponentialHistogram:
                writer.VarintUnlessZero(OtlpTags.MetricData.AggregationTemporality, temporality);
                _expHistograms.Write(ref writer, row, scratch);
                writer.Message(OtlpTags.Metric.ExponentialHistogram, mark);
                break;
            case MetricType.Summary:
                _summaries.Write(ref writer, row, scratch);
                writer.Message(OtlpTags.Metric.Summary, mark);
                break;
        }

        writer.BytesUnlessEmpty(OtlpTags.Metric.Unit, _unit[row]);
        writer.BytesUnlessEmpty(OtlpTags.Metric.Description, _description[row]);
        writer.BytesUnlessEmpty(OtlpTags.Metric.Name, _name[row]);
    }
}
