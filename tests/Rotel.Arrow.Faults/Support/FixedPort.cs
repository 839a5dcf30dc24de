using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rotel.Arrow.Faults.Support;

/// <summary>
/// Ports for servers that go away and come back. They are outside the range from which the system gives ports to others
/// (port 0, outgoing connections), so nobody takes one meanwhile.
/// </summary>
internal static class FixedPort
{
    /// <summary>A port on which nobody listens.</summary>
    public static int Take()
    {
        int[] range = [.. File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static text => int.Parse(text, CultureInfo.InvariantCulture))];
        (int first, int last) = range[0] > 12_000 ? (10_000, range[0]) : (Math.Min(range[1] + 1, 60_000), 65_535);
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            int port = Random.Shared.Next(first, last);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }

        throw new InvalidOperationException("No free port outside of the system's own range.");
    }
}
