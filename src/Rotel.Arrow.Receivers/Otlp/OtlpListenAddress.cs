using System.Net;
using System.Net.Sockets;
using Rotel.Arrow.Transport;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>Where a transport listens.</summary>
/// <param name="Option">The option it came from, for messages: <c>--otlp-grpc-endpoint</c>.</param>
/// <param name="Host">
/// <c>localhost</c> (both loopback addresses), an IP address, a name, or <c>*</c> or nothing for all interfaces.
/// </param>
/// <param name="Port">0 to 65535; 0 takes a free port.</param>
public sealed record OtlpListenAddress(string Option, string Host, int Port)
{
    /// <summary>True when only this machine can connect.</summary>
    internal bool IsLoopback => IsLocalhost || (IPAddress.TryParse(Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private bool IsLocalhost => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";

    /// <summary>The addresses to bind, at least one.</summary>
    /// <exception cref="TransportOptionException">The host has no address.</exception>
    internal IReadOnlyList<IPEndPoint> Resolve()
    {
        if (IsLocalhost)
        {
            // Two sockets cannot agree on one free port.
            return Port != 0 && HasIPv6Loopback()
                ? [new IPEndPoint(IPAddress.Loopback, Port), new IPEndPoint(IPAddress.IPv6Loopback, Port)]
                : [new IPEndPoint(IPAddress.Loopback, Port)];
        }

        if (Host is "" or "*")
        {
            return [new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Port)];
        }

        if (IPAddress.TryParse(Host.Trim('[', ']'), out IPAddress? address))
        {
            return [new IPEndPoint(address, Port)];
        }

        try
        {
            return [.. Dns.GetHostAddresses(Host).Select(found => new IPEndPoint(found, Port))];
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            throw new TransportOptionException(
                Option, $"'{Host}' is not a name of this machine ({error.Message}); use localhost, an IP address, or 0.0.0.0 for all interfaces", error);
        }
    }

    private static bool HasIPv6Loopback()
    {
        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
