using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Rotel.Arrow.Testing;

/// <summary>
/// A running gateway, as built: the program of <c>ROTEL_GATEWAY</c>, or the managed build of this repository (Release,
/// else Debug). It tells its listeners on standard error, one line each: <c>OTLP/gRPC listening on 127.0.0.1:41235</c>,
/// <c>OTLP/HTTP listening on 127.0.0.1:41236</c>. Dispose kills it.
/// </summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60);
    static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(60);

    GatewayProcess(ChildProcess process, string grpc, string http)
    {
        Process = process;
        Grpc = grpc;
        Http = http;
    }

    public ChildProcess Process { get; }

    /// <summary>host:port of the OTLP/gRPC listener.</summary>
    public string Grpc { get; }

    /// <summary>host:port of the OTLP/HTTP listener.</summary>
    public string Http { get; }

    /// <summary>Standard error and standard output so far, for assertions on the log.</summary>
    public string Output => string.Join('\n', [.. Process.StandardOutput, .. Process.StandardError]);

    /// <summary>The program's path; skips the running test when nothing is built.</summary>
    public static string Require()
    {
        string? path = Find();
        Assert.SkipWhen(
            path is null,
            "No gateway: build src/Rotel.Arrow.Gateway, or set ROTEL_GATEWAY to the program.");
        return path!;
    }

    /// <summary>
    /// Runs <c>start</c> with the arguments and waits for both listeners, on free ports unless the arguments name
    /// endpoints.
    /// </summary>
    public static Task<GatewayProcess> StartAsync(params IReadOnlyList<string> arguments) => StartAsync(arguments, null);

    /// <summary>The same with environment variables; ROTEL_* and OTEL_* of the test's own environment are removed.</summary>
    public static async Task<GatewayProcess> StartAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?>? environment,
        string? workingFolder = null)
    {
        List<string> all = ["start", .. arguments];
        AddUnlessGiven(all, environment, "--otlp-grpc-endpoint", "ROTEL_OTLP_GRPC_ENDPOINT");
        AddUnlessGiven(all, environment, "--otlp-http-endpoint", "ROTEL_OTLP_HTTP_ENDPOINT");
        ChildProcess process = Launch(all, environment, workingFolder);
        try
        {
            string grpc = await WaitForListenerAsync(process, "OTLP/gRPC").ConfigureAwait(false);
            string http = await WaitForListenerAsync(process, "OTLP/HTTP").ConfigureAwait(false);
            return new GatewayProcess(process, grpc, http);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Starts the program with exactly these arguments and waits for nothing: for help, mistakes and single listeners.
    /// </summary>
    public static ChildProcess Launch(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingFolder = null)
    {
        Dictionary<string, string?> variables = [];
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (name.StartsWith("ROTEL_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal))
            {
                variables[name] = null;
            }
        }

        // The managed build's launcher looks for the runtime; ours is the one to use.
        variables["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            variables[name] = value;
        }

        return ChildProcess.Start(Require(), arguments, variables, workingFolder);
    }

    /// <summary>Waits for the line that tells a listener's address; gives host:port.</summary>
    public static async Task<string> WaitForListenerAsync(ChildProcess process, string protocol)
    {
        string line = await process.WaitForLineAsync(
            line => line.Contains(protocol, StringComparison.Ordinal) && ListeningOn().IsMatch(line),
            s_startTimeout).ConfigureAwait(false);
        return ListeningOn().Match(line).Groups[1].Value;
    }

    /// <summary>Sends SIGTERM and waits; gives the exit code.</summary>
    public Task<int> StopAsync(TimeSpan? timeout = null)
    {
        Process.Terminate();
        return Process.WaitForExitAsync(timeout ?? s_stopTimeout);
    }

    /// <summary>Sends SIGKILL and waits.</summary>
    public Task KillAsync()
    {
        Process.Kill();
        return Process.WaitForExitAsync(s_stopTimeout);
    }

    /// <summary>Resident memory of the process now, in bytes (VmRSS); with <paramref name="peak"/> the highest so far.</summary>
    public long ResidentBytes(bool peak = false)
    {
        string name = peak ? "VmHWM:" : "VmRSS:";
        foreach (string line in File.ReadLines($"/proc/{Process.Id}/status"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(name.Length, line.Length - name.Length - 2), NumberStyles.AllowLeadingWhite
                    | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
            }
        }

        throw new InvalidOperationException(Process.Describe("has no " + name));
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ROTEL_GATEWAY") is { Length: > 0 } given)
        {
            return File.Exists(given) ? Path.GetFullPath(given) : null;
        }

        foreach (string configuration in (ReadOnlySpan<string>)["Release", "Debug"])
        {
            string path = RepositoryRoot.Of(
                "src", "Rotel.Arrow.Gateway", "bin", configuration, "net10.0", "rotel-arrow");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    static void AddUnlessGiven(
        List<string> arguments,
        IReadOnlyDictionary<string, string?>? environment,
        string option,
        string variable)
    {
        bool given = arguments.Exists(a => a == option || a.StartsWith(option + "=", StringComparison.Ordinal))
            || environment?.ContainsKey(variable) == true;
        if (!given)
        {
            arguments.Add(option);
            arguments.Add("127.0.0.1:0");
        }
    }

    [GeneratedRegex(@"listening on (\S+:\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex ListeningOn();
}
