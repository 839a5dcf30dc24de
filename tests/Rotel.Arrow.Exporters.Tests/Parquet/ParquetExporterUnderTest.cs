using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Rotel.Arrow.Exporters.Parquet;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.Parquet;

/// <summary>A folder, exporters that write into it, and the way to read what they wrote.</summary>
internal sealed class ParquetExporterUnderTest : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public TestBatch Batches { get; } = new();

    public ListLogger Logger { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>The folder of the files.</summary>
    public string Output => Folder.Of("out");

    /// <summary>Finished files of a signal, below <see cref="Output"/>.</summary>
    public IReadOnlyList<string> Files(string signal) => Directory.Exists(Path.Combine(Output, signal))
        ? [.. Directory.EnumerateFiles(Path.Combine(Output, signal), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [];

    public string Glob(string signal) => Path.Combine(Output, signal, "**", "*.parquet");

    public async Task<ParquetExporter> StartAsync(ParquetExporterOptions? options = null)
    {
        var exporter = new ParquetExporter(
            "parquet", (options ?? new ParquetExporterOptions()) with { Directory = Output }, Batches.Pool, Time, Logger);
        try
        {
            await exporter.StartAsync(CancellationToken.None);
            return exporter;
        }
        catch
        {
            await exporter.DisposeAsync();
            throw;
        }
    }

    public async Task<Outcome> SendAsync(ParquetExporter exporter, IMessage message)
    {
        PdataBatch batch = Batches.OfTables(message);
        try
        {
            return await exporter.ExportAsync(batch, CancellationToken.None);
        }
        finally
        {
            batch.Release();
        }
    }

    public void Dispose()
    {
        Batches.Dispose();
        Folder.Dispose();
    }
}
