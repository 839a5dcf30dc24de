using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using OpenTelemetry.Exporter;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;
using MetricReaderTemporalityPreference = OpenTelemetry.Metrics.MetricReaderTemporalityPreference;

namespace Rotel.Arrow.Interop.Sdk;

/// <summary>
/// Scenario: a program with the real .NET SDK sends all three signals to a gateway, which sends them on to a second one,
/// which writes OTLP JSON Lines. Guarantee: the file holds exactly what the SDK put on the wire, every field of it.
/// </summary>
public sealed class DotNetSdkTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc, "grpc", "auto")]
    [InlineData(OtlpExportProtocol.Grpc, "http", "columns")]
    [InlineData(OtlpExportProtocol.HttpProtobuf, "http-json", "auto")]
    [InlineData(OtlpExportProtocol.HttpProtobuf, "grpc", "columns")]
    public async Task What_the_SDK_sends_is_what_the_second_gateway_writes(OtlpExportProtocol protocol, string between, string pdata)
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        await using TwoGateways gateways = await TwoGateways.StartAsync(between, pdata);
        using var sent = new SentRequests(folder.FullPath);
        using var client = new HttpClient(sent, disposeHandler: false);
        var telemetry = new DotNetTelemetry(signal => new OtlpExporterOptions
        {
            Protocol = protocol,
            Endpoint = new Uri(protocol == OtlpExportProtocol.Grpc ? $"http://{gateways.Grpc}" : $"http://{gateways.Http}/v1/{signal}"),
            TimeoutMilliseconds = 60_000,
            HttpClientFactory = () => client,
        });

        // Names of their own: tests that run at the same time share the process, and with it all sources.
        string name = $"shop.{protocol}.{between}";
        Activity root = telemetry.ExportTraces(name);
        telemetry.ExportMetrics(name, pdata == "auto" ? MetricReaderTemporalityPreference.Cumulative : MetricReaderTemporalityPreference.Delta);
        telemetry.ExportLogs(name);
        await gateways.StopAsync();

        Assert.All(sent.Statuses, static status => Assert.Equal(HttpStatusCode.OK, status));
        AssertCoversEverything(sent);
        await OtlpDiff.AssertEqualAsync(folder.FullPath, gateways.Written);
        AssertIsTheSpan(root, gateways.WrittenObjects("traces", "spanId"));
    }

    /// <summary>What is compared holds what it should: an SDK that stops sending a field does not go unnoticed.</summary>
    private static void AssertCoversEverything(SentRequests sent)
    {
        Span[] spans = [.. sent.Of("traces", ExportTraceServiceRequest.Parser).SelectMany(static r => r.ResourceSpans)
            .SelectMany(static r => r.ScopeSpans).SelectMany(static s => s.Spans)];
        Assert.Equal(21, spans.Length);
        Span root = Assert.Single(spans, static span => span.Events.Count > 0);
        Assert.Equal(
            [
                AnyValue.ValueOneofCase.StringValue, AnyValue.ValueOneofCase.BoolValue, AnyValue.ValueOneofCase.IntValue,
                AnyValue.ValueOneofCase.DoubleValue, AnyValue.ValueOneofCase.ArrayValue,
            ],
            root.Attributes.Select(static a => a.Value.ValueCase).Distinct().Order());
        Assert.Equal((2, 2, "vendor=1,other=2"), (root.Events.Count, root.Links.Count, root.TraceState));
        Assert.Equal((Status.Types.StatusCode.Error, "no stock"), (root.Status.Code, root.Status.Message));

        Metric[] metrics = [.. sent.Of("metrics", ExportMetricsServiceRequest.Parser).SelectMany(static r => r.ResourceMetrics)
            .SelectMany(static r => r.ScopeMetrics).SelectMany(static s => s.Metrics)];
        Assert.Equal(
            [Metric.DataOneofCase.Gauge, Metric.DataOneofCase.Sum, Metric.DataOneofCase.Histogram, Metric.DataOneofCase.ExponentialHistogram],
            metrics.Select(static m => m.DataCase).Distinct().Order());
        Assert.Contains(
            metrics.Where(static m => m.Histogram is not null).SelectMany(static m => m.Histogram.DataPoints).SelectMany(static p => p.Exemplars),
            static exemplar => exemplar.FilteredAttributes.Count > 0 && exemplar.TraceId.Length == 16);

        var logs = sent.Of("logs", ExportLogsServiceRequest.Parser).SelectMany(static r => r.ResourceLogs)
            .SelectMany(static r => r.ScopeLogs).SelectMany(static s => s.LogRecords).ToArray();
        Assert.Equal(7, logs.Length);
        Assert.Equal(6, logs.Count(static log => log.TraceId.Length == 16 && log.Attributes.Count > 4));
        Assert.Equal(6, logs.Select(static log => log.SeverityNumber).Distinct().Count());
    }

    /// <summary>Judged by the program itself, with no OTLP code between: identifiers, name, times.</summary>
    private static void AssertIsTheSpan(Activity root, IReadOnlyList<JsonElement> spans)
    {
        JsonElement span = Assert.Single(
            spans, span => span.TryGetProperty("name", out _) && span.GetProperty("spanId").GetString() == root.SpanId.ToHexString());
        Assert.Equal(root.TraceId.ToHexString(), span.GetProperty("traceId").GetString());
        Assert.Equal(root.ParentSpanId.ToHexString(), span.GetProperty("parentSpanId").GetString());
        Assert.Equal("POST /checkout", span.GetProperty("name").GetString());
        Assert.Equal(UnixNanos(root.StartTimeUtc), span.GetProperty("startTimeUnixNano").GetString());
        Assert.Equal(UnixNanos(root.StartTimeUtc + root.Duration), span.GetProperty("endTimeUnixNano").GetString());
    }

    private static string UnixNanos(DateTime time) =>
        ((time - DateTime.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);
}
