using Google.Protobuf;
using Rotel.Arrow.Exporters.ClickHouse;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>A started exporter and batches for it.</summary>
internal sealed class ClickHouseUnderTest : IAsyncDisposable
{
    private ClickHouseUnderTest(ClickHouseExporter exporter, TestBatch batches, ListLogger logger)
    {
        (Exporter, Batches, Logger) = (exporter, batches, logger);
    }

    public ClickHouseExporter Exporter { get; }

    public TestBatch Batches { get; }

    public ListLogger Logger { get; }

    public static async Task<ClickHouseUnderTest> StartAsync(
        string endpoints, DdlOptions tables, Func<ClickHouseExporterOptions, ClickHouseExporterOptions>? change = null)
    {
        var options = new ClickHouseExporterOptions
        {
            Endpoints = [.. endpoints.Split(',').Select(text => HttpEndpoint.From(new Uri(text)))],
            Database = tables.Database,
            TablePrefix = tables.TablePrefix,
        };
        var batches = new TestBatch();
        var logger = new ListLogger();
        var exporter = new ClickHouseExporter("clickhouse", change is null ? options : change(options), batches.Pool, TimeProvider.System, logger);
        await exporter.StartAsync(CancellationToken.None);
        return new ClickHouseUnderTest(exporter, batches, logger);
    }

    /// <summary>One attempt with a batch of its own.</summary>
    public async Task<Outcome> SendAsync(IMessage message, CancellationToken cancellation = default)
    {
        PdataBatch batch = Batches.OfTables(message);
        try
        {
            return await Exporter.ExportAsync(batch, cancellation);
        }
        finally
        {
            batch.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Exporter.DisposeAsync();
        Batches.Dispose();
    }
}
