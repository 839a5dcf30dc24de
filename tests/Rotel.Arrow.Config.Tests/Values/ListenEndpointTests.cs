using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Tests.Values;

/// <summary>A listening endpoint is a host and a port; every mistake says what is wrong with it.</summary>
public sealed class ListenEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:4317", "127.0.0.1", 4317)]
    [InlineData(" localhost:0 ", "localhost", 0)]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535)]
    [InlineData("*:4317", "*", 4317)]
    [InlineData("gateway-1.internal:4317", "gateway-1.internal", 4317)]
    [InlineData("[::1]:4317", "::1", 4317)]
    [InlineData("[::]:4317", "::", 4317)]
    public void A_host_and_a_port_are_an_endpoint(string text, string host, int port)
    {
        Assert.True(ListenEndpoint.TryParse(text, out ListenEndpoint? endpoint, out _));
        Assert.Equal(new ListenEndpoint(host, port), endpoint);
        Assert.Equal(text.Trim(), endpoint!.ToString());
    }

    [Theory]
    [InlineData("http://localhost:4317", "is a URL")]
    [InlineData("localhost", "has no port")]
    [InlineData("localhost:", "has no port")]
    [InlineData("[::1]", "has no port")]
    [InlineData("localhost:65536", "has no valid port")]
    [InlineData("localhost:-1", "has no valid port")]
    [InlineData("localhost:http", "has no valid port")]
    [InlineData(":4317", "has no host")]
    [InlineData("::1:4317", "not in brackets")]
    [InlineData("a b:4317", "invalid host name")]
    [InlineData("1:4317", "invalid IP address")]
    [InlineData("300.0.0.1:4317", "invalid IP address")]
    [InlineData("[127.0.0.1]:4317", "no IPv6 address in its brackets")]
    public void Anything_else_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(ListenEndpoint.TryParse(text, out _, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
