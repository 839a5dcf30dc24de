using Apache.Arrow;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Exporters.Parquet.Stores;
using Rotel.Arrow.Exporters.Parquet.Wide;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>
/// Writes batches as Parquet files, a row an item, partitioned by signal, day and hour:
/// <code>
/// OTAP tables --Wide/--> record batch --HourSplit--> SignalFiles --> OpenParquetFile  .x.parquet.tmp
///                                                     size, age, flush: footer, fsync, rename -> x.parquet
/// </code>
/// </summary>
/// <remarks>
/// Batches are turned into wide batches at the same time; those of one signal are written one after the other. The
/// ack contract is in README.md.
/// </remarks>
public sealed class ParquetExporter : IExporter
{
    /// <summary>Batches that may wait for their files at once, with <see cref="ParquetExporterOptions.AckWhenDurable"/>; one more ends the files early.</summary>
    private const int MaxWaiting = 16;

    private readonly ParquetExporterOptions _options;
    private readonly SlabPool _pool;
    private readonly SlabPool _filePool;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ParquetExporterMetrics _metrics;
    private readonly OutputDirectory _directory;
    private readonly IFileStore _store;
    private readonly SignalFiles[] _files;
    private ITimer? _timer;
    private Task _rolling = Task.CompletedTask;
    private int _waiting;

    /// <param name="name">The name the user configured.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="pool">Memory of wide batches, while they are being written.</param>
    /// <param name="time">Age of files, and their names.</param>
    /// <param name="logger">Where failures are reported.</param>
    public ParquetExporter(string name, ParquetExporterOptions options, SlabPool pool, TimeProvider time, ILogger logger)
        : this(name, options, options.S3 is { } s3 ? new S3ObjectStore(s3) : null, pool, time, logger)
    {
    }

    /// <param name="name">The name the user configured.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="objects">Where finished files go; null: they stay. Owned.</param>
    /// <param name="pool">Memory of wide batches, while they are being written.</param>
    /// <param name="time">Age of files, and their names.</param>
    /// <param name="logger">Where failures are reported.</param>
    internal ParquetExporter(
        string name, ParquetExporterOptions options, IObjectStore? objects, SlabPool pool, TimeProvider time, ILogger logger)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RollInterval, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFileBytes, 1 << 20);
        Name = name;
        _options = options;
        _pool = pool;

        // Open row groups stay for up to the roll interval. In the budget of what is in flight they would look like a
        // backlog, and senders would be slowed down for ever. Their own bound is SignalFiles.Settle.
        _filePool = new SlabPool(new ByteBudget(long.MaxValue), options.RowGroupBytes);
        _time = time;
        _logger = logger;
        _metrics = new ParquetExporterMetrics(name);
        _directory = new OutputDirectory(Path.GetFullPath(options.Directory));
        _store = objects is null ? new LocalStore(_directory.FullPath) : new ObjectStoreUploads(name, objects, time, logger, _metrics);
        _files = new SignalFiles[SignalNames.Count];
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            _files[(int)signal] = new SignalFiles(signal, name, _directory, _store, options, _filePool, time, logger, _metrics);
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PdataForm PreferredForm => PdataForm.OtapTables;

    /// <summary>One call a signal; more when calls wait for their files.</summary>
    public int MaxConcurrency => _options.AckWhenDurable ? MaxWaiting : SignalNames.Count;

    /// <summary>Creates the folder, locks it and removes what a crash left.</summary>
    /// <exception cref="InvalidOperationException">The folder cannot be written to; the message says what to do.</exception>
    public ValueTask StartAsync(CancellationToken cancellation)
    {
        try
        {
            _directory.Acquire();
            (int files, long bytes) = ParquetFolders.RemoveLeftovers(_directory.FullPath);
            if (files > 0)
            {
                _metrics.Leftovers(files);
                ParquetExporterLog.LeftoversRemoved(_logger, Name, files, bytes, _directory.FullPath);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"Exporter {Name} cannot write its files: {FileFailure.Explain(exception, _directory.FullPath, "--parquet-exporter-directory")}",
                exception);
        }

        TimeSpan interval = _options.RollInterval / 4;
        interval = interval > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : interval;
        _timer = _time.CreateTimer(static state => ((ParquetExporter)state!).OnInterval(), this, interval, interval);
        ParquetExporterLog.Started(_logger, Name, _store.Display);
        _store.Start(_directory.FullPath);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation)
    {
        if (batch.ItemCount == 0)
        {
            return Outcome.Ack;
        }

        var ends = new List<Task<Exception?>>(1);
        Outcome written = await WriteAsync(batch, ends, cancellation).ConfigureAwait(false);
        if (written.Kind != OutcomeKind.Ack || !_options.AckWhenDurable)
        {
            return written;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) >= MaxWaiting)
            {
                await FinishAsync(all: true).ConfigureAwait(false);
            }

            Exception?[] failures = await Task.WhenAll(ends).WaitAsync(cancellation).ConfigureAwait(false);
            return System.Array.Find(failures, static failure => failure is not null) is { } reason ? Nack(batch.Signal, reason) : Outcome.Ack;
        }
        catch (OperationCanceledException)
        {
            return Outcome.Retryable(NackCause.DestinationTimeout, $"The file of this batch was not finished in time; it is below {_directory.FullPath}.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Finishes all files, and brings them to the object store if there is one.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await Task.Run(() => FinishAsync(all: true), CancellationToken.None).WaitAsync(cancellation).ConfigureAwait(false);
        await _store.DrainAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        await _rolling.ConfigureAwait(false);
        await FinishAsync(all: true).ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        _filePool.Dispose();
        _directory.Dispose();
        _metrics.Dispose();
    }

    private async ValueTask<Outcome> WriteAsync(PdataBatch batch, List<Task<Exception?>> ends, CancellationToken cancellation)
    {
        var context = new SealContext(_pool);
        SignalFiles files = _files[(int)batch.Signal];
        try
        {
            var wide = new List<RecordBatch>(1);
            using (var json = new JsonValueWriter())
            {
                WideBatches.Build(context, batch.AsOtap(), json, wide);
            }

            await files.Gate.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                foreach (RecordBatch part in wide)
                {
                    files.Write(context, part, ends);
                }

                files.Settle();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Nack(batch.Signal, exception);
            }
            finally
            {
                files.Gate.Release();
            }

            _metrics.Written(batch.Signal, batch.ItemCount);
            return Outcome.Ack;
        }
        catch (OperationCanceledException)
        {
            return Outcome.Retryable(NackCause.DestinationTimeout, $"Files below {_directory.FullPath} are still being written by other batches.");
        }
        finally
        {
            context.Abandon();
        }
    }

    private Outcome Nack(Signal signal, Exception exception) => exception is ObjectStoreException stored
        ? Outcome.Retryable(stored.Cause, stored.Message)
        : Outcome.Retryable(FileFailure.CauseOf(exception), _files[(int)signal].NoteFailure(exception));

    private void OnInterval()
    {
        // A roll that takes longer than the interval makes the next one wait for the following tick.
        if (_rolling.IsCompleted)
        {
            _rolling = Task.Run(() => FinishAsync(all: false));
        }
    }

    private async Task FinishAsync(bool all)
    {
        bool idle = true;
        foreach (SignalFiles files in _files)
        {
            await files.Gate.WaitAsync().ConfigureAwait(false);
            try
            {
                files.FinishDue(all);
                idle &= files.IsEmpty;
            }
            finally
            {
                files.Gate.Release();
            }
        }

        if (idle && _filePool.RetainedBytes > 0)
        {
            _filePool.Trim();
        }
    }
}
