using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// What the exporter counts beside the pipeline's own counters, moved once a request; README.md lists the names.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class OtlpExporterMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    internal const string MeterName = "Rotel.Arrow.Exporters.Otlp";

    private const string Prefix = "rotel_arrow_otlp_exporter_";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _uncompressedBytes;
    private readonly Counter<long> _rejectedItems;
    private readonly Counter<long> _tooLargeItems;
    private readonly Counter<long> _splits;
    private readonly Histogram<double> _duration;

    /// <param name="exporter">The name the user configured, an attribute of the meter.</param>
    internal OtlpExporterMetrics(string exporter)
    {
        _meter = new Meter(MeterName, version: null, [new KeyValuePair<string, object?>("exporter", exporter)]);
        _requests = _meter.CreateCounter<long>(Prefix + "requests", "{request}", "Requests by how they ended");
        _bytes = _meter.CreateCounter<long>(Prefix + "bytes", "By", "Bytes of request bodies as sent");
        _uncompressedBytes = _meter.CreateCounter<long>(
            Prefix + "uncompressed_bytes", "By", "Bytes of the same requests as OTLP protobuf");
        _rejectedItems = _meter.CreateCounter<long>(
            Prefix + "rejected_items", "{item}", "Items that a peer rejected out of a request that it took");
        _tooLargeItems = _meter.CreateCounter<long>(
            Prefix + "too_large_items", "{item}", "Items that were too large all alone, for the peer or for our own limit");
        _splits = _meter.CreateCounter<long>(
            Prefix + "splits", "{split}", "Batches, or parts of one, that were halved because they were too large");
        _duration = _meter.CreateHistogram<double>(
            Prefix + "request_duration", "s", "From the first byte of a request to the end of its answer");
    }

    public void Dispose() => _meter.Dispose();

    internal void Requested(Signal signal, OtlpAnswerKind outcome, long bytes, long uncompressedBytes, TimeSpan duration)
    {
        TagList tags = Tags(signal);
        _bytes.Add(bytes, tags);
        _uncompressedBytes.Add(uncompressedBytes, tags);
        _duration.Record(duration.TotalSeconds, tags);
        tags.Add("outcome", NameOf(outcome));
        _requests.Add(1, tags);
    }

    internal void Rejected(Signal signal, long items) => _rejectedItems.Add(items, Tags(signal));

    internal void TooLarge(Signal signal, long items) => _tooLargeItems.Add(items, Tags(signal));

    internal void Split(Signal signal) => _splits.Add(1, Tags(signal));

    private static string NameOf(OtlpAnswerKind outcome) => outcome switch
    {
        OtlpAnswerKind.Accepted => "accepted",
        OtlpAnswerKind.Retry => "retryable",
        OtlpAnswerKind.Refused => "refused",
        _ => "too_large",
    };

    private static TagList Tags(Signal signal) => new() { { "signal", signal.Name() } };
}
