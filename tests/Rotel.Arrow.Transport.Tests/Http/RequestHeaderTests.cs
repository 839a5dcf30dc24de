using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Http;

/// <summary>Scenario: headers from a configuration. Guarantee: none can break a request, and no message shows a value.</summary>
public sealed class RequestHeaderTests
{
    [Theory]
    [InlineData("x-tenant", "blue")]
    [InlineData("Authorization", "Bearer a=b;c")]
    [InlineData("X_1.~!", "")]
    [InlineData("user-agent", "mine\t1")]
    public void Ordinary_headers_are_fine(string name, string value) => Assert.Null(new RequestHeader(name, value).FindProblem());

    [Theory]
    [InlineData("", "v")]
    [InlineData("a b", "v")]
    [InlineData("a:b", "v")]
    [InlineData("caf\u00e9", "v")]
    [InlineData("Content-Type", "v")]
    [InlineData("TE", "v")]
    [InlineData("grpc-timeout", "v")]
    [InlineData("host", "v")]
    [InlineData("x", "secret\r\nx: y")]
    [InlineData("x", "secret\0")]
    [InlineData("x", "secret\u00e9")]
    public void Broken_and_reserved_ones_are_not(string name, string value)
    {
        string? problem = new RequestHeader(name, value).FindProblem();
        Assert.NotNull(problem);
        Assert.DoesNotContain("secret", problem);
    }

    [Fact]
    public void A_value_is_not_printed() => Assert.Equal("x-token", new RequestHeader("x-token", "secret").ToString());
}
