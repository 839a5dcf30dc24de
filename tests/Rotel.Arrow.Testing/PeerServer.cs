using System.Text.Json;

namespace Rotel.Arrow.Testing;

/// <summary>A running server of <see cref="Peers"/>. Dispose asks it to end and kills it if it does not.</summary>
public sealed class PeerServer : IAsyncDisposable
{
    static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(20);

    readonly Dictionary<string, string> _endpoints;

    PeerServer(ChildProcess process, Dictionary<string, string> endpoints)
    {
        Process = process;
        _endpoints = endpoints;
    }

    public ChildProcess Process { get; }

    /// <summary>Name to host:port, as its first line told.</summary>
    public IReadOnlyDictionary<string, string> Endpoints => _endpoints;

    /// <summary>host:port of the endpoint named grpc.</summary>
    public string Grpc => _endpoints["grpc"];

    /// <summary>host:port of the endpoint named http.</summary>
    public string Http => _endpoints["http"];

    /// <summary>
    /// Ends it and gives the content of its last line <c>{"summary":...}</c>; null for a server without one.
    /// Safe to call again.
    /// </summary>
    public async Task<JsonElement?> StopAsync()
    {
        Process.Terminate();
        await Process.WaitForExitAsync(s_stopTimeout).ConfigureAwait(false);
        foreach (string line in Process.StandardOutput.Reverse())
        {
            if (TryRead(line, "summary", out JsonElement summary))
            {
                return summary;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            Process.Terminate();
            await Process.WaitForExitAsync(s_stopTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Killed below.
        }

        await Process.DisposeAsync().ConfigureAwait(false);
    }

    internal static async Task<PeerServer> StartAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?>? environment,
        TimeSpan timeout)
    {
        ChildProcess process = ChildProcess.Start(program, arguments, environment);
        try
        {
            string line = await process.WaitForLineAsync(
                static line => TryRead(line, "ready", out _),
                timeout).ConfigureAwait(false);
            Dictionary<string, string> endpoints = [];
            if (TryRead(line, "endpoints", out JsonElement found))
            {
                foreach (JsonProperty endpoint in found.EnumerateObject())
                {
                    endpoints[endpoint.Name] = endpoint.Value.ToString();
                }
            }

            return new PeerServer(process, endpoints);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    static bool TryRead(string line, string name, out JsonElement value)
    {
        value = default;
        if (!line.StartsWith('{'))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (!document.RootElement.TryGetProperty(name, out JsonElement found))
            {
                return false;
            }

            value = found.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
