using Microsoft.Extensions.Logging;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters;

/// <summary>Takes every batch in whatever form it has, counts it, acknowledges it and forgets it.</summary>
/// <remarks>Thread-safe: calls share nothing but the counters.</remarks>
public sealed class BlackholeExporter : IExporter
{
    private readonly BlackholeExporterOptions _options;
    private readonly BlackholeExporterMetrics _metrics;
    private readonly ILogger _logger;
    private long _batches;
    private long _items;

    /// <param name="name">The name the user configured.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="logger">Where it says that data is discarded.</param>
    public BlackholeExporter(string name, BlackholeExporterOptions options, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrency, 1);
        Name = name;
        _options = options;
        _logger = logger;
        _metrics = new BlackholeExporterMetrics(name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PdataForm PreferredForm => PdataForm.Any;

    /// <inheritdoc/>
    public int MaxConcurrency => _options.MaxConcurrency;

    /// <summary>Batches discarded so far.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>Items discarded so far.</summary>
    public long Items => Interlocked.Read(ref _items);

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellation)
    {
        BlackholeExporterLog.Started(_logger, Name);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _items, batch.ItemCount);
        _metrics.Discarded(batch.Signal, batch.ItemCount, batch.SizeBytes);
        return new ValueTask<Outcome>(Outcome.Ack);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return ValueTask.CompletedTask;
    }
}
