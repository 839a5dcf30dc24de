using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>The files of the repository that people wrote: no build output, no installed tools.</summary>
static class Repository
{
    static readonly HashSet<string> s_notOurs =
        ["bin", "obj", "artifacts", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "rotel-data"];

    static readonly Lazy<List<string>> s_files = new(static () =>
    {
        List<string> files = [];
        Collect(new DirectoryInfo(RepositoryRoot.FullPath), "", files);
        files.Sort(StringComparer.Ordinal);
        return files;
    });

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files => s_files.Value;

    /// <summary>Source files in C# below src, tests and bench.</summary>
    public static IEnumerable<string> CSharp => Files.Where(static file => file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>Source files in C# of the product.</summary>
    public static IEnumerable<string> ProductCSharp =>
        CSharp.Where(static file => file.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>Project files, product, tests and benchmarks.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
    [
        .. Files.Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(static file => new Project(file)),
    ];

    public static IEnumerable<Project> ProductProjects => Projects.Where(static project => project.IsProduct);

    public static string Read(string file) => File.ReadAllText(RepositoryRoot.Of(file));

    /// <summary>All lines as (number from 1, text).</summary>
    public static IEnumerable<(int Number, string Text)> Lines(string file) =>
        File.ReadLines(RepositoryRoot.Of(file)).Select(static (text, index) => (index + 1, text));

    static void Collect(DirectoryInfo folder, string prefix, List<string> files)
    {
        foreach (FileInfo file in folder.EnumerateFiles())
        {
            files.Add(prefix + file.Name);
        }

        foreach (DirectoryInfo sub in folder.EnumerateDirectories())
        {
            bool hidden = sub.Name.StartsWith('.') && sub.Name != ".ci";
            if (!hidden && !s_notOurs.Contains(sub.Name))
            {
                Collect(sub, prefix + sub.Name + "/", files);
            }
        }
    }
}
