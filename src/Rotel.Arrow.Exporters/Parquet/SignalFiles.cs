using System.Globalization;
using Apache.Arrow;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Exporters.Parquet.Stores;
using Rotel.Arrow.Exporters.Parquet.Wide;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>The open files of one signal: one an hour, at most <see cref="MaxOpen"/>.</summary>
/// <remarks>Not thread-safe: the exporter holds <see cref="Gate"/> around each call.</remarks>
internal sealed class SignalFiles
{
    /// <summary>A further hour ends the file that was not used the longest.</summary>
    public const int MaxOpen = HourSplit.MaxHours;

    private readonly Signal _signal;
    private readonly string _exporter;
    private readonly OutputDirectory _directory;
    private readonly IFileStore _store;
    private readonly ParquetExporterOptions _options;
    private readonly ParquetWriterOptions _writerOptions;
    private readonly SlabPool _pool;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ParquetExporterMetrics _metrics;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly List<OpenParquetFile> _open = [];
    private long _uses;
    private int _number;
    private int _failing;

    public SignalFiles(
        Signal signal, string exporter, OutputDirectory directory, IFileStore store, ParquetExporterOptions options, SlabPool pool,
        TimeProvider time, ILogger logger, ParquetExporterMetrics metrics)
    {
        (_signal, _exporter, _directory, _store, _options, _pool, _time, _logger, _metrics) =
            (signal, exporter, directory, store, options, pool, time, logger, metrics);
        _writerOptions = ParquetFileLayout.Options(signal, options);
    }

    /// <summary>Held by whoever calls anything here.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>True when no file is open. Needs the gate.</summary>
    public bool IsEmpty => _open.Count == 0;

    /// <summary>Writes a wide batch into the files of its hours and adds the tasks that complete with them.</summary>
    /// <exception cref="IOException">Not all of it is in a file that can be finished: the batch must come again.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(SealContext context, RecordBatch batch, List<Task<Exception?>> ends)
    {
        (string time, string? second) = ParquetFileLayout.TimeColumns(_signal);
        foreach ((long hour, int[]? rows) in HourSplit.Of(batch, batch.Find(time)!, second is null ? null : batch.Find(second)))
        {
            OpenParquetFile file = FileOf(hour);
            long before = file.Rows;
            try
            {
                file.Write(rows is null ? batch : TakeKernel.Take(context, batch, rows));
            }
            catch (Exception exception)
            {
                Abandon(file, exception, before);
                throw;
            }

            ends.Add(file.End.Task);
        }
    }

    /// <summary>After a batch: ends files that are large enough, and row groups if all of them hold too much memory.</summary>
    public void Settle()
    {
        if (Interlocked.Exchange(ref _failing, 0) != 0)
        {
            ParquetExporterLog.Recovered(_logger, _exporter);
        }

        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].SizeBytes >= _options.MaxFileBytes)
            {
                Finish(_open[i]);
            }
        }

        while (_open.Count > 1 && _open.Sum(static file => file.HeldBytes) > _options.RowGroupBytes * 3 / 2)
        {
            OpenParquetFile largest = _open.MaxBy(static file => file.HeldBytes)!;
            try
            {
                largest.FlushRowGroup();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Abandon(largest, exception, largest.Rows);
            }
        }
    }

    /// <summary>Finishes the files that are old enough, or all.</summary>
    public void FinishDue(bool all)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (all || _time.GetElapsedTime(_open[i].Opened) >= _options.RollInterval)
            {
                Finish(_open[i]);
            }
        }
    }

    /// <summary>What went wrong, in words; logged once until a batch is written again. Needs no gate.</summary>
    public string NoteFailure(Exception exception)
    {
        string reason = FileFailure.Explain(
            exception, Path.Combine(_directory.FullPath, _signal.Name()), "--parquet-exporter-directory");
        if (Interlocked.Exchange(ref _failing, 1) == 0)
        {
            ParquetExporterLog.Failing(_logger, _exporter, reason);
        }

        return reason;
    }

    private OpenParquetFile FileOf(long hour)
    {
        OpenParquetFile? file = _open.Find(known => known.Hour == hour);
        if (file is null)
        {
            if (_open.Count >= MaxOpen)
            {
                Finish(_open.MinBy(static known => known.LastUsed)!);
            }

            file = Open(hour);
            _open.Add(file);
        }

        file.LastUsed = ++_uses;
        return file;
    }

    private OpenParquetFile Open(long hour)
    {
        try
        {
            _directory.Acquire();
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"{_signal.Name()}-{_time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{_run}-{_number++:D6}.parquet");
            return new OpenParquetFile(
                ParquetFolders.Partition(_directory.FullPath, _signal, hour), name, hour, _time.GetTimestamp(),
                WideSchemas.Of(_signal), _writerOptions, _pool);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _metrics.Failed(_signal);
            throw;
        }
    }

    private void Finish(OpenParquetFile file)
    {
        try
        {
            long rows = file.Rows;
            long bytes = file.Finish();
            _open.Remove(file);
            _metrics.Finished(_signal, bytes);
            ParquetExporterLog.Finished(_logger, _exporter, file.FullPath, rows, bytes);
            _store.Add(new FinishedFile(
                _signal, file.FullPath, ParquetFolders.KeyOf(_directory.FullPath, file.FullPath), _options.AckWhenDurable ? file.End : null));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Abandon(file, exception, file.Rows);
        }
    }

    /// <summary>Lets a file go that cannot be finished. Its first <paramref name="rows"/> rows were taken before.</summary>
    private void Abandon(OpenParquetFile file, Exception exception, long rows)
    {
        _open.Remove(file);
        file.Abandon(exception);
        _metrics.Failed(_signal);
        string reason = NoteFailure(exception);
        if (!_options.AckWhenDurable && rows > 0)
        {
            _metrics.Lost(_signal, rows);
            ParquetExporterLog.Lost(_logger, _exporter, rows, _signal.ItemName(), reason);
        }
    }
}
