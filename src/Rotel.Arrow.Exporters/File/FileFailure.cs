using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters;

/// <summary>What went wrong with a file, and what the operator can do about it.</summary>
internal static class FileFailure
{
    // Linux error numbers, which .NET puts into HResult when it has no exception type for them.
    private const int InputOutputError = 5;
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;

    // ERROR_DISK_FULL as HRESULT.
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>A sentence for the log and the nack; <paramref name="option"/> chooses the folder.</summary>
    public static string Explain(Exception exception, string path, string option = "--file-exporter-output-dir") => exception switch
    {
        UnauthorizedAccessException =>
            $"no permission to write {path}; give the user of this process write access, or choose another {option}.",
        DirectoryNotFoundException =>
            $"the folder of {path} is missing and cannot be created; check {option}.",
        _ => exception.HResult switch
        {
            NoSpaceLeft or WindowsDiskFull =>
                $"the disk of {path} is full; free space, or choose another {option}. Batches are retried meanwhile.",
            QuotaExceeded =>
                $"the disk quota for {path} is used up; raise it or free space. Batches are retried meanwhile.",
            ReadOnlyFileSystem =>
                $"{path} lies on a read-only file system; choose another {option}.",
            InputOutputError =>
                $"the disk of {path} reports an input/output error; check the disk and the kernel's log.",
            _ => $"{path}: {exception.Message}",
        },
    };

    /// <summary>
    /// True for the exception that opening a file raises which another process holds. Not a read-only file system, on
    /// which the file to lock may well exist.
    /// </summary>
    public static bool IsInUse(IOException exception) =>
        exception.GetType() == typeof(IOException) && exception.HResult is not (ReadOnlyFileSystem or NoSpaceLeft or QuotaExceeded or InputOutputError);

    /// <summary>The cause for the nack; all of them are worth another try, because an operator can fix them.</summary>
    public static NackCause CauseOf(Exception exception) => exception switch
    {
        UnauthorizedAccessException => NackCause.DestinationUnauthorized,
        DirectoryNotFoundException or FileNotFoundException => NackCause.DestinationUnreachable,
        _ => NackCause.DestinationFailed,
    };
}
