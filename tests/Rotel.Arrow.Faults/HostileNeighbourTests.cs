using System.Net;
using System.Net.Sockets;
using System.Text;
using Rotel.Arrow.Faults.Support;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Faults;

/// <summary>
/// Scenario: bad clients do their worst beside a good one, on the same ports. Guarantee: the good one does not notice;
/// each of its requests is answered OK at the first attempt and arrives once.
/// </summary>
public sealed class HostileNeighbourTests
{
    private const int RecordsOfRequest = 20;

    [Fact]
    public async Task Garbage_slow_and_oversized_requests_and_a_thousand_connections_do_not_disturb_a_good_client()
    {
        Peers.Require();
        await using var sink = new Sink();
        await sink.StartAsync();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--otlp-exporter-endpoint", sink.EndpointFor("grpc"), "--batch-timeout", "20ms", "--otlp-exporter-request-timeout", "1h",
            "--shutdown-timeout", "3m");
        using var load = new Load(RecordsOfRequest, bytesOfRecord: 100);
        Task good = load.StartAsync(gateway, senders: 4);
        await WaitForMoreAsync(load);

        using var bad = new BadClient(gateway);
        await bad.OpenIdleConnectionsAsync(1000);
        await WaitForMoreAsync(load);
        await bad.SendGarbageAsync(connections: 60, new Random(3));
        await WaitForMoreAsync(load);
        await bad.SendSlowlyAsync(connections: 200);
        await WaitForMoreAsync(load);
        await bad.SendOversizedAsync(connections: 60);
        await WaitForMoreAsync(load);
        await bad.CutOffAsync(connections: 60);
        await WaitForMoreAsync(load);

        load.Stop();
        await good.WaitAsync(Conditions.Patience, TestContext.Current.CancellationToken);
        Assert.Empty(load.Others);
        Assert.Empty(load.UnknownNumbers);
        Assert.Equal(0, load.RefusedRequests);
        bad.Dispose();
        Assert.True(await gateway.StopAsync(Conditions.Patience) == 0, gateway.Process.Describe("lost something"));
        await sink.StopAsync("logs");
        Dictionary<long, int> received = NumberedLogs.Read(sink.Folder);
        Assert.Equal(load.AcceptedNumbers.Order(), received.Keys.Order());
        Assert.All(received.Values, static times => Assert.Equal(1, times));
        Assert.DoesNotContain(gateway.Process.StandardError, static line => line.Contains("defect", StringComparison.Ordinal));
    }

    /// <summary>The good client goes on: a hundred more requests are accepted.</summary>
    private static Task WaitForMoreAsync(Load load)
    {
        int before = load.AcceptedRequests;
        return Conditions.WaitAsync(() => load.AcceptedRequests >= before + 100 || load.Others.Count > 0, "the good client's next requests");
    }

    /// <summary>Raw connections to both ports, in turn.</summary>
    private sealed class BadClient(GatewayProcess gateway) : IDisposable
    {
        private readonly List<Socket> _open = [];

        public async Task OpenIdleConnectionsAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await ConnectAsync(i);
            }
        }

        public async Task SendGarbageAsync(int connections, Random random)
        {
            for (int i = 0; i < connections; i++)
            {
                Socket socket = await ConnectAsync(i);
                byte[] garbage = new byte[random.Next(1, 20_000)];
                random.NextBytes(garbage);
                await TrySendAsync(socket, [.. i % 3 == 0 ? "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8 : [], .. garbage]);
            }
        }

        /// <summary>Headers that never end, and bodies that stop in the middle.</summary>
        public async Task SendSlowlyAsync(int connections)
        {
            for (int i = 0; i < connections; i++)
            {
                Socket socket = await ConnectAsync(1);
                string text = "POST /v1/logs HTTP/1.1\r\nHost: slow\r\nContent-Type: application/x-protobuf\r\n";
                await TrySendAsync(socket, Encoding.ASCII.GetBytes(
                    i % 2 == 0 ? text + "X-Slow: yes" : text + "Content-Length: 1000000\r\n\r\n" + new string('x', 1000)));
            }
        }

        /// <summary>Bodies far over the limit, declared or not, some of them compressed bombs.</summary>
        public async Task SendOversizedAsync(int connections)
        {
            for (int i = 0; i < connections; i++)
            {
                Socket socket = await ConnectAsync(1);
                string text = "POST /v1/logs HTTP/1.1\r\nHost: large\r\nContent-Type: application/x-protobuf\r\n";
                await TrySendAsync(socket, i % 2 == 0
                    ? Encoding.ASCII.GetBytes(text + "Content-Length: 99999999999\r\n\r\n")
                    : [.. Encoding.ASCII.GetBytes($"{text}Content-Encoding: gzip\r\nContent-Length: {Bomb.Length}\r\n\r\n"), .. Bomb]);
            }
        }

        /// <summary>Connections that are reset in the middle of a body.</summary>
        public async Task CutOffAsync(int connections)
        {
            for (int i = 0; i < connections; i++)
            {
                Socket socket = await ConnectAsync(1);
                await TrySendAsync(socket, "POST /v1/logs HTTP/1.1\r\nHost: cut\r\nContent-Type: application/json\r\nContent-Length: 50000\r\n\r\n{"u8.ToArray());
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
        }

        public void Dispose() => _open.ForEach(static socket => socket.Dispose());

        /// <summary>90 MB of zeros.</summary>
        private static byte[] Bomb { get; } = MakeBomb();

        private static byte[] MakeBomb()
        {
            using var output = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(output, System.IO.Compression.CompressionLevel.Optimal))
            {
                for (int i = 0; i < 90; i++)
                {
                    gzip.Write(new byte[1_000_000]);
                }
            }

            return output.ToArray();
        }

        private static async Task TrySendAsync(Socket socket, byte[] bytes)
        {
            try
            {
                await socket.SendAsync(bytes, SocketFlags.None);
            }
            catch (SocketException)
            {
                // Thrown out already.
            }
        }

        private async Task<Socket> ConnectAsync(int number)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _open.Add(socket);
            await socket.ConnectAsync(IPEndPoint.Parse(number % 2 == 0 ? gateway.Grpc : gateway.Http));
            return socket;
        }
    }
}
