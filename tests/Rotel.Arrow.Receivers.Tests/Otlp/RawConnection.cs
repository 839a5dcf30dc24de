using System.Net.Sockets;
using System.Text;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>A TCP connection whose every byte is the test's own.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(System.Net.IPEndPoint address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address, TestContext.Current.CancellationToken);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public Task SendAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask();

    /// <summary>Reads until the text appears; fails when the connection ends without it.</summary>
    public async Task<string> ReadUntilAsync(string expected)
    {
        var seen = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!seen.ToString().Contains(expected, StringComparison.Ordinal))
        {
            int read = await _client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(read > 0, $"The connection ended without '{expected}': {seen}");
            seen.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return seen.ToString();
    }

    /// <summary>Reads what comes until the server closes the connection, properly or not.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var seen = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await _client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            {
                seen.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (Exception end) when (end is IOException or InvalidOperationException)
        {
            // A reset is an end too; one that was noticed while writing leaves a client that gives no stream any more.
        }

        return seen.ToString();
    }

    public void Dispose() => _client.Dispose();
}
