using Microsoft.AspNetCore.Http;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Transport.Tests.Grpc;

/// <summary>What request headers say, and the tables between gRPC and HTTP.</summary>
public sealed class GrpcServerCallTests
{
    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("10S", 10_000)]
    [InlineData("99999999m", 99_999_999)]
    [InlineData("5000u", 5)]
    [InlineData("1000000n", 1)]
    [InlineData("0S", 0)]
    public void A_timeout_has_digits_and_a_unit(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), TimeoutOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("10")]
    [InlineData("10x")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("999999999S")]
    public void A_malformed_timeout_is_none(string text) => Assert.Null(TimeoutOf(text));

    [Theory]
    [InlineData(null, ContentEncoding.Identity)]
    [InlineData("identity", ContentEncoding.Identity)]
    [InlineData("gzip", ContentEncoding.Gzip)]
    [InlineData("zstd", ContentEncoding.Zstd)]
    [InlineData("snappy", ContentEncoding.Snappy)]
    [InlineData("deflate", ContentEncoding.Deflate)]
    [InlineData("GZIP", ContentEncoding.Unknown)]
    [InlineData("lz4", ContentEncoding.Unknown)]
    public void Encodings_are_named_exactly(string? name, ContentEncoding expected)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["grpc-encoding"] = name;
        Assert.Equal(expected, GrpcServerCall.Encoding(context));
    }

    [Theory]
    [InlineData("gzip", ContentEncoding.Gzip)]
    [InlineData(" GZip ", ContentEncoding.Gzip)]
    [InlineData("x-gzip", ContentEncoding.Gzip)]
    [InlineData("zlib", ContentEncoding.Deflate)]
    [InlineData("x-snappy-framed", ContentEncoding.Snappy)]
    [InlineData("lz4", ContentEncoding.Lz4)]
    [InlineData("", ContentEncoding.Identity)]
    [InlineData("gzip,gzip", ContentEncoding.Unknown)]
    public void Http_names_have_no_case(string name, ContentEncoding expected) => Assert.Equal(expected, ContentEncodings.FromHttp(name));

    [Fact]
    public void Every_code_has_the_http_status_of_the_collector()
    {
        int[] expected = [200, 503, 500, 400, 503, 500, 500, 403, 429, 500, 503, 503, 404, 500, 503, 503, 401];
        Assert.Equal(expected, Enumerable.Range(0, 17).Select(code => GrpcHttpStatus.Of((GrpcStatusCode)code)));
    }

    private static TimeSpan? TimeoutOf(string text)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["grpc-timeout"] = text;
        return GrpcServerCall.Timeout(context);
    }
}
