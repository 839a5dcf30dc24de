using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>Brings the names in a folder to the disk: a rename is durable only after an fsync of its folder.</summary>
internal static class DurableDirectory
{
    // Linux and macOS agree on O_RDONLY; O_CLOEXEC differs and is left out, as no process is started from here.
    private const int ReadOnly = 0;

    /// <summary>Syncs the folder. Windows keeps its directory entries in a journal of its own and needs nothing.</summary>
    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open([.. Encoding.UTF8.GetBytes(path), 0], ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{path} cannot be opened for fsync: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (SyncDescriptor(descriptor) != 0)
        {
            throw new IOException($"{path} cannot be synced: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        }
    }

#pragma warning disable SYSLIB1054 // LibraryImport generates unsafe code, which is banned outside Rotel.Arrow.Memory.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncDescriptor(int descriptor);
#pragma warning restore SYSLIB1054
}
