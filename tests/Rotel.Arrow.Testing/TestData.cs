using Xunit;

namespace Rotel.Arrow.Testing;

/// <summary>
/// The test data that is not part of the repository: <c>ROTEL_TESTDATA</c>, or <c>shared/testdata</c> beside the
/// repository or above it. A test that needs it is skipped where it is absent.
/// </summary>
public static class TestData
{
    /// <summary>Null where there is no test data.</summary>
    public static string? FullPath { get; } =
        Environment.GetEnvironmentVariable("ROTEL_TESTDATA") is { Length: > 0 } given
            ? (Directory.Exists(given) ? given : null)
            : RepositoryRoot.FindShared("testdata");

    /// <summary>The full path of a file or folder of the test data; skips the running test when it is not there.</summary>
    public static string Require(params ReadOnlySpan<string> parts)
    {
        Assert.SkipWhen(FullPath is null, "No test data: set ROTEL_TESTDATA or put it at ../shared/testdata.");
        string path = Path.Combine([FullPath!, .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"Not in the test data: {path}");
        return path;
    }

    /// <summary>All files below a folder in a stable order; skips the running test when the folder is not there.</summary>
    public static IReadOnlyList<string> RequireFiles(string folder, string pattern = "*")
    {
        string[] files = Directory.GetFiles(Require(folder), pattern, SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
