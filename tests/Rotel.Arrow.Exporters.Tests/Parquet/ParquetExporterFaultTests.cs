using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Pipeline;
using static Rotel.Arrow.Exporters.Tests.Parquet.ParquetExporterFileTests;

namespace Rotel.Arrow.Exporters.Tests.Parquet;

/// <summary>Disks that are full, read-only or gone, and clocks that jump: what is lost, what is said, and that it goes on.</summary>
public sealed class ParquetExporterFaultTests
{
    private static readonly ParquetExporterOptions Small = new()
    {
        RowGroupBytes = 1 << 20, RollInterval = TimeSpan.FromSeconds(1), Compression = ParquetCodec.Uncompressed,
    };

    [Fact]
    public async Task A_full_disk_is_told_with_what_to_do_and_durable_batches_are_written_once_there_is_room()
    {
        using var under = new ParquetExporterUnderTest();
        await using SmallFileSystem disk = await SmallFileSystem.MountAsync(under.Output);
        ParquetExporter exporter = await under.StartAsync(Small with { AckWhenDurable = true });
        disk.Fill();
        Task<Outcome> full = under.SendAsync(exporter, Spans(8000, Start));
        under.Time.Advance(TimeSpan.FromSeconds(2));
        Outcome outcome = await full;
        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        Assert.Contains("full; free space", outcome.Message);
        Assert.Empty(Directory.GetFiles(under.Output, "*.tmp", SearchOption.AllDirectories));

        disk.MakeRoom();
        Task<Outcome> again = under.SendAsync(exporter, Spans(1000, Start));
        under.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.Ack, await again);
        Assert.Equal("1000", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
        await exporter.DisposeAsync();
    }

    [Fact]
    public async Task Without_durable_acks_a_full_disk_loses_the_open_file_says_how_much_and_the_next_rows_are_kept()
    {
        using var under = new ParquetExporterUnderTest();
        await using SmallFileSystem disk = await SmallFileSystem.MountAsync(under.Output);
        ParquetExporter exporter = await under.StartAsync(Small);
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(3000, Start)));
        disk.Fill();
        await exporter.FlushAsync(CancellationToken.None);
        Assert.Contains(under.Logger.Lines, static line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.Contains("3000 spans"));
        Assert.Contains(under.Logger.Lines, static line => line.Contains("full; free space"));
        Assert.Empty(Directory.GetFiles(under.Output, "*.parquet*", SearchOption.AllDirectories));

        disk.MakeRoom();
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(500, Start)));
        await exporter.DisposeAsync();
        Assert.Equal("500", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
    }

    [Fact]
    public async Task A_file_system_that_becomes_read_only_is_named_and_writing_goes_on_when_it_is_writable_again()
    {
        using var under = new ParquetExporterUnderTest();
        await using SmallFileSystem disk = await SmallFileSystem.MountAsync(under.Output);
        await (await under.StartAsync(Small)).DisposeAsync();
        await disk.SetReadOnlyAsync(true);
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => under.StartAsync(Small));
        Assert.Contains("read-only file system; choose another --parquet-exporter-directory", refused.Message);

        await disk.SetReadOnlyAsync(false);
        ParquetExporter exporter = await under.StartAsync(Small);
        Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(10, Start)));
        await exporter.DisposeAsync();
        Assert.Equal("10", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
    }

    [Fact]
    public async Task A_folder_below_a_file_is_refused_at_the_start_by_name()
    {
        using var under = new ParquetExporterUnderTest();
        await File.WriteAllTextAsync(under.Output, "a file", TestContext.Current.CancellationToken);
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => under.StartAsync());
        Assert.Contains(under.Output, refused.Message);
    }

    [Fact]
    public async Task A_clock_that_goes_back_neither_keeps_files_open_nor_overwrites_one()
    {
        using var under = new ParquetExporterUnderTest();
        var clock = new JumpingClock(under.Time);
        await using var exporter = new ParquetExporter("parquet", Small with { Directory = under.Output }, under.Batches.Pool, clock, under.Logger);
        await exporter.StartAsync(CancellationToken.None);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Outcome.Ack, await under.SendAsync(exporter, Spans(10, Start)));
            clock.Offset -= TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1);
            under.Time.Advance(TimeSpan.FromSeconds(2));

            // The roll was started by the timer; a flush waits for it and finds nothing left to do.
            await exporter.FlushAsync(CancellationToken.None);
            Assert.Equal(i + 1, under.Files("traces").Count);
        }

        Assert.Equal("30", Assert.Single(DuckDb.Query($"SELECT count(*) FROM '{under.Glob("traces")}'")));
    }

    /// <summary>Wall-clock time that somebody sets; timers and ages go on as before.</summary>
    private sealed class JumpingClock(TimeProvider steady) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Offset;

        public override long GetTimestamp() => steady.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            steady.CreateTimer(callback, state, dueTime, period);
    }
}
