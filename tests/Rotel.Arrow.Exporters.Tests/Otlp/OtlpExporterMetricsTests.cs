using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Scenario: a batch is split, partly rejected, and one item of it is too large. Guarantee: the counters say just that.</summary>
public sealed class OtlpExporterMetricsTests
{
    [Fact]
    public async Task Every_request_and_every_lost_item_is_counted_once()
    {
        const int limitBytes = 6000;
        await using WireServer server = await WireServer.StartAsync(static (context, request) => request.Body.Length > limitBytes
            ? Answers.GrpcError(context, GrpcStatusCode.ResourceExhausted, "message too large")
            : Answers.GrpcOkAsync(context, new ExportTraceServiceResponse { PartialSuccess = new() { RejectedSpans = 1 } }));
        await using SendRig rig = await SendRig.StartAsync(server.Http2, static to => to);
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == OtlpExporterMetrics.MeterName
                && instrument.Meter.Tags!.Any(tag => tag is { Key: "exporter", Value: string value } && value == rig.Exporter.Name))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, 1, tags));
        listener.Start();
        ExportTraceServiceRequest sent = new RandomOtlp(71, RandomOtlpOptions.Realistic with { Items = 64 }).Traces();
        sent.ResourceSpans[0].ScopeSpans[0].Spans[0].Name = new string('n', 2 * limitBytes);

        Outcome outcome = await rig.SendAsync(rig.Batch(sent));
        await rig.SendAsync(rig.Batch(new RandomOtlp(72, RandomOtlpOptions.Realistic with { Items = 1 }).Logs()));

        WireRequest[] traces = [.. server.Requests.Where(static request => request.Path.Contains("TraceService", StringComparison.Ordinal))];
        int taken = traces.Count(static request => request.Body.Length <= limitBytes);
        Assert.Equal(taken + 1, outcome.RejectedItems);
        Assert.Equal(taken, sums["requests traces accepted"]);
        Assert.Equal(traces.Length - taken, sums["requests traces too_large"]);
        Assert.Equal(1, sums["requests logs accepted"]);
        Assert.Equal(taken, sums["rejected_items traces"]);
        Assert.Equal(1, sums["too_large_items traces"]);
        Assert.Equal(traces.Length, sums["request_duration traces"]);
        Assert.InRange(sums["splits traces"], 2, traces.Length);
        Assert.Equal(traces.Sum(static request => request.Body.Length - GrpcFramePrefix.LengthBytes), sums["bytes traces"]);
        Assert.Equal(sums["bytes traces"], sums["uncompressed_bytes traces"]);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string key = instrument.Name["rotel_arrow_otlp_exporter_".Length..];
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                key += " " + tag.Value;
            }

            sums.AddOrUpdate(key, value, (_, sum) => sum + value);
        }
    }
}
