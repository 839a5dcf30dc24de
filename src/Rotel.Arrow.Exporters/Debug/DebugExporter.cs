using Microsoft.Extensions.Logging;
using Rotel.Arrow.Exporters.Terminal;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>Prints telemetry for a person to read: Rotel's <c>--debug-log</c>.</summary>
/// <remarks>
/// Batches are printed one after the other, on a thread of the pool, so that output that does not move (a paused
/// terminal, a full pipe) holds up neither the caller nor the end of the process. Output that fails is logged once and
/// the batch is acknowledged all the same: printing is not a delivery that a sender should repeat.
/// </remarks>
public sealed class DebugExporter : IExporter
{
    private readonly DebugExporterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DebugExporterMetrics _metrics;
    private readonly TerminalWriter _writer;
    private readonly SemaphoreSlim _printing = new(1);
    private bool _outputFails;

    /// <param name="name">The name the user configured.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="time">Where the time of a batch's line comes from.</param>
    /// <param name="logger">Where failing output is reported.</param>
    public DebugExporter(string name, DebugExporterOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxValueBytes, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBuckets, 1);
        Name = name;
        _options = options;
        _time = time;
        _logger = logger;
        _metrics = new DebugExporterMetrics(name);
        _writer = new TerminalWriter(options.Output);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PdataForm PreferredForm => PdataForm.Any;

    /// <inheritdoc/>
    public int MaxConcurrency => 1;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation)
    {
        if (!Shows(batch.Signal))
        {
            return Outcome.Ack;
        }

        try
        {
            await _printing.WaitAsync(cancellation).ConfigureAwait(false);
            batch.Retain();
            Task printed = Task.Run(() => Print(batch), CancellationToken.None);
            await printed.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Outcome.Retryable(
                NackCause.DestinationTimeout, "The debug output does not take more text; is the terminal paused?");
        }

        return Outcome.Ack;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // The semaphore stays usable: a print that outlives its call still releases it.
        _metrics.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool Shows(Signal signal) => signal switch
    {
        Signal.Traces => _options.Traces,
        Signal.Logs => _options.Logs,
        _ => _options.Metrics,
    };

    private void Print(PdataBatch batch)
    {
        try
        {
            PrintHeadline(batch);
            if (_options.Verbosity == DebugVerbosity.Detailed)
            {
                var printer = new DetailedPrinter(_writer, _options);
                PdataViews.Visit(batch, ref printer);
            }

            _writer.Flush();
            _metrics.Printed(batch.Signal, batch.ItemCount);
            _outputFails = false;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            _metrics.OutputFailed();
            if (!_outputFails)
            {
                _outputFails = true;
                DebugExporterLog.OutputFailed(_logger, Name, exception.Message);
            }
        }
        finally
        {
            batch.Release();
            _printing.Release();
        }
    }

    /// <summary>"2026-01-02T03:04:05.678Z metrics: 30 data points of 5 metrics in 3 scopes of 2 resources, 3.4 KiB".</summary>
    private void PrintHeadline(PdataBatch batch)
    {
        var counter = new GroupCounter();
        PdataViews.Visit(batch, ref counter);
        _writer.Number(_time.GetUtcNow(), "yyyy-MM-ddTHH:mm:ss.fff").Write("Z ").Write(batch.Signal.Name()).Write(": ");
        ReadOnlySpan<char> items = batch.Signal.ItemName();
        _writer.Count(batch.ItemCount, items[..^1]);
        if (batch.Signal == Signal.Metrics)
        {
            _writer.Write(" of ").Count(counter.Metrics, "metric");
        }

        _writer.Write(" in ").Count(counter.Scopes, "scope").Write(" of ").Count(counter.Resources, "resource");
        _writer.Write(", ").Size(batch.SizeBytes).EndLine();
    }
}
