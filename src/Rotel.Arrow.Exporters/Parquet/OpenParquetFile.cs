using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>
/// A file that is being written. It has a hidden name that no reader picks up (<c>.NAME.parquet.tmp</c>) until
/// <see cref="Finish"/> has its bytes on disk and renames it.
/// </summary>
/// <remarks>One thread at a time. After an exception only <see cref="Abandon"/> remains.</remarks>
internal sealed class OpenParquetFile
{
    private readonly string _folder;
    private readonly string _temporaryPath;
    private readonly FileStream _stream;
    private readonly ParquetFileWriter _writer;
    private readonly TaskCompletionSource<Exception?> _end =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="folder">The partition; created when missing.</param>
    /// <param name="name">File name without folder, ends in .parquet; nobody else uses it.</param>
    /// <param name="hour">The partition's hour since 1970.</param>
    /// <param name="opened">Monotonic timestamp of the opening.</param>
    /// <param name="schema">Of every batch.</param>
    /// <param name="options">How to write.</param>
    /// <param name="pool">Memory.</param>
    public OpenParquetFile(
        string folder, string name, long hour, long opened, Schema schema, ParquetWriterOptions options, SlabPool pool)
    {
        _folder = folder;
        Hour = hour;
        Opened = opened;
        FullPath = Path.Combine(folder, name);
        _temporaryPath = Path.Combine(folder, $".{name}{ParquetFolders.TemporarySuffix}");
        ParquetFolders.Create(folder);
        _stream = Create(_temporaryPath);
        try
        {
            _writer = new ParquetFileWriter(_stream, schema, options, pool);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The partition's hour since 1970.</summary>
    public long Hour { get; }

    /// <summary>Monotonic timestamp of the opening.</summary>
    public long Opened { get; }

    /// <summary>Monotonic timestamp, or any growing number, of the last use.</summary>
    public long LastUsed { get; set; }

    /// <summary>Path that the finished file has.</summary>
    public string FullPath { get; }

    /// <summary>Rows so far.</summary>
    public long Rows => _writer.RowCount;

    /// <summary>Memory of the open row group.</summary>
    public long HeldBytes => _writer.HeldBytes;

    /// <summary>Size that the file would have if it were finished now, without indexes and footer.</summary>
    public long SizeBytes => _writer.WrittenBytes + _writer.HeldBytes;

    /// <summary>
    /// Completes with null when the file is where it belongs, with the reason when it is abandoned. Never faults. After
    /// <see cref="Finish"/> it is the caller who completes it.
    /// </summary>
    public TaskCompletionSource<Exception?> End => _end;

    /// <summary>Appends the rows of a batch.</summary>
    public void Write(RecordBatch batch) => _writer.Write(batch);

    /// <summary>Ends the row group, which gives its memory back.</summary>
    public void FlushRowGroup() => _writer.FlushRowGroup();

    /// <summary>Footer, fsync, rename, fsync of the folder. Gives the bytes of the file.</summary>
    /// <exception cref="IOException">It is not finished; abandon it.</exception>
    public long Finish()
    {
        long bytes = _writer.Close();
        _stream.Flush(flushToDisk: true);
        if (!File.Exists(_temporaryPath))
        {
            // Somebody deleted the folder or the file. The open file has everything still.
            ParquetFolders.Create(_folder);
            using FileStream copy = Create(_temporaryPath);
            CopyTo(copy, bytes);
            copy.Flush(flushToDisk: true);
        }

        File.Move(_temporaryPath, FullPath);
        DurableDirectory.Sync(_folder);
        _writer.Dispose();
        _stream.Dispose();
        return bytes;
    }

    /// <summary>Gives memory and disk space back; those who wait get the reason. Does not throw.</summary>
    public void Abandon(Exception reason)
    {
        _writer.Dispose();
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // Its last bytes do not fit on the disk: it is deleted anyway.
        }

        try
        {
            File.Delete(_temporaryPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start finds it.
        }

        _end.TrySetResult(reason);
    }

    private void CopyTo(FileStream copy, long bytes)
    {
        var chunk = new byte[64 << 10];
        for (long at = 0; at < bytes;)
        {
            int read = RandomAccess.Read(_stream.SafeFileHandle, chunk, at);
            if (read == 0)
            {
                throw new IOException($"{_temporaryPath} became shorter while it was written.");
            }

            copy.Write(chunk, 0, read);
            at += read;
        }
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 64 << 10,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return new FileStream(path, options);
    }
}
