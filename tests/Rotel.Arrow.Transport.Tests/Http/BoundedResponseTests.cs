using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Http;

/// <summary>Scenario: an answer of any length, whatever its headers say. Guarantee: at most the limit is kept.</summary>
public sealed class BoundedResponseTests
{
    [Theory]
    [InlineData(0, 10, false)]
    [InlineData(10, 10, false)]
    [InlineData(11, 10, true)]
    [InlineData(100_000, 100_000, false)]
    [InlineData(100_001, 100_000, true)]
    public async Task The_beginning_up_to_the_limit_is_read(int length, int limit, bool isTooLarge)
    {
        byte[] bytes = new byte[length];
        new Random(6).NextBytes(bytes);
        using var message = new HttpResponseMessage { Content = new StreamContent(new DribblingStream(bytes)) };
        message.Content.Headers.ContentLength = int.MaxValue;

        using BoundedResponse response = await BoundedResponse.ReadAsync(message, limit, TestContext.Current.CancellationToken);

        Assert.Equal(isTooLarge, response.IsTooLarge);
        Assert.Equal(bytes[..Math.Min(length, limit)], response.Bytes.ToArray());
    }

    [Fact]
    public void None_is_empty()
    {
        BoundedResponse none = default;
        Assert.True(none.Bytes.IsEmpty);
        none.Dispose();
    }

    /// <summary>Gives 1, 2, 3, ... bytes a read.</summary>
    private sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _step;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, ++_step)], cancellationToken);
    }
}
