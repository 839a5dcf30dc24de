using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>Counters of one <see cref="ParquetExporter"/>, moved once a batch or file.</summary>
internal sealed class ParquetExporterMetrics : IDisposable
{
    public const string MeterName = "Rotel.Arrow.Exporters.Parquet";

    private readonly Meter _meter;
    private readonly Counter<long> _items;
    private readonly Counter<long> _files;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _leftovers;
    private readonly Counter<long> _uploads;

    public ParquetExporterMetrics(string exporter)
    {
        _meter = new Meter(MeterName, version: null, [new KeyValuePair<string, object?>("exporter", exporter)]);
        _items = _meter.CreateCounter<long>("rotel_arrow_parquet_items", "{item}", "Items written into open files.");
        _files = _meter.CreateCounter<long>("rotel_arrow_parquet_files", "{file}", "Files finished.");
        _bytes = _meter.CreateCounter<long>("rotel_arrow_parquet_bytes", "By", "Bytes of finished files.");
        _failures = _meter.CreateCounter<long>("rotel_arrow_parquet_failed_files", "{file}", "Files that could not be opened, written or finished.");
        _lost = _meter.CreateCounter<long>("rotel_arrow_parquet_lost_items", "{item}", "Items acknowledged and lost with a file that could not be finished.");
        _leftovers = _meter.CreateCounter<long>("rotel_arrow_parquet_leftover_files", "{file}", "Unfinished files of a crash removed at start.");
        _uploads = _meter.CreateCounter<long>("rotel_arrow_parquet_uploaded_files", "{file}", "Files taken to an object store.");
    }

    public void Written(Signal signal, long items) => _items.Add(items, Tags(signal));

    public void Finished(Signal signal, long bytes)
    {
        TagList tags = Tags(signal);
        _files.Add(1, tags);
        _bytes.Add(bytes, tags);
    }

    public void Failed(Signal signal) => _failures.Add(1, Tags(signal));

    public void Lost(Signal signal, long items) => _lost.Add(items, Tags(signal));

    public void Leftovers(int files) => _leftovers.Add(files);

    public void Uploaded(Signal signal) => _uploads.Add(1, Tags(signal));

    public void Dispose() => _meter.Dispose();

    private static TagList Tags(Signal signal) => new() { { "signal", signal.Name() } };
}
