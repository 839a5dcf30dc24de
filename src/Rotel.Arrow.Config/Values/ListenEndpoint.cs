using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rotel.Arrow.Config.Values;

/// <summary>
/// Where a receiver listens: an address and a port. <c>localhost</c> is 127.0.0.1, as in Rotel; IPv6 addresses stand
/// in brackets; port 0 takes any free port. Names are refused: which of a name's addresses would listen is a guess.
/// </summary>
/// <param name="Address">The address to bind.</param>
/// <param name="Port">0 to 65535.</param>
public sealed record ListenEndpoint(IPAddress Address, int Port)
{
    /// <summary>What is allowed, for error messages and documentation.</summary>
    public const string Grammar = "an address and a port: 127.0.0.1:4317, localhost:4317, 0.0.0.0:4317 (all interfaces) or [::1]:4317; port 0 takes any free port";

    /// <summary>Reads an endpoint; false with <paramref name="problem"/> saying what is wrong with it.</summary>
    public static bool TryParse(string text, out ListenEndpoint? endpoint, out string? problem)
    {
        endpoint = null;
        text = text.Trim();
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon];
        if (text.Contains("://", StringComparison.Ordinal))
        {
            problem = "is a URL: a listening endpoint has no scheme";
            return false;
        }

        if (colon < 0 || text.EndsWith(']') || colon == text.Length - 1)
        {
            problem = "has no port";
            return false;
        }

        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > 65535)
        {
            problem = "has no valid port (0 to 65535)";
            return false;
        }

        if (host.Length == 0 || host == "*")
        {
            problem = "has no address: write 0.0.0.0 to listen on all interfaces";
            return false;
        }

        if (ParseAddress(host) is not { } address)
        {
            problem = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[')
                ? "is not an address: put an IPv6 address in brackets"
                : "is not an address: names other than localhost cannot be listened on";
            return false;
        }

        endpoint = new ListenEndpoint(address, port);
        problem = null;
        return true;
    }

    /// <summary><c>127.0.0.1:4317</c> or <c>[::1]:4317</c>.</summary>
    public override string ToString() => new IPEndPoint(Address, Port).ToString();

    private static IPAddress? ParseAddress(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        if (host.StartsWith('['))
        {
            return host.EndsWith(']') && IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out IPAddress? v6)
                && v6.AddressFamily == AddressFamily.InterNetworkV6 ? v6 : null;
        }

        // IPAddress takes shorthands such as "1" or "10.1"; here only all four numbers count.
        return host.Split('.').Length == 4 && IPAddress.TryParse(host, out IPAddress? v4)
            && v4.AddressFamily == AddressFamily.InterNetwork ? v4 : null;
    }
}
