using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>What the exporter counts beside the pipeline's own counters, moved once an insert; README.md lists the names.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ClickHouseExporterMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    internal const string MeterName = "Rotel.Arrow.Exporters.ClickHouse";

    private const string Prefix = "rotel_arrow_clickhouse_exporter_";

    private readonly Meter _meter;
    private readonly Counter<long> _inserts;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _uncompressedBytes;
    private readonly Histogram<double> _duration;

    /// <param name="exporter">The name the user configured, an attribute of the meter.</param>
    internal ClickHouseExporterMetrics(string exporter)
    {
        _meter = new Meter(MeterName, version: null, [new KeyValuePair<string, object?>("exporter", exporter)]);
        _inserts = _meter.CreateCounter<long>(Prefix + "inserts", "{insert}", "Inserts by table and how they ended");
        _rows = _meter.CreateCounter<long>(Prefix + "rows", "{row}", "Rows of inserts that were taken");
        _bytes = _meter.CreateCounter<long>(Prefix + "bytes", "By", "Bytes of insert bodies as sent");
        _uncompressedBytes = _meter.CreateCounter<long>(Prefix + "uncompressed_bytes", "By", "The same before compression");
        _duration = _meter.CreateHistogram<double>(Prefix + "insert_duration", "s", "From the first byte of an insert to the end of its answer");
    }

    public void Dispose() => _meter.Dispose();

    internal void Inserted(string table, ClickHouseAnswerKind outcome, int rows, long bytes, long uncompressedBytes, TimeSpan duration)
    {
        var tags = new TagList { { "table", table } };
        _bytes.Add(bytes, tags);
        _uncompressedBytes.Add(uncompressedBytes, tags);
        _duration.Record(duration.TotalSeconds, tags);
        if (outcome == ClickHouseAnswerKind.Accepted)
        {
            _rows.Add(rows, tags);
        }

        tags.Add("outcome", outcome switch
        {
            ClickHouseAnswerKind.Accepted => "accepted",
            ClickHouseAnswerKind.Retry => "retryable",
            _ => "refused",
        });
        _inserts.Add(1, tags);
    }
}
