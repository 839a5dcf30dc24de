using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>Counters of one <see cref="BlackholeExporter"/>, moved once a batch.</summary>
internal sealed class BlackholeExporterMetrics : IDisposable
{
    public const string MeterName = "Rotel.Arrow.Exporters.Blackhole";

    private readonly Meter _meter;
    private readonly Counter<long> _items;
    private readonly Counter<long> _bytes;

    public BlackholeExporterMetrics(string exporter)
    {
        _meter = new Meter(MeterName, version: null, [new KeyValuePair<string, object?>("exporter", exporter)]);
        _items = _meter.CreateCounter<long>("rotel_arrow_blackhole_items", "{item}", "Items discarded.");
        _bytes = _meter.CreateCounter<long>("rotel_arrow_blackhole_bytes", "By", "Bytes discarded, in the form they had.");
    }

    public void Discarded(Signal signal, long items, long bytes)
    {
        var tags = new TagList { { "signal", signal.Name() } };
        _items.Add(items, tags);
        _bytes.Add(bytes, tags);
    }

    public void Dispose() => _meter.Dispose();
}
