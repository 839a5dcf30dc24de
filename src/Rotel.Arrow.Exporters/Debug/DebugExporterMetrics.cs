using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>Counters of one <see cref="DebugExporter"/>, moved once a batch.</summary>
internal sealed class DebugExporterMetrics : IDisposable
{
    public const string MeterName = "Rotel.Arrow.Exporters.Debug";

    private readonly Meter _meter;
    private readonly Counter<long> _items;
    private readonly Counter<long> _failures;

    public DebugExporterMetrics(string exporter)
    {
        _meter = new Meter(MeterName, version: null, [new KeyValuePair<string, object?>("exporter", exporter)]);
        _items = _meter.CreateCounter<long>("rotel_arrow_debug_items", "{item}", "Items printed.");
        _failures = _meter.CreateCounter<long>("rotel_arrow_debug_failed_batches", "{batch}", "Batches whose text could not be written.");
    }

    public void Printed(Signal signal, long items) => _items.Add(items, new TagList { { "signal", signal.Name() } });

    public void OutputFailed() => _failures.Add(1);

    public void Dispose() => _meter.Dispose();
}
