namespace Rotel.Arrow.Memory.Tests;

/// <summary>The casts that other projects need.</summary>
public sealed class SpanCastTests
{
    [Fact]
    public void Values_and_bytes_are_the_same_memory_in_little_endian_order()
    {
        Span<int> values = [1, 0x01020304];
        Span<byte> bytes = SpanCast.AsBytes(values);
        Assert.Equal([1, 0, 0, 0, 4, 3, 2, 1], bytes.ToArray());
        SpanCast.Cast<int>(bytes)[0] = 7;
        Assert.Equal(7, values[0]);
        Assert.Equal(4, SpanCast.SizeOf<int>());
    }

    [Fact]
    public void A_remainder_shorter_than_one_value_is_left_out()
    {
        ReadOnlySpan<byte> bytes = [1, 0, 2, 0, 3];
        Assert.Equal([1, 2], SpanCast.Cast<ushort>(bytes).ToArray());
        Assert.Equal([0x0002_0001U], SpanCast.Cast<ushort, uint>(SpanCast.Cast<ushort>(bytes)).ToArray());
        Assert.True(SpanCast.Cast<long>(bytes).IsEmpty);
    }
}
