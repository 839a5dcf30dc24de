using System.Net;
using System.Text;
using Google.Protobuf;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Rpc;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Transport.Tests.Compression;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>OTLP/JSON: the body becomes protobuf at the door, answers and errors are JSON.</summary>
public sealed class HttpJsonTests
{
    private const string Span = """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708",
          "name":"a","startTimeUnixNano":"1700000000000000000","attributes":[{"key":"k","value":{"intValue":"7"}}]}]}]}]}
        """;

    [Fact]
    public async Task A_json_request_arrives_as_protobuf_and_full_success_is_an_empty_object()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, Encoding.UTF8.GetBytes(Span), "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpCalls.Json, response.Content.Headers.ContentType?.ToString());
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        SubmittedRequest submitted = Assert.Single(receiver.Ingress.Requests);
        var request = Proto.Collector.Trace.V1.ExportTraceServiceRequest.Parser.ParseFrom(submitted.Bytes);
        Proto.Trace.V1.Span span = request.ResourceSpans.Single().ScopeSpans.Single().Spans.Single();
        Assert.Equal("0102030405060708090A0B0C0D0E0F10", Convert.ToHexString(span.TraceId.Span));
        Assert.Equal(7, span.Attributes.Single().Value.IntValue);
    }

    [Fact]
    public async Task A_compressed_json_request_arrives_too()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, Encoders.Gzip(Encoding.UTF8.GetBytes(Span)), HttpCalls.Json, "gzip");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, Assert.Single(receiver.Ingress.Requests).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01"}]}]}]}""")]
    public async Task What_is_no_request_is_400_with_a_BadRequest_in_json(string body)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, Encoding.UTF8.GetBytes(body), HttpCalls.Json);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(HttpCalls.Json, response.Content.Headers.ContentType?.ToString());
        Status status = await HttpCalls.StatusOf(response);
        Assert.Equal(3, status.Code);
        Assert.True(status.Details.Single().Is(BadRequest.Descriptor));
        Assert.Empty(receiver.Ingress.Requests);
    }

    [Fact]
    public async Task An_empty_object_is_an_empty_request()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, "{}"u8.ToArray(), HttpCalls.Json);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Nesting_without_end_is_400()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        string deep = """{"resourceSpans":""" + new string('[', 100_000) + new string(']', 100_000) + "}";
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, Encoding.UTF8.GetBytes(deep), HttpCalls.Json);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(Signal.Traces, "/v1/traces", "rejectedSpans")]
    [InlineData(Signal.Metrics, "/v1/metrics", "rejectedDataPoints")]
    [InlineData(Signal.Logs, "/v1/logs", "rejectedLogRecords")]
    public async Task A_partial_success_uses_the_names_of_the_signal(Signal signal, string path, string name)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.OnSubmit = static _ => new SubmitResult(SubmitStatus.Accepted, 1, 2, "two \"bad\" ones");
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, "{}"u8.ToArray(), HttpCalls.Json, path: path);
        string json = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"\"{name}\":\"2\"", json, StringComparison.Ordinal);
        IMessage parsed = signal switch
        {
            Signal.Traces => JsonParser.Default.Parse<Proto.Collector.Trace.V1.ExportTraceServiceResponse>(json),
            Signal.Metrics => JsonParser.Default.Parse<Proto.Collector.Metrics.V1.ExportMetricsServiceResponse>(json),
            _ => JsonParser.Default.Parse<Proto.Collector.Logs.V1.ExportLogsServiceResponse>(json),
        };
        Assert.Contains("two \\\"bad\\\" ones", JsonFormatter.Default.Format(parsed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overload_tells_json_clients_the_delay_in_both_places()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.Refusal = new Admission(null, TimeSpan.FromMilliseconds(1500), "full");
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, "{}"u8.ToArray(), HttpCalls.Json);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        RetryInfo retry = (await HttpCalls.StatusOf(response)).Details.Single().Unpack<RetryInfo>();
        Assert.Equal(TimeSpan.FromMilliseconds(1500), retry.RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task Json_whose_protobuf_form_is_over_the_limit_is_413()
    {
        const int Limit = 4096;
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { HttpMaxMessageBytes = Limit });

        // Packed doubles take eight bytes each in protobuf and two in JSON.
        string bounds = string.Join(',', Enumerable.Repeat("1", 1500));
        string body = $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[{"explicitBounds":[{{{bounds}}}]}]}}]}]}]}""";
        Assert.InRange(body.Length, 1, Limit);
        using HttpResponseMessage response = await HttpCalls.PostAsync(receiver, Encoding.UTF8.GetBytes(body), HttpCalls.Json, path: "/v1/metrics");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }
}
