using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// What the exporter counts beside the pipeline's own counters, with the attributes <c>exporter</c> and
/// <c>signal</c>. README.md lists the names.
/// </summary>
internal sealed class OtlpExporterMetrics(string exporter)
{
    /// <summary>Name of the meter.</summary>
    internal const string MeterName = "Rotel.Arrow.Exporters.Otlp";

    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long> s_requests = s_meter.CreateCounter<long>(
        "otlp_exporter.requests", "{request}", "Requests by how they ended (attribute outcome).");

    private static readonly Counter<long> s_bytes = s_meter.CreateCounter<long>(
        "otlp_exporter.request_bytes", "By", "Bytes of request bodies sent, after compression.");

    private static readonly Counter<long> s_uncompressedBytes = s_meter.CreateCounter<long>(
        "otlp_exporter.request_uncompressed_bytes", "By", "Bytes of the same requests as OTLP protobuf.");

    private static readonly Counter<long> s_rejectedItems = s_meter.CreateCounter<long>(
        "otlp_exporter.rejected_items", "{item}", "Items that a peer rejected out of a request that it took (partial success).");

    private static readonly Counter<long> s_tooLargeItems = s_meter.CreateCounter<long>(
        "otlp_exporter.too_large_items", "{item}", "Items that were too large for the peer, or for the request limit, all alone.");

    private static readonly Counter<long> s_splits = s_meter.CreateCounter<long>(
        "otlp_exporter.splits", "{split}", "Times that a batch or a part of one was halved because it was too large.");

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "otlp_exporter.request_duration", "s", "From the first byte of a request to the end of its answer.");

    internal void Requested(Signal signal, OtlpAnswerKind outcome, long bytes, long uncompressedBytes, TimeSpan duration)
    {
        TagList tags = Tags(signal);
        s_bytes.Add(bytes, tags);
        s_uncompressedBytes.Add(uncompressedBytes, tags);
        s_duration.Record(duration.TotalSeconds, tags);
        tags.Add("outcome", NameOf(outcome));
        s_requests.Add(1, tags);
    }

    internal void Rejected(Signal signal, long items) => s_rejectedItems.Add(items, Tags(signal));

    internal void TooLarge(Signal signal, long items) => s_tooLargeItems.Add(items, Tags(signal));

    internal void Split(Signal signal) => s_splits.Add(1, Tags(signal));

    private static string NameOf(OtlpAnswerKind outcome) => outcome switch
    {
        OtlpAnswerKind.Accepted => "accepted",
        OtlpAnswerKind.Retry => "retryable",
        OtlpAnswerKind.Refused => "refused",
        _ => "too_large",
    };

    private TagList Tags(Signal signal) => new() { { "exporter", exporter }, { "signal", signal.Name() } };
}
