using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests;

public sealed class BlackholeExporterTests
{
    [Fact]
    public async Task Every_batch_is_acked_and_counted_without_conversion_and_given_back()
    {
        using var batches = new TestBatch();
        await using var exporter = new BlackholeExporter("hole", new BlackholeExporterOptions(), new ListLogger());
        await exporter.StartAsync(CancellationToken.None);
        var generator = new RandomOtlp(1);
        long items = 0;
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            PdataBatch batch = batches.Of(generator.Request(signal), generator.Request(signal));
            items += batch.ItemCount;
            Assert.Equal(Outcome.Ack, await exporter.ExportAsync(batch, CancellationToken.None));
            batch.Release();
        }

        Assert.Equal(PdataForm.Any, exporter.PreferredForm);
        Assert.Equal(3, exporter.Batches);
        Assert.Equal(items, exporter.Items);
    }

    [Fact]
    public async Task The_start_says_in_the_log_that_data_is_discarded()
    {
        var logger = new ListLogger();
        await using var exporter = new BlackholeExporter("hole", new BlackholeExporterOptions(), logger);
        await exporter.StartAsync(CancellationToken.None);
        Assert.Contains("discards everything", Assert.Single(logger.Lines));
    }
}
