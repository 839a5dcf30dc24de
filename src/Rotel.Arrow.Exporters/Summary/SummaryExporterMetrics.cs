using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>Counters of one <see cref="SummaryExporter"/>, moved once a batch.</summary>
internal sealed class SummaryExporterMetrics : IDisposable
{
    public const string MeterName = "Rotel.Arrow.Exporters.Summary";

    private readonly Meter _meter;
    private readonly Counter<long> _items;

    public SummaryExporterMetrics(string exporter)
    {
        _meter = new Meter(MeterName, version: null, [new KeyValuePair<string, object?>("exporter", exporter)]);
        _items = _meter.CreateCounter<long>("rotel_arrow_summary_items", "{item}", "Items counted and discarded.");
    }

    public void Counted(Signal signal, long items) => _items.Add(items, new TagList { { "signal", signal.Name() } });

    public void Dispose() => _meter.Dispose();
}
