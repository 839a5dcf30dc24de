using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Http;

/// <summary>Scenario: addresses as people write them. Guarantee: the scheme is known and nothing secret is printed.</summary>
public sealed class HttpEndpointTests
{
    [Theory]
    [InlineData("localhost:4317", "http://localhost:4317/", "http://localhost:4317", false)]
    [InlineData(" 10.0.0.1:4318/base/ ", "http://10.0.0.1:4318/base/", "http://10.0.0.1:4318/base", false)]
    [InlineData("HTTPS://api.example.com/otlp?key=secret", "https://api.example.com/otlp?key=secret", "https://api.example.com/otlp", true)]
    [InlineData("http://[::1]:4317", "http://[::1]:4317/", "http://[::1]:4317", false)]
    public void A_missing_scheme_is_http_and_the_query_is_not_shown(string text, string address, string display, bool isSecure)
    {
        Assert.True(HttpEndpoint.TryParse(text, out HttpEndpoint endpoint, out _));
        Assert.Equal(address, endpoint.Address.AbsoluteUri);
        Assert.Equal(display, endpoint.Display);
        Assert.Equal(display, endpoint.ToString());
        Assert.Equal(isSecure, endpoint.IsSecure);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("http://")]
    [InlineData("http://host:99999")]
    [InlineData("ftp://host")]
    [InlineData("unix:///run/otlp.sock")]
    [InlineData("http://user:secret@host:4317")]
    [InlineData("http://host/#secret")]
    public void What_cannot_be_used_is_refused_without_repeating_it(string? text)
    {
        Assert.False(HttpEndpoint.TryParse(text, out _, out string error));
        Assert.NotEmpty(error);
        Assert.DoesNotContain("secret", error);
    }

    [Theory]
    [InlineData("http://h:1", "http://h:1/v1/logs")]
    [InlineData("http://h:1/a/", "http://h:1/a/v1/logs")]
    [InlineData("http://h:1/a?k=v", "http://h:1/a/v1/logs?k=v")]
    public void A_path_is_appended_before_the_query(string text, string expected)
    {
        HttpEndpoint.TryParse(text, out HttpEndpoint endpoint, out _);
        Assert.Equal(expected, endpoint.Append("v1/logs").Address.AbsoluteUri);
        Assert.Equal("http://h:1/x.Y/Z", endpoint.WithPath("/x.Y/Z").Address.AbsoluteUri);
    }

    [Fact]
    public void A_ready_made_address_is_checked_too()
    {
        Assert.Equal("https://h", HttpEndpoint.From(new Uri("https://h/")).Display);
        Assert.Throws<ArgumentException>(static () => HttpEndpoint.From(new Uri("ftp://h/")));
        Assert.Throws<ArgumentException>(static () => HttpEndpoint.From(new Uri("/relative", UriKind.Relative)));
    }
}
