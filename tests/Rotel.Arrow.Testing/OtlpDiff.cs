using Google.Protobuf;
using Xunit;

namespace Rotel.Arrow.Testing;

/// <summary>
/// Compares telemetry by <c>peers otlp diff</c>: as multisets of items, each with its metric, scope and resource, in any
/// order. The reference implementation is the judge.
/// </summary>
public static class OtlpDiff
{
    /// <summary>
    /// The differences between two files or folders as text (`~` changed, `-` lost, `+` new); null if there are none.
    /// </summary>
    public static async Task<string?> FindAsync(string expected, string actual, params IReadOnlyList<string> options)
    {
        PeerResult result = await Peers.RunAsync(["otlp", "diff", expected, actual, .. options]).ConfigureAwait(false);
        return result.ExitCode == 0 ? null : result.StandardOutput + "\n" + result.StandardError;
    }

    /// <summary>Fails the test with the differences if there are any.</summary>
    public static async Task AssertEqualAsync(string expected, string actual, params IReadOnlyList<string> options)
    {
        string? differences = await FindAsync(expected, actual, options).ConfigureAwait(false);
        Assert.True(differences is null, differences);
    }

    /// <summary>The same for messages, which are written to temporary files.</summary>
    public static async Task AssertEqualAsync(
        IEnumerable<IMessage> expected,
        IEnumerable<IMessage> actual,
        params IReadOnlyList<string> options)
    {
        using TemporaryFolder folder = new();
        await AssertEqualAsync(
            Write(folder.CreateFolder("expected"), expected),
            Write(folder.CreateFolder("actual"), actual),
            options).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes each request as a file whose name tells its signal (<c>traces-0001.pb</c>); gives the folder, which must exist.
    /// </summary>
    public static string Write(string folder, IEnumerable<IMessage> requests)
    {
        int number = 0;
        foreach (IMessage request in requests)
        {
            number++;
            File.WriteAllBytes(
                Path.Combine(folder, $"{OtlpItems.SignalOf(request)}-{number:D4}.pb"),
                request.ToByteArray());
        }

        return folder;
    }
}
