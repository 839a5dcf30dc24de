using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Rotel.Arrow.Exporters;

/// <summary>What else happened while a line was appended.</summary>
/// <param name="Rotated">The file was renamed and a new one begun.</param>
/// <param name="Reopened">The file was deleted or replaced by somebody; a new one was begun.</param>
/// <param name="Recovered">It is the first line after a failure.</param>
internal readonly record struct AppendOutcome(bool Rotated, bool Reopened, bool Recovered);

/// <summary>
/// A file that grows by whole lines. The rules that keep it whole:
/// <list type="number">
/// <item>A line is one write at the end that this class remembers; a write that fails half way is cut off again.</item>
/// <item>When the file is opened, bytes behind the last line feed (torn by a crash) are cut off and reported.</item>
/// <item>Before and after a write the path is compared with the open file. When somebody deleted, replaced or
/// truncated it, the line goes to the file that the path names now, which is created if need be.</item>
/// </list>
/// </summary>
/// <remarks>Thread-safe: appends go one after the other. Owns the open file.</remarks>
internal sealed class JsonLinesFile : IDisposable
{
    private const int MaxNamesTried = 10_000;

    private readonly OutputDirectory _directory;
    private readonly string _name;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly Action<long> _repaired;
    private readonly SemaphoreSlim _gate = new(1);
    private FileStream? _file;
    private long _length;
    private bool _unsynced;
    private int _failing;

    /// <param name="directory">Where it lies.</param>
    /// <param name="name">File name without extension.</param>
    /// <param name="maxBytes">Size to rotate at.</param>
    /// <param name="time">Names rotated files.</param>
    /// <param name="repaired">Called with the number of bytes that were cut off when the file was opened.</param>
    public JsonLinesFile(OutputDirectory directory, string name, long maxBytes, TimeProvider time, Action<long> repaired)
    {
        _directory = directory;
        _name = name;
        _maxBytes = maxBytes;
        _time = time;
        _repaired = repaired;
        FullPath = Path.Combine(directory.FullPath, name + ".jsonl");
    }

    /// <summary>Path of the file that is appended to.</summary>
    public string FullPath { get; }

    /// <summary>Opens and repairs the file if there is one. Not before <see cref="OutputDirectory.Acquire"/>.</summary>
    public void OpenExisting()
    {
        if (File.Exists(FullPath))
        {
            Open();
        }
    }

    /// <summary>Appends a line, which ends with a line feed.</summary>
    /// <exception cref="IOException">It could not be written; nothing of it is in the file.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before it began.</exception>
    public async ValueTask<AppendOutcome> AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            bool reopened = CloseIfReplaced();
            bool rotated = Rotate(line.Length);
            await WriteAsync(line).ConfigureAwait(false);
            if (CloseIfReplaced())
            {
                // Deleted during the write: what was written may have no name any more.
                reopened = true;
                await WriteAsync(line).ConfigureAwait(false);
            }

            return new AppendOutcome(rotated, reopened, Interlocked.Exchange(ref _failing, 0) == 1);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Remembers that appending fails; true when it did not before.</summary>
    public bool NoteFailure() => Interlocked.Exchange(ref _failing, 1) == 0;

    /// <summary>Brings everything appended so far to the disk. Appends go on meanwhile.</summary>
    /// <exception cref="IOException">The disk did not take what was acknowledged.</exception>
    public void Sync()
    {
        SafeFileHandle? handle;
        _gate.Wait();
        try
        {
            handle = _unsynced ? _file?.SafeFileHandle : null;
            _unsynced = false;
        }
        finally
        {
            _gate.Release();
        }

        try
        {
            if (handle is not null)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }
        catch (ObjectDisposedException)
        {
            // Rotated meanwhile, which has synced it, or replaced by somebody.
        }
    }

    /// <summary>Closes the file. The caller has synced it.</summary>
    public void Dispose()
    {
        _gate.Wait();
        Close();
        _gate.Release();
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> line)
    {
        SafeFileHandle handle = (_file ?? Open()).SafeFileHandle;
        try
        {
            await RandomAccess.WriteAsync(handle, line, _length, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            CutOff(handle);
            throw;
        }

        _length += line.Length;
        _unsynced = true;
    }

    /// <summary>Takes back what a failed write left. If even that fails, the next opening does it.</summary>
    private void CutOff(SafeFileHandle handle)
    {
        try
        {
            RandomAccess.SetLength(handle, _length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Close();
        }
    }

    private FileStream Open()
    {
        _directory.Acquire();
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        var file = new FileStream(FullPath, options);
        try
        {
            long length = RandomAccess.GetLength(file.SafeFileHandle);
            long whole = LastLine.End(file.SafeFileHandle, length);
            if (whole < length)
            {
                RandomAccess.SetLength(file.SafeFileHandle, whole);
                _repaired(length - whole);
            }

            _length = whole;
            _file = file;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _unsynced = false;
    }

    /// <summary>True when the path does not lead to the open file any more, which is then closed.</summary>
    private bool CloseIfReplaced()
    {
        if (_file is null || LengthAtPath() == _length)
        {
            return false;
        }

        Close();
        return true;
    }

    /// <summary>Length of the file that the path names now; -1 when there is none.</summary>
    private long LengthAtPath()
    {
        try
        {
            using SafeFileHandle probe = File.OpenHandle(
                FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.GetLength(probe);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return -1;
        }
    }

    /// <summary>Renames a file that the next line would make too long; the next write begins a new one.</summary>
    private bool Rotate(int nextLine)
    {
        if (_file is null || _length == 0 || nextLine <= _maxBytes - _length)
        {
            return false;
        }

        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        File.Move(FullPath, FreeName());
        Close();
        return true;
    }

    /// <summary>"traces-20260102T030405Z-0001.jsonl", with the first number that is free.</summary>
    private string FreeName()
    {
        string stem = string.Create(
            CultureInfo.InvariantCulture, $"{_name}-{_time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        for (int number = 1; number <= MaxNamesTried; number++)
        {
            string path = Path.Combine(
                _directory.FullPath, string.Create(CultureInfo.InvariantCulture, $"{stem}-{number:D4}.jsonl"));
            if (!File.Exists(path))
            {
                return path;
            }
        }

        throw new IOException(
            $"{_directory.FullPath} holds {MaxNamesTried} files of this second; raise --file-exporter-max-file-size.");
    }
}
