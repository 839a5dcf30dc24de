using System.Text.Json;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Faults.Support;

/// <summary>
/// The reference sink as a backend that fails as its script says, and that can go away and come back at the same
/// addresses. All it accepted, in all its lives, is in <see cref="Folder"/>.
/// </summary>
internal sealed class Sink : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _grpcPort = FixedPort.Take();
    private readonly int _httpPort = FixedPort.Take();
    private readonly List<string> _lives = [];
    private PeerServer? _server;

    /// <summary>What an otlp exporter of this protocol (grpc, http, http-json) is given as its endpoint.</summary>
    public string EndpointFor(string protocol) => $"http://127.0.0.1:{(protocol == "grpc" ? _grpcPort : _httpPort)}";

    /// <summary>Folder with a folder for each life.</summary>
    public string Folder => _folder.FullPath;

    /// <summary>Starts it, or starts it again. A script is JSON as <c>peers otlp sink --fail-script</c> has it.</summary>
    public async Task StartAsync(string? script = null)
    {
        string life = _folder.CreateFolder($"life-{_lives.Count + 1}");
        _lives.Add(life);
        string[] more = [];
        if (script is not null)
        {
            string path = Path.Combine(Path.GetTempPath(), $"rotel-arrow-script-{Guid.NewGuid():N}.json");
            await File.WriteAllTextAsync(path, script);
            more = ["--fail-script", path];
        }

        _server = await Peers.StartSinkAsync(
            life, ["--listen", $"127.0.0.1:{_grpcPort}", "--listen-http", $"127.0.0.1:{_httpPort}", .. more]);
        if (script is not null)
        {
            File.Delete(more[1]);
        }
    }

    /// <summary>Ends it at once, in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        _server!.Process.Kill();
        await _server.Process.WaitForExitAsync(TimeSpan.FromSeconds(60));
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Ends it and gives its counts of a signal: requests accepted, requests failed by the script.</summary>
    public async Task<(int Accepted, int Failed)> StopAsync(params IReadOnlyList<string> signals)
    {
        JsonElement summary = (await _server!.StopAsync())!.Value;
        await _server.DisposeAsync();
        _server = null;
        int accepted = 0, failed = 0;
        foreach (string signal in signals)
        {
            if (summary.TryGetProperty(signal, out JsonElement counts))
            {
                accepted += counts.GetProperty("requests").GetInt32();
                failed += counts.GetProperty("failed").GetInt32();
            }
        }

        return (accepted, failed);
    }

    /// <summary>
    /// Waits until it has stored this many requests in its present life. It writes each file at once, and before it answers:
    /// a file that is not empty is whole.
    /// </summary>
    public Task WaitForRequestsAsync(int count) => Conditions.WaitAsync(
        () => new DirectoryInfo(_lives[^1]).GetFiles("*.pb").Count(static file => file.Length > 0) >= count, $"{count} requests in the sink");

    /// <summary>Everything from all lives, in one folder of the test's.</summary>
    public string Collect(string into)
    {
        foreach (string file in Directory.GetFiles(Folder, "*.pb", SearchOption.AllDirectories))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            File.Copy(file, Path.Combine(into, $"{name}-{Path.GetFileName(Path.GetDirectoryName(file))}.pb"));
        }

        return into;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await KillAsync();
        }

        _folder.Dispose();
    }
}
