using Google.Protobuf;
using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.Parquet;

/// <summary>When files appear, where, under which names, and what survives a crash or a disk that fails.</summary>
public sealed class ParquetExporterFileTests
{
    private const ulong Hour = 3_600_000_000_000;

    /// <summary>2025-10-14T00:00:00Z.</summary>
    internal const ulong Start = 489_000 * Hour;

    [Fact]
    public async Task No_reader_sees_a_file_before_it_is_finished_and_the_roll_interval_finishes_it()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync(new ParquetExporterOptions { RollInterval = TimeSpan.FromSeconds(30) });
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(10, Start)));
        under.Time.Advance(TimeSpan.FromSeconds(29));
        string temporary = Assert.Single(Directory.GetFiles(under.Output, "*traces-*", SearchOption.AllDirectories));
        Assert.StartsWith(".traces-", Path.GetFileName(temporary));
        Assert.EndsWith(".parquet.tmp", temporary);
        Assert.Empty(under.Files("traces"));

        under.Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually(() => under.Files("traces").Count == 1);
        Assert.False(File.Exists(temporary));
        Assert.Equal("10", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task Rows_lie_in_the_partition_of_their_own_hour_and_Hive_columns_find_them()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync();
        ExportTraceServiceRequest message = Spans(3, Start + (Hour / 2));
        message.ResourceSpans[0].ScopeSpans[0].Spans.Add(Spans(2, Start + Hour).ResourceSpans[0].ScopeSpans[0].Spans);
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, message));
        await exporter.DisposeAsync();

        Assert.Equal(
            ["date=2025-10-14/hour=00", "date=2025-10-14/hour=01"],
            under.Files("traces").Select(path => Path.GetRelativePath(Path.Combine(under.Output, "traces"), Path.GetDirectoryName(path)!)));
        Assert.Equal("2", Assert.Single(DuckDb.Query(
            $"SELECT count(*) FROM read_parquet('{under.Glob("traces")}', hive_partitioning = true) WHERE date = '2025-10-14' AND hour = 1")));
    }

    [Fact]
    public async Task Random_times_open_few_files_and_lose_no_row()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync();
        ExportTraceServiceRequest message = Spans(0, Start);
        for (int i = 0; i < 300; i++)
        {
            message.ResourceSpans[0].ScopeSpans[0].Spans.Add(Spans(1, (ulong)i * 7919 * Hour % (Start * 2)).ResourceSpans[0].ScopeSpans[0].Spans);
        }

        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, message));
        await exporter.DisposeAsync();
        Assert.Equal(HourSplit.MaxHours, under.Files("traces").Count);
        Assert.Equal("300", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
    }

    [Fact]
    public async Task A_file_is_finished_at_its_size_and_row_groups_stay_small()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync(new ParquetExporterOptions
        {
            MaxFileBytes = 1 << 20, RowGroupBytes = 1 << 20, Compression = Rotel.Arrow.Parquet.Format.ParquetCodec.Uncompressed,
        });
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(5000, Start)));
        }

        Assert.True(under.Files("traces").Count >= 2, "Files are finished before the end.");
        await exporter.DisposeAsync();
        Assert.All(under.Files("traces"), path => Assert.InRange(new FileInfo(path).Length, 1000, 4 << 20));
        Assert.Equal("60000", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
    }

    [Fact]
    public async Task With_durable_acks_a_batch_is_acknowledged_only_when_its_file_has_its_name()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync(new ParquetExporterOptions { AckWhenDurable = true, RollInterval = TimeSpan.FromSeconds(2) });
        Task<Outcome> outcome = under.SendAsync(exporter, Spans(10, Start));
        Assert.False(outcome.IsCompleted);
        under.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Outcome.Ack, await outcome);
        Assert.Single(under.Files("traces"));
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task With_durable_acks_as_many_batches_as_may_wait_end_their_file_at_once()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync(new ParquetExporterOptions { AckWhenDurable = true });
        Task<Outcome>[] outcomes = [.. Enumerable.Range(0, exporter.MaxConcurrency).Select(_ => under.SendAsync(exporter, Spans(10, Start)))];
        Assert.All(await Task.WhenAll(outcomes), outcome => Assert.Equal(Outcome.Ack, outcome));
        Assert.Equal("160", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task What_a_crash_left_is_removed_at_the_next_start_and_reported()
    {
        using var under = new ParquetExporterUnderTest();
        string partition = Path.Combine(under.Output, "logs", "date=2026-01-02", "hour=03");
        Directory.CreateDirectory(partition);
        string torn = Path.Combine(partition, ".logs-20260102T030000Z-00000000-000000.parquet.tmp");
        await File.WriteAllBytesAsync(torn, "PAR1 torn"u8.ToArray(), TestContext.Current.CancellationToken);
        string whole = Path.Combine(partition, "logs-20260102T020000Z-00000000-000000.parquet");
        await File.WriteAllBytesAsync(whole, [1], TestContext.Current.CancellationToken);

        ParquetExporter exporter = await under.StartAsync();
        await exporter.DisposeAsync();
        Assert.False(File.Exists(torn));
        Assert.True(File.Exists(whole));
        Assert.Contains(under.Logger.Lines, line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("removed 1 unfinished files of 9 bytes"));
    }

    [Fact]
    public async Task A_deleted_directory_loses_nothing_that_is_in_the_open_file()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync();
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(10, Start)));
        Directory.Delete(under.Output, recursive: true);
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(7, Start)));
        await exporter.FlushAsync(CancellationToken.None);
        Assert.Equal("17", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task A_path_that_cannot_be_a_folder_is_a_retryable_nack_and_a_later_attempt_writes_the_batch()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(under.Output, "traces"), "in the way", TestContext.Current.CancellationToken);
        Outcome outcome = await under.SendAsync(exporter, Spans(10, Start));
        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        File.Delete(Path.Combine(under.Output, "traces"));
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(10, Start)));
        await exporter.DisposeAsync();
        Assert.Equal("10", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
        Assert.Contains(under.Logger.Lines, line => line.Contains("writes again"));
    }

    [Fact]
    public async Task Two_exporters_do_not_write_into_one_folder()
    {
        using var under = new ParquetExporterUnderTest();
        await using ParquetExporter first = await under.StartAsync();
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => under.StartAsync());
        Assert.Contains("another process writes to", refused.Message);
    }

    [Fact]
    public async Task Attributes_and_trace_ids_are_queried_in_one_expression_each()
    {
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await under.StartAsync();
        ExportTraceServiceRequest message = Spans(100, Start);
        Span span = message.ResourceSpans[0].ScopeSpans[0].Spans[42];
        span.Attributes.Add(new KeyValue { Key = "http.route", Value = new AnyValue { StringValue = "/cart" } });
        span.Attributes.Add(new KeyValue { Key = "http.response.status_code", Value = new AnyValue { IntValue = 503 } });
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, message));
        await exporter.DisposeAsync();

        string from = $"FROM '{under.Glob("traces")}'";
        Assert.Equal("span-42", Assert.Single(DuckDb.Query($"SELECT name {from} WHERE attributes['http.route'] = '/cart'")));
        Assert.Equal("span-42", Assert.Single(DuckDb.Query($"SELECT name {from} WHERE attributes_typed['http.response.status_code'].int >= 500")));
        Assert.Equal("span-42", Assert.Single(DuckDb.Query($"SELECT name {from} WHERE trace_id = '{Convert.ToHexStringLower(span.TraceId.Span)}'")));
        Assert.Equal("100", Assert.Single(DuckDb.Query($"SELECT count(*) {from} WHERE service_name = 'shop'")));
    }

    internal static ExportTraceServiceRequest Spans(int count, ulong start)
    {
        var scope = new ScopeSpans { Scope = new InstrumentationScope { Name = "test" } };
        for (int i = 0; i < count; i++)
        {
            scope.Spans.Add(new Span
            {
                TraceId = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
                SpanId = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()[..8]),
                Name = $"span-{i}",
                StartTimeUnixNano = start + (ulong)i,
                EndTimeUnixNano = start + (ulong)i + 1000,
            });
        }

        var resource = new Rotel.Arrow.Proto.Resource.V1.Resource();
        resource.Attributes.Add(new KeyValue { Key = "service.name", Value = new AnyValue { StringValue = "shop" } });
        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { Resource = resource, ScopeSpans = { scope } } } };
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (int i = 0; i < 500 && !condition(); i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.True(condition());
    }
}
