using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Tests.Wire;

public sealed class ProtoWriterTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1 << 30), track: true);

    public void Dispose() => _pool.AssertNoLeaks();

    [Theory]
    [InlineData(0UL)]
    [InlineData(127UL)]
    [InlineData(128UL)]
    [InlineData(16383UL)]
    [InlineData(16384UL)]
    [InlineData(uint.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void Varints_are_read_back_and_take_their_declared_size(ulong value)
    {
        using var writer = new ProtoWriter(_pool);

        Assert.True(writer.TryWriteVarint(value));
        Assert.Equal(ProtoWriter.VarintSize(value), writer.Length);
        var reader = new ProtoReader(writer.Written);
        Assert.True(reader.TryReadVarint(out ulong read));
        Assert.Equal(value, read);
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 5)]
    [InlineData(127, 1)]
    [InlineData(128, 1)]
    [InlineData(128, 4)]
    [InlineData(20_000, 1)]
    [InlineData(20_000, 3)]
    [InlineData(3_000_000, 2)]
    public void Nested_messages_get_the_shortest_length_whatever_was_expected(int contentBytes, int expectedLengthBytes)
    {
        byte[] content = new byte[contentBytes];
        new Random(1).NextBytes(content);
        using var writer = new ProtoWriter(_pool);

        MessageMark outer = writer.BeginMessage(7, expectedLengthBytes);
        MessageMark inner = writer.BeginMessage(20, expectedLengthBytes);
        Assert.True(writer.TryWriteRaw(content));
        Assert.True(writer.EndMessage(inner));
        Assert.True(writer.EndMessage(outer));
        Assert.True(writer.TryWriteVarint(1, 5));

        var reader = new ProtoReader(writer.Written);
        Assert.Equal(ReadStatus.Field, reader.ReadField(out WireField field));
        Assert.Equal(7, field.Number);
        Assert.Equal(1 + ProtoWriter.VarintSize((uint)field.ValueLength), field.ValueStart);
        var nested = new ProtoReader(writer.Written[field.ValueStart..field.End]);
        Assert.Equal(ReadStatus.Field, nested.ReadTag(out uint tag));
        Assert.Equal(ProtoWriter.Tag(20, WireType.LengthDelimited), tag);
        Assert.True(nested.TryReadBytes(out ReadOnlySpan<byte> read));
        Assert.True(read.SequenceEqual(content));
        Assert.Equal(ReadStatus.Field, reader.ReadField(out field));
        Assert.Equal(5UL, field.Scalar);
        Assert.Equal(ReadStatus.End, reader.ReadField(out _));
    }

    [Fact]
    public void A_write_past_the_limit_is_refused_and_stays_refused()
    {
        using var writer = new ProtoWriter(_pool, limitBytes: 10);

        Assert.True(writer.TryWriteFixed64(1, 1));
        Assert.False(writer.TryWriteFixed64(1, 1));
        Assert.True(writer.Overflowed);
        Assert.False(writer.TryWriteRaw([]));
        Assert.True(writer.Length <= 10);
    }

    [Fact]
    public void A_length_that_outgrows_the_limit_is_refused()
    {
        using var writer = new ProtoWriter(_pool, limitBytes: 130);

        MessageMark mark = writer.BeginMessage(1);
        Assert.True(writer.TryWriteRaw(new byte[128]));
        Assert.False(writer.EndMessage(mark));
        Assert.True(writer.Overflowed);
    }

    [Fact]
    public void Rollback_takes_back_a_message_with_its_tag()
    {
        using var writer = new ProtoWriter(_pool);

        Assert.True(writer.TryWriteVarint(1, 1));
        MessageMark mark = writer.BeginMessage(2, 3);
        Assert.True(writer.TryWriteRaw(new byte[100]));
        writer.Rollback(mark);

        Assert.Equal("0801", Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void Detach_hands_over_the_only_reference()
    {
        using var writer = new ProtoWriter(_pool);
        Assert.Null(writer.Detach());
        Assert.True(writer.TryWriteBytes(1, "abc"u8));

        Slab slab = writer.Detach()!;

        Assert.Equal(0, writer.Length);
        Assert.Equal("0A03616263", Convert.ToHexString(slab.GetSpan()[..5]));
        slab.Release();
    }
}
