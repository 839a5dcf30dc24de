using Xunit;

namespace Rotel.Arrow.Testing;

/// <summary>What a command printed and how it ended.</summary>
public sealed record PeerResult(int ExitCode, string StandardOutput, string StandardError);

/// <summary>
/// The program <c>peers</c> with the reference implementations: <c>ROTEL_PEERS</c>, or <c>shared/peers/peers</c> beside
/// the repository or above it. A test that needs it is skipped where it is absent.
/// </summary>
public static class Peers
{
    /// <summary>Null where the program is absent.</summary>
    public static string? FullPath { get; } =
        Environment.GetEnvironmentVariable("ROTEL_PEERS") is { Length: > 0 } given
            ? (File.Exists(given) ? given : null)
            : RepositoryRoot.FindShared(Path.Combine("peers", "peers"));

    static readonly TimeSpan s_commandTimeout = TimeSpan.FromSeconds(60);
    static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The program's path; skips the running test when it is absent.</summary>
    public static string Require()
    {
        Assert.SkipWhen(FullPath is null, "No peers: set ROTEL_PEERS or put the program at ../shared/peers/peers.");
        return FullPath!;
    }

    /// <summary>Runs a command to its end, whatever its exit code. Throws TimeoutException after 60 s.</summary>
    public static Task<PeerResult> RunAsync(params IReadOnlyList<string> arguments) =>
        RunAsync(arguments, s_commandTimeout);

    /// <summary>Runs a command to its end, whatever its exit code. Throws TimeoutException.</summary>
    public static async Task<PeerResult> RunAsync(IReadOnlyList<string> arguments, TimeSpan timeout)
    {
        await using ChildProcess process = ChildProcess.Start(Require(), arguments);
        int exitCode = await process.WaitForExitAsync(timeout).ConfigureAwait(false);
        return new PeerResult(
            exitCode,
            string.Join('\n', process.StandardOutput),
            string.Join('\n', process.StandardError));
    }

    /// <summary>Runs a command that has to succeed and gives its standard output.</summary>
    public static async Task<string> RunSuccessfullyAsync(params IReadOnlyList<string> arguments)
    {
        PeerResult result = await RunAsync(arguments, s_commandTimeout).ConfigureAwait(false);
        Assert.True(
            result.ExitCode == 0,
            $"peers {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.StandardError}");
        return result.StandardOutput;
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static Task<PeerServer> StartAsync(params IReadOnlyList<string> arguments) => StartAsync(arguments, null);

    /// <summary>Starts a server and waits until it listens. Variables with a null value are removed.</summary>
    public static Task<PeerServer> StartAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?>? environment) =>
        PeerServer.StartAsync(Require(), arguments, environment, s_startTimeout);

    /// <summary>An OTLP sink that stores what it accepts in <paramref name="folder"/>; endpoints grpc and http.</summary>
    public static Task<PeerServer> StartSinkAsync(string folder, params IReadOnlyList<string> more) =>
        StartAsync(["otlp", "sink", "--quiet", "--out", folder, .. more]);
}
