using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Exporters.Parquet.Stores;
using Rotel.Arrow.Pipeline;
using static Rotel.Arrow.Exporters.Tests.Parquet.ParquetExporterFileTests;

namespace Rotel.Arrow.Exporters.Tests.Parquet.Stores;

/// <summary>What is acknowledged when files go to a bucket, and what becomes of them while the bucket is away.</summary>
public sealed class ObjectStoreExportTests
{
    [Fact]
    public async Task Files_go_to_the_bucket_under_their_partition_and_leave_the_local_disk()
    {
        await using S3ServerUnderTest server = await S3ServerUnderTest.StartAsync();
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await StartAsync(under, server.Store());
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(100, Start)));
        await exporter.FlushAsync(CancellationToken.None);
        string key = Assert.Single(await server.KeysAsync());
        Assert.Matches("^telemetry/traces/date=2025-10-14/hour=00/traces-.*[.]parquet$", key);
        Assert.Empty(under.Files("traces"));

        string copy = under.Folder.Of("copy.parquet");
        await File.WriteAllBytesAsync(copy, await server.ReadAsync(key), TestContext.Current.CancellationToken);
        Assert.Equal("100", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{copy}'")));
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task A_durable_batch_is_acknowledged_only_when_the_bucket_has_it()
    {
        await using S3ServerUnderTest server = await S3ServerUnderTest.StartAsync();
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await StartAsync(under, server.Store(), durable: true);
        Task<Outcome> outcome = under.SendAsync(exporter, Spans(10, Start));
        await exporter.FlushAsync(CancellationToken.None);
        Assert.Equal(Outcome.Ack, await outcome);
        Assert.Single(await server.KeysAsync());
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task A_durable_batch_that_the_bucket_refuses_is_a_retryable_nack_and_leaves_no_second_copy()
    {
        // Each attempt of the store is two requests; the first batch meets nothing but faults.
        await using S3ServerUnderTest server = await S3ServerUnderTest.StartAsync("PutObject:2:500");
        using var under = new ParquetExporterUnderTest();
        ParquetExporter exporter = await StartAsync(under, server.Store(), durable: true);
        Task<Outcome> first = under.SendAsync(exporter, Spans(10, Start));
        await exporter.FlushAsync(CancellationToken.None);
        Outcome outcome = await first;
        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationFailed), (outcome.Kind, outcome.Cause));
        Assert.Contains("s3://lake/telemetry: the store fails", outcome.Message);
        Assert.Empty(under.Files("traces"));

        Task<Outcome> again = under.SendAsync(exporter, Spans(10, Start));
        await exporter.FlushAsync(CancellationToken.None);
        Assert.Equal(Outcome.Ack, await again);
        Assert.Single(await server.KeysAsync());
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task What_was_acknowledged_earlier_waits_on_the_disk_while_the_bucket_is_away_and_the_next_start_stores_it()
    {
        using var under = new ParquetExporterUnderTest();
        var away = new S3ObjectStore(
            new S3StoreOptions { Bucket = "lake", Endpoint = new Uri("http://127.0.0.1:1"), PathStyle = true, MaxRetries = 0 },
            new Amazon.Runtime.BasicAWSCredentials("a", "b"));
        ParquetExporter exporter = await StartAsync(under, away);
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(10, Start)));
        using (var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await exporter.FlushAsync(patience.Token));
        }

        await exporter.DisposeAsync();
        Assert.Single(under.Files("traces"));
        Assert.Contains(under.Logger.Lines, static line => line.Contains("could not store 1 files"));

        await using S3ServerUnderTest server = await S3ServerUnderTest.StartAsync();
        exporter = await StartAsync(under, server.Store());
        await exporter.FlushAsync(CancellationToken.None);
        Assert.Single(await server.KeysAsync());
        Assert.Empty(under.Files("traces"));
        await exporter.DisposeAsync();
    }

    private static async Task<ParquetExporter> StartAsync(ParquetExporterUnderTest under, IObjectStore store, bool durable = false)
    {
        var exporter = new ParquetExporter(
            "parquet", new ParquetExporterOptions { Directory = under.Output, AckWhenDurable = durable }, store, under.Batches.Pool, under.Time, under.Logger);
        await exporter.StartAsync(CancellationToken.None);
        return exporter;
    }
}
