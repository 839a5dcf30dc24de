using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Tests.Values;

/// <summary>A listening endpoint is an address and a port; every mistake says what is wrong with it.</summary>
public sealed class ListenEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:4317", "127.0.0.1:4317")]
    [InlineData("localhost:4317", "127.0.0.1:4317")]
    [InlineData("LOCALHOST:0", "127.0.0.1:0")]
    [InlineData("0.0.0.0:65535", "0.0.0.0:65535")]
    [InlineData("[::1]:4317", "[::1]:4317")]
    [InlineData("[::]:4317", "[::]:4317")]
    public void An_address_and_a_port_are_an_endpoint(string text, string shown)
    {
        Assert.True(ListenEndpoint.TryParse(text, out ListenEndpoint? endpoint, out _));
        Assert.Equal(shown, endpoint!.ToString());
    }

    [Theory]
    [InlineData("http://localhost:4317", "is a URL")]
    [InlineData("localhost", "has no port")]
    [InlineData("localhost:", "has no port")]
    [InlineData("[::1]", "has no port")]
    [InlineData("localhost:65536", "has no valid port")]
    [InlineData("localhost:-1", "has no valid port")]
    [InlineData("localhost:http", "has no valid port")]
    [InlineData(":4317", "has no address")]
    [InlineData("*:4317", "has no address")]
    [InlineData("::1:4317", "in brackets")]
    [InlineData("collector:4317", "names other than localhost")]
    [InlineData("1:4317", "is not an address")]
    [InlineData("300.0.0.1:4317", "is not an address")]
    [InlineData("[127.0.0.1]:4317", "is not an address")]
    public void Anything_else_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(ListenEndpoint.TryParse(text, out _, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
