using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rotel.Arrow.Config.Values;

/// <summary>
/// Where a receiver listens: a host and a port. The host is an IP address (IPv6 in brackets), <c>localhost</c>, a name
/// of this machine, or <c>*</c> for all interfaces; port 0 takes any free port. Names are looked up when it listens.
/// </summary>
/// <param name="Host">As given, without brackets.</param>
/// <param name="Port">0 to 65535.</param>
public sealed record ListenEndpoint(string Host, int Port)
{
    /// <summary>What is allowed, for error messages and documentation.</summary>
    public const string Grammar = "a host and a port: localhost:4317, 127.0.0.1:4317, 0.0.0.0:4317 (all interfaces) or [::1]:4317; port 0 takes any free port";

    /// <summary>Reads an endpoint; false with <paramref name="problem"/> saying what is wrong with it.</summary>
    public static bool TryParse(string text, out ListenEndpoint? endpoint, out string? problem)
    {
        endpoint = null;
        text = text.Trim();
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon];
        problem = text.Contains("://", StringComparison.Ordinal) ? "is a URL: a listening endpoint has no scheme"
            : colon < 0 || text.EndsWith(']') || colon == text.Length - 1 ? "has no port"
            : !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > 65535 ? "has no valid port (0 to 65535)"
            : HostProblem(host);
        if (problem is not null)
        {
            return false;
        }

        endpoint = new ListenEndpoint(host.Trim('[', ']'), int.Parse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary><c>localhost:4317</c> or <c>[::1]:4317</c>.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static string? HostProblem(string host)
    {
        if (host.Length == 0)
        {
            return "has no host: write 0.0.0.0 to listen on all interfaces";
        }

        if (host.StartsWith('['))
        {
            return host.EndsWith(']') && IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out IPAddress? v6)
                && v6.AddressFamily == AddressFamily.InterNetworkV6 ? null : "has no IPv6 address in its brackets";
        }

        if (host.Contains(':', StringComparison.Ordinal))
        {
            return "has an IPv6 address that is not in brackets";
        }

        if (host.All(static c => char.IsAsciiDigit(c) || c == '.'))
        {
            // IPAddress takes shorthands such as "1" or "10.1"; here only all four numbers count.
            return host.Split('.').Length == 4 && IPAddress.TryParse(host, out _) ? null : "has an invalid IP address";
        }

        return host == "*" || host.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            ? null
            : "has an invalid host name";
    }
}
