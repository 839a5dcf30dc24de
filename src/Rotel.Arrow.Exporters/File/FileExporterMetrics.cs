using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>Counters of one <see cref="FileExporter"/>, moved once a batch.</summary>
internal sealed class FileExporterMetrics : IDisposable
{
    public const string MeterName = "Rotel.Arrow.Exporters.File";

    private readonly Meter _meter;
    private readonly Counter<long> _items;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _rotations;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _syncFailures;
    private readonly Counter<long> _repaired;

    public FileExporterMetrics(string exporter)
    {
        _meter = new Meter(MeterName, version: null, [new KeyValuePair<string, object?>("exporter", exporter)]);
        _items = _meter.CreateCounter<long>("rotel_arrow_file_items", "{item}", "Items written.");
        _bytes = _meter.CreateCounter<long>("rotel_arrow_file_bytes", "By", "Bytes written.");
        _rotations = _meter.CreateCounter<long>("rotel_arrow_file_rotations", "{file}", "Files renamed because of their size.");
        _failures = _meter.CreateCounter<long>("rotel_arrow_file_failed_batches", "{batch}", "Attempts that failed and are retried.");
        _syncFailures = _meter.CreateCounter<long>("rotel_arrow_file_failed_syncs", "{sync}", "Fsyncs that failed.");
        _repaired = _meter.CreateCounter<long>("rotel_arrow_file_repaired_bytes", "By", "Bytes of torn lines that were cut off.");
    }

    public void Written(Signal signal, long items, long bytes, bool rotated)
    {
        TagList tags = Tags(signal);
        _items.Add(items, tags);
        _bytes.Add(bytes, tags);
        if (rotated)
        {
            _rotations.Add(1, tags);
        }
    }

    public void Failed(Signal signal) => _failures.Add(1, Tags(signal));

    public void SyncFailed() => _syncFailures.Add(1);

    public void Repaired(Signal signal, long bytes) => _repaired.Add(bytes, Tags(signal));

    public void Dispose() => _meter.Dispose();

    private static TagList Tags(Signal signal) => new() { { "signal", signal.Name() } };
}
