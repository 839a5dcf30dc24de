using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests;

public sealed class DebugExporterTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly TestBatch _batches = new();
    private readonly ListLogger _logger = new();

    public void Dispose() => _batches.Dispose();

    [Fact]
    public async Task Basic_prints_one_line_a_batch() =>
        Assert.Equal(
            $"""
            2026-01-02T03:04:05.678Z traces: 1 span in 1 scope of 2 resources, {GoldenMessages.Traces.CalculateSize()} B
            2026-01-02T03:04:05.678Z logs: 3 log records in 1 scope of 1 resource, {GoldenMessages.Logs.CalculateSize()} B
            2026-01-02T03:04:05.678Z metrics: 6 data points of 6 metrics in 1 scope of 1 resource, {GoldenMessages.Metrics.CalculateSize()} B

            """,
            await PrintAsync(new DebugExporterOptions(), GoldenMessages.Traces, GoldenMessages.Logs, GoldenMessages.Metrics));

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task Detailed_prints_every_field_readably(string signal)
    {
        string golden = await File.ReadAllTextAsync(RepositoryRoot.Of("tests/Rotel.Arrow.Exporters.Tests/Debug", $"{signal}.golden.txt"));
        Assert.Equal(golden, await PrintAsync(Detailed, GoldenMessages.Of(signal)));
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task Tables_are_printed_like_bytes_and_without_conversion(string signal)
    {
        IMessage message = new RandomOtlp(4, RandomOtlpOptions.Edge with { EmptyContainers = false }).Request(signal);
        string fromBytes = await PrintAsync(Detailed, message);
        var output = new StringWriter();
        await using DebugExporter exporter = Create(Detailed with { Output = output });
        PdataBatch batch = _batches.OfTables(message);
        Assert.Equal(Outcome.Ack, await exporter.ExportAsync(batch, CancellationToken.None));
        batch.Release();

        // The headline differs in the size of the form.
        Assert.Equal(fromBytes[fromBytes.IndexOf('\n')..], output.ToString()[output.ToString().IndexOf('\n')..]);
    }

    [Fact]
    public async Task A_signal_that_was_not_asked_for_is_acked_and_not_printed() =>
        Assert.Equal("", await PrintAsync(new DebugExporterOptions { Traces = false }, GoldenMessages.Traces));

    [Fact]
    public async Task Huge_values_are_cut_and_what_was_cut_is_said()
    {
        var body = new AnyValue { StringValue = new string('x', 100_000) };
        var list = new ArrayValue();
        for (int i = 0; i < 50_000; i++)
        {
            list.Values.Add(new AnyValue { KvlistValue = new KeyValueList() });
        }

        var request = new ExportLogsServiceRequest
        {
            ResourceLogs =
            {
                new ResourceLogs
                {
                    ScopeLogs =
                    {
                        new ScopeLogs
                        {
                            LogRecords =
                            {
                                new LogRecord
                                {
                                    Body = body,
                                    SeverityText = new string('s', 5000),
                                    Attributes =
                                    {
                                        new KeyValue { Key = new string('k', 5000), Value = body },
                                        new KeyValue { Key = "list", Value = new AnyValue { ArrayValue = list } },
                                        new KeyValue { Key = "bytes", Value = new AnyValue { BytesValue = ByteString.CopyFrom(new byte[9000]) } },
                                        new KeyValue { Key = "after", Value = new AnyValue { IntValue = 1 } },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        };
        string text = await PrintAsync(Detailed with { MaxValueBytes = 64 }, request);
        Assert.Contains("(99936 bytes cut)", text);
        Assert.Contains("      after = 1\n", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 400));
    }

    [Fact]
    public async Task Buckets_beyond_the_bound_are_counted_and_not_printed()
    {
        var point = new HistogramDataPoint();
        for (int i = 0; i < 100; i++)
        {
            point.BucketCounts.Add(1);
            point.ExplicitBounds.Add(i);
        }

        var request = new ExportMetricsServiceRequest
        {
            ResourceMetrics =
            {
                new ResourceMetrics
                {
                    ScopeMetrics = { new ScopeMetrics { Metrics = { new Metric { Histogram = new Histogram { DataPoints = { point } } } } } },
                },
            },
        };
        string text = await PrintAsync(Detailed with { MaxBuckets = 10 }, request);
        Assert.Equal(10, text.Split("        bucket (").Length - 1);
        Assert.Contains("... 90 buckets not shown\n", text);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Random_telemetry_prints_without_a_control_character(int seed)
    {
        var generator = new RandomOtlp(seed);
        string text = await PrintAsync(Detailed, generator.Traces(), generator.Logs(), generator.Metrics());
        Assert.DoesNotContain(text, static character => char.IsControl(character) && character != '\n');
        Assert.All(
            text.Split('\n'),
            line => Assert.True(
                line.Length == 0 || line[0] == ' ' || line.StartsWith("2026-", StringComparison.Ordinal)
                || line.StartsWith("resource", StringComparison.Ordinal) || line.StartsWith("no resource", StringComparison.Ordinal),
                line));
    }

    [Fact]
    public async Task Output_that_fails_is_logged_once_and_holds_up_nothing()
    {
        using var output = new FailingWriter { Failure = new IOException("Broken pipe.") };
        await using DebugExporter exporter = Create(new DebugExporterOptions { Output = output });
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Outcome.Ack, await SendAsync(exporter, GoldenMessages.Logs, CancellationToken.None));
        }

        Assert.Contains("Broken pipe.", Assert.Single(_logger.Lines));
        output.Failure = null;
        await SendAsync(exporter, GoldenMessages.Logs, CancellationToken.None);
        Assert.Equal($"2026-01-02T03:04:05.678Z logs: 3 log records in 1 scope of 1 resource, {GoldenMessages.Logs.CalculateSize()} B\n", output.Text);
    }

    [Fact]
    public async Task Output_that_does_not_move_becomes_a_retryable_nack_when_the_attempt_is_cancelled()
    {
        using var output = new FailingWriter();
        output.Open.Reset();
        await using DebugExporter exporter = Create(new DebugExporterOptions { Output = output });
        using var cancelled = new CancellationTokenSource();
        ValueTask<Outcome> sent = SendAsync(exporter, GoldenMessages.Logs, cancelled.Token);
        await cancelled.CancelAsync();
        Outcome outcome = await sent;
        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        Assert.Equal(NackCause.DestinationTimeout, outcome.Cause);

        // The late print still gives the batch back and lets the next one through.
        output.Open.Set();
        Assert.Equal(Outcome.Ack, await SendAsync(exporter, GoldenMessages.Logs, CancellationToken.None));
    }

    private static DebugExporterOptions Detailed => new() { Verbosity = DebugVerbosity.Detailed };

    private DebugExporter Create(DebugExporterOptions options) => new("debug", options, new FakeTimeProvider(s_now), _logger);

    private async ValueTask<Outcome> SendAsync(DebugExporter exporter, IMessage message, CancellationToken cancellation)
    {
        PdataBatch batch = _batches.Of(message);
        try
        {
            return await exporter.ExportAsync(batch, cancellation);
        }
        finally
        {
            batch.Release();
        }
    }

    private async Task<string> PrintAsync(DebugExporterOptions options, params IReadOnlyList<IMessage> messages)
    {
        var output = new StringWriter();
        await using DebugExporter exporter = Create(options with { Output = output });
        await exporter.StartAsync(CancellationToken.None);
        foreach (IMessage message in messages)
        {
            Assert.Equal(Outcome.Ack, await SendAsync(exporter, message, CancellationToken.None));
        }

        Assert.Empty(_logger.Lines);
        return output.ToString();
    }
}
