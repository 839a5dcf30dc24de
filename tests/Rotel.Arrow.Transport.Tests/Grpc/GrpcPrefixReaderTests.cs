using System.Buffers;
using System.IO.Pipelines;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Transport.Tests.Grpc;

/// <summary>The five bytes are read and nothing more, however they arrive.</summary>
public sealed class GrpcPrefixReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task A_prefix_in_pieces_is_read_and_the_message_stays_in_the_pipe(int piece)
    {
        var pipe = new Pipe();
        ValueTask<GrpcPrefix> reading = GrpcPrefixReader.ReadAsync(pipe.Reader);
        byte[] bytes = [1, 0, 1, 2, 3, 7, 8, 9];
        foreach (byte[] part in bytes.Chunk(piece))
        {
            await pipe.Writer.WriteAsync(part, TestContext.Current.CancellationToken);
        }

        await pipe.Writer.CompleteAsync();
        Assert.Equal(new GrpcPrefix(GrpcPrefixState.Message, true, 0x010203), await reading);
        ReadResult rest = await pipe.Reader.ReadAtLeastAsync(3, TestContext.Current.CancellationToken);
        Assert.Equal([7, 8, 9], rest.Buffer.ToArray());
    }

    [Theory]
    [InlineData(new byte[0], GrpcPrefixState.End)]
    [InlineData(new byte[] { 0 }, GrpcPrefixState.Invalid)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, GrpcPrefixState.Invalid)]
    [InlineData(new byte[] { 2, 0, 0, 0, 1 }, GrpcPrefixState.Invalid)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 }, GrpcPrefixState.Message)]
    public async Task The_end_and_broken_prefixes_are_told(byte[] bytes, GrpcPrefixState expected)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(bytes, TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        Assert.Equal(expected, (await GrpcPrefixReader.ReadAsync(pipe.Reader)).State);
    }

    [Fact]
    public async Task The_largest_length_is_not_negative()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, TestContext.Current.CancellationToken);
        Assert.Equal(uint.MaxValue, (await GrpcPrefixReader.ReadAsync(pipe.Reader)).MessageBytes);
    }
}
