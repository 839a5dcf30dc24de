using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>What the proxy does with an insert.</summary>
internal enum Fault
{
    None,

    /// <summary>The server gets it; the connection is cut before its answer is passed on.</summary>
    CutAfterInsert,

    /// <summary>The server never sees it; nothing is answered.</summary>
    Stall,

    /// <summary>A proxy answers 503 with Retry-After.</summary>
    Busy,
}

/// <summary>
/// Stands between the exporter and the real server. One request a connection; faults apply to inserts only, each once.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private readonly Queue<Fault> _faults;
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultProxy(int serverPort, params IEnumerable<Fault> faults)
    {
        _serverPort = serverPort;
        _faults = new Queue<Fault>(faults);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Ends when an insert stalls.</summary>
    public Task Stalled => _stalled.Task;

    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream from = client.GetStream();
                byte[]? request = await ReadRequestAsync(from);
                if (request is null)
                {
                    return;
                }

                bool isInsert = Encoding.ASCII.GetString(request, 0, Math.Min(request.Length, 200)).Contains("INSERT", StringComparison.Ordinal);
                Fault fault = isInsert && _faults.TryDequeue(out Fault next) ? next : Fault.None;
                if (fault == Fault.Stall)
                {
                    _stalled.TrySetResult();
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                byte[] answer = fault == Fault.Busy
                    ? "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"u8.ToArray()
                    : await AskServerAsync(request);
                if (fault != Fault.CutAfterInsert)
                {
                    await from.WriteAsync(answer, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The other side has gone: that is what some tests are about.
            }
        }
    }

    /// <summary>The server's whole answer: it closes the connection behind it.</summary>
    private async Task<byte[]> AskServerAsync(byte[] request)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
        NetworkStream stream = server.GetStream();
        await stream.WriteAsync(request, _stop.Token);
        var answer = new MemoryStream();
        byte[] buffer = new byte[4096];
        int read;
        while ((read = await stream.ReadAsync(buffer, _stop.Token)) > 0)
        {
            answer.Write(buffer, 0, read);
        }

        return answer.ToArray();
    }

    /// <summary>Head and body by Content-Length, with "Connection: close" added; null when there was nothing.</summary>
    private async Task<byte[]?> ReadRequestAsync(NetworkStream from)
    {
        var bytes = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        int head = -1, length = 0;
        while (head < 0 || bytes.Length < head + length)
        {
            int read = await from.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return null;
            }

            bytes.Write(buffer, 0, read);
            if (head < 0 && bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                head = end + 4;
                string text = Encoding.ASCII.GetString(bytes.GetBuffer(), 0, head);
                string? line = text.Split("\r\n").FirstOrDefault(static l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                length = line is null ? 0 : int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        byte[] all = bytes.ToArray();
        return [.. all.AsSpan(0, head - 2), .. "Connection: close\r\n\r\n"u8, .. all.AsSpan(head)];
    }
}
