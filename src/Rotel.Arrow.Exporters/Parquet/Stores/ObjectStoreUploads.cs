using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet.Stores;

/// <summary>
/// Takes whole files to an object store and deletes them here once they are there. What cannot be stored stays on the
/// local disk and is tried again, also by the next process; unless somebody waits for it, who is told and sends again.
/// </summary>
internal sealed class ObjectStoreUploads : IFileStore
{
    /// <summary>Uploads at the same time: a slow one does not hold the next signal up.</summary>
    private const int Workers = 2;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly string _exporter;
    private readonly IObjectStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ParquetExporterMetrics _metrics;
    private readonly Channel<FinishedFile> _queue = Channel.CreateUnbounded<FinishedFile>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _drained = [];
    private Task _workers = Task.CompletedTask;
    private int _pending;
    private int _failing;

    /// <param name="exporter">Name for messages.</param>
    /// <param name="store">Owned.</param>
    /// <param name="time">Waits between attempts.</param>
    /// <param name="logger">Where failures are reported.</param>
    /// <param name="metrics">Of the exporter.</param>
    public ObjectStoreUploads(string exporter, IObjectStore store, TimeProvider time, ILogger logger, ParquetExporterMetrics metrics) =>
        (_exporter, _store, _time, _logger, _metrics) = (exporter, store, time, logger, metrics);

    /// <inheritdoc/>
    public string Display => _store.Display;

    /// <summary>Files that are not stored yet.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _pending;
            }
        }
    }

    /// <inheritdoc/>
    public void Start(string root)
    {
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            foreach (string path in ParquetFolders.WholeFiles(root, signal))
            {
                Add(new FinishedFile(signal, path, ParquetFolders.KeyOf(root, path), null));
            }
        }

        if (Pending > 0)
        {
            ParquetExporterLog.LeftoversUploaded(_logger, _exporter, Pending, root, Display);
        }

        _workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
    }

    /// <inheritdoc/>
    public void Add(FinishedFile file)
    {
        lock (_lock)
        {
            _pending++;
        }

        _queue.Writer.TryWrite(file);
    }

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_pending == 0)
            {
                return Task.CompletedTask;
            }

            var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _drained.Add(drained);
            return drained.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Stops; files that are not stored stay on the local disk for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _workers.ConfigureAwait(false);
        if (Pending > 0)
        {
            ParquetExporterLog.UploadsRemain(_logger, _exporter, Pending, Display);
        }

        _store.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (FinishedFile file in _queue.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await UploadAsync(file).ConfigureAwait(false);
                Done();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The rest stays where it is.
        }
    }

    /// <summary>Ends when the file is stored, or given up because somebody waits for it.</summary>
    private async Task UploadAsync(FinishedFile file)
    {
        for (TimeSpan wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await _store.PutAsync(file.Key, file.Path, _stop.Token).ConfigureAwait(false);
                if (Interlocked.Exchange(ref _failing, 0) != 0)
                {
                    ParquetExporterLog.Recovered(_logger, _exporter);
                }

                Delete(file.Path);
                _metrics.Uploaded(file.Signal);
                file.Stored?.TrySetResult(null);
                return;
            }
            catch (FileNotFoundException exception)
            {
                // Somebody deleted it, and with it the only copy.
                ParquetExporterLog.FileGone(_logger, _exporter, file.Path);
                file.Stored?.TrySetResult(exception);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (Interlocked.Exchange(ref _failing, 1) == 0)
                {
                    ParquetExporterLog.Failing(_logger, _exporter, exception.Message);
                }

                _metrics.Failed(file.Signal);
                if (file.Stored is { } stored)
                {
                    // The batches come again; this copy of them must not.
                    Delete(file.Path);
                    stored.TrySetResult(exception);
                    return;
                }

                await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private void Done()
    {
        lock (_lock)
        {
            if (--_pending == 0)
            {
                _drained.ForEach(static drained => drained.TrySetResult());
                _drained.Clear();
            }
        }
    }

    /// <summary>A file that stays behind is uploaded again under the same key: harmless.</summary>
    private void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ParquetExporterLog.CannotDelete(_logger, _exporter, path, exception.Message);
        }
    }
}
