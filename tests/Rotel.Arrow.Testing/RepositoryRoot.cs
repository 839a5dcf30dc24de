namespace Rotel.Arrow.Testing;

/// <summary>The folder that holds Rotel.Arrow.sln, found upward from the running test.</summary>
public static class RepositoryRoot
{
    /// <summary>Full path without a separator at the end.</summary>
    public static string FullPath { get; } = Find();

    /// <summary>A path below the root, for example <c>Of("src", "ARCHITECTURE.md")</c>.</summary>
    public static string Of(params ReadOnlySpan<string> parts) => Path.Combine([FullPath, .. parts]);

    /// <summary>
    /// A file or folder below <c>shared/</c> of the root or of any folder above it; null if there is none.
    /// </summary>
    internal static string? FindShared(string relative)
    {
        for (DirectoryInfo? at = new(FullPath); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", relative);
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Rotel.Arrow.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Rotel.Arrow.sln above {AppContext.BaseDirectory}.");
    }
}
