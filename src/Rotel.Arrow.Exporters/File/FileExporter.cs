using Microsoft.Extensions.Logging;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>
/// Appends batches to <c>traces.jsonl</c>, <c>metrics.jsonl</c> and <c>logs.jsonl</c>: OTLP JSON Lines, a line a
/// batch (OpenTelemetry file exporter specification).
/// </summary>
/// <remarks>
/// Batches of different signals are written at the same time; those of one signal are encoded at the same time and
/// written one after the other. An ack means that the operating system has the bytes; the disk has them after the
/// next fsync.
/// </remarks>
public sealed class FileExporter : IExporter
{
    private readonly FileExporterOptions _options;
    private readonly SlabPool _pool;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileExporterMetrics _metrics;
    private readonly OutputDirectory _directory;
    private readonly JsonLinesFile[] _files;
    private ITimer? _timer;
    private Task _syncing = Task.CompletedTask;

    /// <param name="name">The name the user configured.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="pool">Memory for the line that is being made.</param>
    /// <param name="time">Runs the fsync interval, and names rotated files.</param>
    /// <param name="logger">Where repairs and failures are reported.</param>
    public FileExporter(string name, FileExporterOptions options, SlabPool pool, TimeProvider time, ILogger logger)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.OutputDirectory);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FlushInterval, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFileBytes ?? 1, 1);
        Name = name;
        _options = options;
        _pool = pool;
        _time = time;
        _logger = logger;
        _metrics = new FileExporterMetrics(name);
        _directory = new OutputDirectory(Path.GetFullPath(options.OutputDirectory));
        _files = new JsonLinesFile[SignalNames.Count];
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            _files[(int)signal] = new JsonLinesFile(
                _directory, signal.Name(), options.MaxFileBytes ?? long.MaxValue, time, bytes => Repaired(signal, bytes));
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PdataForm PreferredForm => PdataForm.OtlpBytes;

    /// <summary>One call a signal.</summary>
    public int MaxConcurrency => SignalNames.Count;

    /// <summary>Creates the folder and locks it, and repairs files whose last line was torn by a crash.</summary>
    /// <exception cref="InvalidOperationException">The folder cannot be written to; the message says what to do.</exception>
    public ValueTask StartAsync(CancellationToken cancellation)
    {
        try
        {
            _directory.Acquire();
            foreach (JsonLinesFile file in _files)
            {
                file.OpenExisting();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"Exporter {Name} cannot write its files: {FileFailure.Explain(exception, _directory.FullPath)}", exception);
        }

        _timer = _time.CreateTimer(
            static state => ((FileExporter)state!).OnInterval(), this, _options.FlushInterval, _options.FlushInterval);
        FileExporterLog.Started(_logger, Name, _directory.FullPath);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation)
    {
        using var line = new JsonLine(_pool, batch.SizeBytes);
        try
        {
            OtlpJsonWriter.Write(batch.AsOtlp(), line);
            line.End();
        }
        catch (InvalidDataException exception)
        {
            return Outcome.Permanent(NackCause.ExporterFault, exception.Message);
        }
        catch (LineTooLongException exception)
        {
            return Outcome.Permanent(NackCause.TooLarge, exception.Message);
        }

        return await AppendAsync(batch, line, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        Task syncing = Task.Run(SyncAll, CancellationToken.None);
        await syncing.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        await _syncing.ConfigureAwait(false);
        await Task.Run(SyncAll).ConfigureAwait(false);
        foreach (JsonLinesFile file in _files)
        {
            file.Dispose();
        }

        _directory.Dispose();
        _metrics.Dispose();
    }

    private async ValueTask<Outcome> AppendAsync(PdataBatch batch, JsonLine line, CancellationToken cancellation)
    {
        JsonLinesFile file = _files[(int)batch.Signal];
        try
        {
            AppendOutcome appended = await file.AppendAsync(line.Written, cancellation).ConfigureAwait(false);
            _metrics.Written(batch.Signal, batch.ItemCount, line.Written.Length, appended.Rotated);
            if (appended.Recovered)
            {
                FileExporterLog.Recovered(_logger, Name, file.FullPath);
            }

            if (appended.Reopened)
            {
                FileExporterLog.Reopened(_logger, Name, file.FullPath);
            }

            return Outcome.Ack;
        }
        catch (OperationCanceledException)
        {
            return Outcome.Retryable(NackCause.DestinationTimeout, $"{file.FullPath} is still being written by another batch.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = FileFailure.Explain(exception, file.FullPath);
            _metrics.Failed(batch.Signal);
            if (file.NoteFailure())
            {
                FileExporterLog.Failing(_logger, Name, reason);
            }

            return Outcome.Retryable(FileFailure.CauseOf(exception), reason);
        }
    }

    private void OnInterval()
    {
        // An fsync that takes longer than the interval makes the next one wait for the following tick.
        if (_syncing.IsCompleted)
        {
            _syncing = Task.Run(SyncAll);
        }
    }

    private void SyncAll()
    {
        foreach (JsonLinesFile file in _files)
        {
            try
            {
                file.Sync();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _metrics.SyncFailed();
                FileExporterLog.SyncFailed(_logger, Name, FileFailure.Explain(exception, file.FullPath));
            }
        }
    }

    private void Repaired(Signal signal, long bytes)
    {
        _metrics.Repaired(signal, bytes);
        FileExporterLog.Repaired(_logger, Name, _files[(int)signal].FullPath, bytes);
    }
}
