using Xunit;

namespace Rotel.Arrow.Testing;

/// <summary>
/// Programs of others that tests use as clients and peers, installed by <c>tests/install-tools.sh</c>. A test that needs
/// one is skipped where it is absent.
/// </summary>
public static class ForeignTools
{
    /// <summary>Debian's own interpreter: another python3 in PATH has no grpc.</summary>
    const string Python = "/usr/bin/python3";

    /// <summary>Folder with the npm packages of tests/npm/package.json: <c>ROTEL_TOOLS</c>, or .tools of the repository.</summary>
    static readonly string s_npmModules = Path.Combine(
        Environment.GetEnvironmentVariable("ROTEL_TOOLS") is { Length: > 0 } given ? given : RepositoryRoot.Of(".tools"),
        "npm",
        "node_modules");

    /// <summary>Starts a script with Node; the npm packages can be required by name from anywhere.</summary>
    public static ChildProcess StartNode(
        string script,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        string node = RequireInPath("node");
        RequireInstalled(s_npmModules);
        Dictionary<string, string?> variables = new(environment ?? new Dictionary<string, string?>())
        {
            ["NODE_PATH"] = s_npmModules,
        };
        return ChildProcess.Start(node, [script, .. arguments], variables);
    }

    /// <summary>Starts a script with an interpreter that has grpcio (and no generated classes: requests are bytes).</summary>
    public static ChildProcess StartPython(
        string script,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        RequireInstalled(Python);
        RequireInstalled("/usr/lib/python3/dist-packages/grpc");
        return ChildProcess.Start(Python, [script, .. arguments], environment);
    }

    /// <summary>The program of Rotel itself.</summary>
    public static string RequireRotel() =>
        RequireInstalled(Path.Combine(s_npmModules, "@streamfold", "rotel-linux-x64", "bin", "rotel-agent"));

    /// <summary>The engine of ClickHouse as a library; <see cref="ClickHouseServer"/> makes a server of it.</summary>
    public static string RequireClickHouseLibrary()
    {
        RequireInstalled(Python);
        return RequireInstalled(Path.Combine(s_npmModules, "@chdb", "lib-linux-x64-gnu", "libchdb.so"));
    }

    public static string RequireH2Load() => RequireInPath("h2load");

    /// <summary>The full path of a program; skips the running test when it is not in PATH.</summary>
    public static string RequireInPath(string program)
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"No {program}: run tests/install-tools.sh.");
        return found!;
    }

    static string RequireInstalled(string path)
    {
        Assert.SkipUnless(Path.Exists(path), $"No {Path.GetFileName(path)}: run tests/install-tools.sh.");
        return path;
    }
}
