using System.Diagnostics;

namespace Rotel.Arrow.Exporters.Tests.Parquet;

/// <summary>A file system of two megabytes, mounted at a folder; unmounted on dispose. Skips the test where that is not allowed.</summary>
internal sealed class SmallFileSystem : IAsyncDisposable
{
    private readonly string _folder;

    private SmallFileSystem(string folder) => _folder = folder;

    private string Ballast => Path.Combine(_folder, "ballast");

    public static async Task<SmallFileSystem> MountAsync(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a small file system needs root.");
        Directory.CreateDirectory(folder);
        if (await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder) != 0)
        {
            Assert.Skip("No permission to mount a tmpfs.");
        }

        return new SmallFileSystem(folder);
    }

    /// <summary>Leaves next to no room.</summary>
    public void Fill() => File.WriteAllBytes(Ballast, new byte[1_900_000]);

    public void MakeRoom() => File.Delete(Ballast);

    /// <summary>Mounts it again, for reading only or for writing. Files must not be open for writing then.</summary>
    public async Task SetReadOnlyAsync(bool readOnly) =>
        Assert.Equal(0, await RunAsync("mount", "-o", readOnly ? "remount,ro" : "remount,rw", _folder));

    public async ValueTask DisposeAsync() => await RunAsync("umount", _folder);

    private static async Task<int> RunAsync(string program, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
