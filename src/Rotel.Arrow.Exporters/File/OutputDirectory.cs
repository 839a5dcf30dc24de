namespace Rotel.Arrow.Exporters;

/// <summary>
/// The folder of the files, and the lock that keeps a second process out: two writers would append at positions that
/// the other one does not know of.
/// </summary>
/// <remarks>Thread-safe. The lock is advisory (flock) on a file of its own, so that anybody may read the data.</remarks>
internal sealed class OutputDirectory(string fullPath) : IDisposable
{
    private const string LockName = ".rotel-arrow.lock";

    private readonly Lock _lock = new();
    private FileStream? _held;
    private bool _disposed;

    /// <summary>Path of the folder.</summary>
    public string FullPath { get; } = fullPath;

    /// <summary>Creates the folder when it is missing (mode 750, below the umask) and holds its lock.</summary>
    /// <exception cref="IOException">It cannot be created, or another process holds the lock.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public void Acquire()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            string path = Path.Combine(FullPath, LockName);
            if (_held is not null && File.Exists(path))
            {
                return;
            }

            // The lock of a folder that somebody deleted guards nothing any more.
            _held?.Dispose();
            _held = null;
            Create();
            try
            {
                _held = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    BufferSize = 0,
                });
            }
            catch (IOException exception) when (FileFailure.IsInUse(exception) && File.Exists(path))
            {
                throw new IOException(
                    $"another process writes to {FullPath} (it holds {LockName}); give each gateway a folder of its own.",
                    exception);
            }
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _held?.Dispose();
            _held = null;
        }
    }

    private void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(FullPath);
            return;
        }

        // Telemetry may hold what not everybody on the machine should read.
        Directory.CreateDirectory(
            FullPath,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
    }
}
