using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests;

public sealed class SummaryExporterTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TestBatch _batches = new();
    private readonly ListLogger _logger = new();
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly StringWriter _output = new();

    public void Dispose() => _batches.Dispose();

    [Fact]
    public async Task Each_interval_in_which_something_arrived_is_reported_and_the_totals_at_the_end()
    {
        SummaryExporter exporter = await StartAsync(new SummaryExporterOptions());
        ExportTraceServiceRequest first = Spans("shop", 20, error: true, ("GET /cart", 300_000_000), ("POST /pay", 1_200_000_000));
        ExportTraceServiceRequest second = Spans("cart", 3);
        ExportLogsServiceRequest logs = Logs("shop", SeverityNumber.Error, SeverityNumber.Info, SeverityNumber.Fatal);
        ExportMetricsServiceRequest metrics = Gauge("shop", 12);
        ExportTraceServiceRequest last = Spans("cart", 1, error: false, ("GET /cart", 100_000_000));
        await SendAsync(exporter, first);
        await SendAsync(exporter, second);
        await SendAsync(exporter, logs);
        _time.Advance(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        await SendAsync(exporter, metrics);
        _time.Advance(TimeSpan.FromSeconds(5));
        await SendAsync(exporter, last);
        await exporter.DisposeAsync();

        int traces = first.CalculateSize() + second.CalculateSize();
        int all = traces + last.CalculateSize();
        int inLogs = logs.CalculateSize();
        int points = metrics.CalculateSize();
        Assert.Equal(
            $"""
            12:00:05  25 spans (5/s, {traces} B), 3 log records (0.6/s, {inLogs} B)
                      services: shop 25, cart 3
                      errors:   1 span, 2 log records
                      slowest:  "POST /pay" 1.2 s, "GET /cart" 300 ms
            12:00:15  12 data points (2.4/s, {points} B)
                      services: shop 12
            total     27 spans (1.8/s, {all} B), 3 log records (0.2/s, {inLogs} B), 12 data points (0.8/s, {points} B) in 15 s
                      services: shop 37, cart 5
                      errors:   1 span, 2 log records
                      slowest:  "POST /pay" 1.2 s, "GET /cart" 300 ms

            """,
            _output.ToString());
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task Nothing_is_printed_when_nothing_arrives()
    {
        SummaryExporter exporter = await StartAsync(new SummaryExporterOptions());
        _time.Advance(TimeSpan.FromMinutes(1));
        await exporter.DisposeAsync();
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task Services_beyond_the_limit_are_counted_together()
    {
        SummaryExporter exporter = await StartAsync(new SummaryExporterOptions { MaxServices = 3, TopServices = 2 });
        for (int i = 0; i < 100; i++)
        {
            await SendAsync(exporter, Spans($"service-{i}", i + 1));
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("services: service-2 3, service-1 2, others 5,045\n", _output.ToString());

        // The first three sent nothing in this interval, so at its end their places become free.
        await SendAsync(exporter, Spans("late", 7));
        _time.Advance(TimeSpan.FromSeconds(5));
        await SendAsync(exporter, Spans("late", 7));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.EndsWith("services: late 7\n", _output.ToString());
        await exporter.DisposeAsync();
        Assert.EndsWith("services: late 7, others 5,057\n", _output.ToString());
    }

    [Fact]
    public async Task Names_that_telemetry_chose_cannot_forge_lines_and_are_bounded()
    {
        SummaryExporter exporter = await StartAsync(new SummaryExporterOptions { MaxNameBytes = 24 });
        await SendAsync(exporter, Spans("evil\n12:00:05  1 span \u001b[2J and much more", 1, error: false, ("a\r\nb", 5)));
        await SendAsync(exporter, Spans("", 1));
        _time.Advance(TimeSpan.FromSeconds(5));
        string[] lines = _output.ToString().Split('\n');
        Assert.Equal("          services: evil\\n12:00:05  1 span \\u{1b}[ 2, (no service.name) 1", lines[1]);
        Assert.Equal("          slowest:  \"a\\r\\nb\" 5 ns", lines[2]);
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task The_slowest_names_are_kept_with_their_longest_span()
    {
        SummaryExporter exporter = await StartAsync(new SummaryExporterOptions { SlowestSpans = 2 });
        await SendAsync(
            exporter,
            Spans("s", 0, error: false, ("a", 10), ("b", 30), ("c", 20), ("a", 40), ("b", 5), ("d", 1), ("a", 35)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("slowest:  \"a\" 40 ns, \"b\" 30 ns\n", _output.ToString());
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task Output_that_fails_or_does_not_move_holds_up_no_batch()
    {
        using var output = new FailingWriter { Failure = new IOException("Broken pipe.") };
        var exporter = new SummaryExporter("summary", new SummaryExporterOptions { Output = output }, _time, _logger);
        await exporter.StartAsync(CancellationToken.None);
        for (int i = 0; i < 3; i++)
        {
            await SendAsync(exporter, Spans("s", 1));
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Contains("Broken pipe.", Assert.Single(_logger.Lines));

        output.Open.Reset();
        await SendAsync(exporter, Spans("s", 1));
        Task blocked = Task.Run(() => _time.Advance(TimeSpan.FromSeconds(5)));
        await SendAsync(exporter, Spans("s", 1));
        output.Failure = null;
        output.Open.Set();
        await blocked;
        await exporter.DisposeAsync();
        Assert.Contains("total     5 spans", output.Text);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task Random_telemetry_of_all_signals_is_counted_completely(int seed)
    {
        SummaryExporter exporter = await StartAsync(new SummaryExporterOptions());
        var generator = new RandomOtlp(seed);
        ExportTraceServiceRequest traces = generator.Traces();
        ExportLogsServiceRequest logs = generator.Logs();
        await SendAsync(exporter, traces);
        await SendAsync(exporter, logs);
        await SendAsync(exporter, generator.Metrics());
        await exporter.DisposeAsync();
        int failed = traces.ResourceSpans.Sum(r => r.ScopeSpans.Sum(s => s.Spans.Count(x => x.Status?.Code == Status.Types.StatusCode.Error)));
        int errors = logs.ResourceLogs.Sum(r => r.ScopeLogs.Sum(s => s.LogRecords.Count(x => (int)x.SeverityNumber >= 17)));
        Assert.Contains($"errors:   {failed} span{(failed == 1 ? "" : "s")}, {errors} log record", _output.ToString());
    }

    private static ExportTraceServiceRequest Spans(string service, int count, bool error = false, params (string Name, ulong Nanos)[] timed)
    {
        var scope = new ScopeSpans();
        for (int i = 0; i < count; i++)
        {
            scope.Spans.Add(new Span());
        }

        foreach ((string name, ulong nanos) in timed)
        {
            scope.Spans.Add(new Span { Name = name, StartTimeUnixNano = 1, EndTimeUnixNano = 1 + nanos });
        }

        if (error)
        {
            scope.Spans[0].Status = new Status { Code = Status.Types.StatusCode.Error };
        }

        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { Resource = Service(service), ScopeSpans = { scope } } } };
    }

    private static ExportLogsServiceRequest Logs(string service, params SeverityNumber[] severities) => new()
    {
        ResourceLogs =
        {
            new ResourceLogs
            {
                Resource = Service(service),
                ScopeLogs = { new ScopeLogs { LogRecords = { severities.Select(severity => new LogRecord { SeverityNumber = severity }) } } },
            },
        },
    };

    private static ExportMetricsServiceRequest Gauge(string service, int points) => new()
    {
        ResourceMetrics =
        {
            new ResourceMetrics
            {
                Resource = Service(service),
                ScopeMetrics =
                {
                    new ScopeMetrics
                    {
                        Metrics = { new Metric { Gauge = new Gauge { DataPoints = { Enumerable.Repeat(new NumberDataPoint { Flags = 1 }, points) } } } },
                    },
                },
            },
        },
    };

    private static Resource Service(string name) =>
        new() { Attributes = { new KeyValue { Key = "service.name", Value = new AnyValue { StringValue = name } } } };

    private async Task<SummaryExporter> StartAsync(SummaryExporterOptions options)
    {
        _time.SetLocalTimeZone(TimeZoneInfo.Utc);
        var exporter = new SummaryExporter("summary", options with { Output = _output }, _time, _logger);
        await exporter.StartAsync(CancellationToken.None);
        return exporter;
    }

    private async Task SendAsync(SummaryExporter exporter, IMessage message)
    {
        PdataBatch batch = _batches.Of(message);
        Assert.Equal(Outcome.Ack, await exporter.ExportAsync(batch, CancellationToken.None));
        batch.Release();
    }
}
