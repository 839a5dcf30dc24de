namespace Rotel.Arrow.Testing;

/// <summary>A folder of its own below the system's temporary one; deleted with all its content on dispose.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("rotel-arrow-test-").FullName;

    /// <summary>A path within; nothing is created.</summary>
    public string Of(params ReadOnlySpan<string> parts) => Path.Combine([FullPath, .. parts]);

    /// <summary>Creates a folder within and gives its path.</summary>
    public string CreateFolder(string name) => Directory.CreateDirectory(Of(name)).FullName;

    public void Dispose()
    {
        if (Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
        }
    }
}
