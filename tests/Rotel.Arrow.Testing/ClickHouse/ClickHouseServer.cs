using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Rotel.Arrow.Testing;

/// <summary>
/// A ClickHouse server in a process of its own: the engine of npm's libchdb with its genuine HTTP and TCP listeners on
/// free ports of the loopback interface. Tables survive a stop and a start on the same folder.
/// </summary>
public sealed class ClickHouseServer : IAsyncDisposable
{
    static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(90);

    static readonly Lazy<Task<ClickHouseServer>> s_shared = new(() => StartAsync());

    static readonly HttpClient s_http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };

    readonly TemporaryFolder? _ownFolder;
    readonly string _folder;
    readonly string? _configFile;
    ChildProcess _process;

    ClickHouseServer(string folder, TemporaryFolder? ownFolder, string? configFile, ChildProcess process, int port)
    {
        (_folder, _ownFolder, _configFile, _process, Port) = (folder, ownFolder, configFile, process, port);
    }

    /// <summary>Port of the HTTP interface.</summary>
    public int Port { get; }

    /// <summary><c>http://127.0.0.1:port</c>.</summary>
    public string Endpoint => $"http://127.0.0.1:{Port}";

    /// <summary>Its process, for signals.</summary>
    public ChildProcess Process => _process;

    /// <summary>The server that the tests of one process share; each uses a database of its own. Skips where it is absent.</summary>
    public static Task<ClickHouseServer> SharedAsync()
    {
        RequireLibrary();
        return s_shared.Value;
    }

    /// <summary>Skips the running test when the engine is not installed.</summary>
    public static string RequireLibrary() => ForeignTools.RequireClickHouseLibrary();

    /// <summary>A server of the test's own, on an empty folder.</summary>
    /// <param name="configFile">A configuration (users, limits); null: none.</param>
    public static async Task<ClickHouseServer> StartAsync(string? configFile = null)
    {
        TemporaryFolder folder = new();
        try
        {
            (ChildProcess process, int port) = await LaunchAsync(folder.FullPath, 0, configFile).ConfigureAwait(false);
            return new ClickHouseServer(folder.FullPath, folder, configFile, process, port);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Kills it. The port stays free for <see cref="RestartAsync"/>, as far as nobody else takes it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(s_startTimeout).ConfigureAwait(false);
    }

    /// <summary>Starts it again on the same folder and port.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        (_process, _) = await LaunchAsync(_folder, Port, _configFile).ConfigureAwait(false);
    }

    /// <summary>A new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = "t" + Guid.NewGuid().ToString("N")[..12];
        await QueryAsync($"CREATE DATABASE {name}").ConfigureAwait(false);
        return name;
    }

    /// <summary>The answer to a query, as text without the last line break. Throws with the server's own words.</summary>
    public async Task<string> QueryAsync(string sql, string? database = null) =>
        Encoding.UTF8.GetString(await QueryBytesAsync(sql, database).ConfigureAwait(false)).TrimEnd('\n');

    /// <summary>The same as bytes.</summary>
    public async Task<byte[]> QueryBytesAsync(string sql, string? database = null)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(sql));
        return await PostAsync(database is null ? "" : $"?database={database}", content).ConfigureAwait(false);
    }

    /// <summary>Runs an INSERT with a body.</summary>
    public async Task InsertAsync(string sql, byte[] body, string? database = null)
    {
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        await PostAsync($"?database={database ?? "default"}&query={Uri.EscapeDataString(sql)}", content).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        _ownFolder?.Dispose();
    }

    static async Task<(ChildProcess Process, int Port)> LaunchAsync(string folder, int port, string? configFile)
    {
        string library = RequireLibrary();
        string script = RepositoryRoot.Of("tests", "Rotel.Arrow.Testing", "ClickHouse", "clickhouse_server.py");
        List<string> arguments = [script, library, folder, port.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        if (configFile is not null)
        {
            arguments.Add(configFile);
        }

        ChildProcess process = ChildProcess.Start("/usr/bin/python3", arguments);
        try
        {
            string line = await process.WaitForLineAsync(
                static line => line.StartsWith("ready ", StringComparison.Ordinal), s_startTimeout).ConfigureAwait(false);
            return (process, int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    async Task<byte[]> PostAsync(string query, HttpContent content)
    {
        using HttpResponseMessage answer = await s_http.PostAsync(new Uri($"{Endpoint}/{query}"), content).ConfigureAwait(false);
        byte[] body = await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        return answer.StatusCode == HttpStatusCode.OK
            ? body
            : throw new InvalidOperationException($"ClickHouse answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body)}");
    }
}
