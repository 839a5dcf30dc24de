using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop;

/// <summary>
/// Requests of the reference generator: for each sender's protocol all three signals in both profiles, each from a seed
/// of its own, so that no two requests are alike. Made once for a test class.
/// </summary>
public sealed class GeneratedTelemetry : IAsyncLifetime
{
    /// <summary>Items of each file.</summary>
    public const int ItemsOfRequest = 120;

    private readonly TemporaryFolder _folder = new();

    /// <summary>What <c>peers otlp send</c> can speak.</summary>
    public static IReadOnlyList<string> Protocols { get; } = ["grpc", "http", "json"];

    /// <summary>All files, below one folder.</summary>
    public string Folder => _folder.FullPath;

    /// <summary>The six files for a protocol: traces, logs and metrics of profile edge, then of profile realistic.</summary>
    public IReadOnlyList<string> FilesFor(string protocol) =>
        [.. from profile in (string[])["edge", "realistic"] from signal in (string[])["traces", "logs", "metrics"]
            select _folder.Of($"{signal}-{profile}-{protocol}.pb")];

    public async ValueTask InitializeAsync()
    {
        if (Peers.FullPath is null)
        {
            return;
        }

        int seed = 100;
        foreach (string file in Protocols.SelectMany(FilesFor))
        {
            string[] name = Path.GetFileNameWithoutExtension(file).Split('-');
            await Peers.RunSuccessfullyAsync(
                "otlp", "gen", "--signal", name[0], "--profile", name[1], "--items", $"{ItemsOfRequest}", "--seed", $"{++seed}", "--out", file);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
