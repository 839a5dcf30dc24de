using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Tests.Wire;

public sealed class ProtoReaderTests
{
    [Theory]
    [InlineData("00", 0UL)]
    [InlineData("7f", 127UL)]
    [InlineData("8001", 128UL)]
    [InlineData("8000", 0UL)]
    [InlineData("ffffffffffffffffff01", ulong.MaxValue)]
    [InlineData("80808080808080808000", 0UL)]
    public void Varints_up_to_ten_bytes_are_read_padded_or_not(string hex, ulong expected)
    {
        var reader = new ProtoReader(Convert.FromHexString(hex));

        Assert.True(reader.TryReadVarint(out ulong value));
        Assert.Equal(expected, value);
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("ffffffffffffffffff")]
    [InlineData("ffffffffffffffffff02")]
    [InlineData("8080808080808080808000")]
    [InlineData("ffffffffffffffffffffff01")]
    public void Truncated_and_over_long_varints_are_refused(string hex)
    {
        var reader = new ProtoReader(Convert.FromHexString(hex));

        Assert.False(reader.TryReadVarint(out _));
    }

    [Theory]
    [InlineData("0a", (1u << 3) | 2)]
    [InlineData("850100", (16u << 3) | 5)]
    [InlineData("8a00", (1u << 3) | 2)]
    [InlineData("f8ffffff0f", uint.MaxValue - 7)]
    public void Tags_up_to_five_bytes_are_read(string hex, uint expected)
    {
        var reader = new ProtoReader(Convert.FromHexString(hex));

        Assert.Equal(ReadStatus.Field, reader.ReadTag(out uint tag));
        Assert.Equal(expected, tag);
    }

    [Theory]
    [InlineData("00", "field number 0")]
    [InlineData("02", "field number 0")]
    [InlineData("0b", "start of a group")]
    [InlineData("0c", "end of a group")]
    [InlineData("0e", "wire type 6")]
    [InlineData("0f", "wire type 7")]
    [InlineData("80", "truncated")]
    [InlineData("f8ffffff1f", "field number above 2^29 - 1")]
    [InlineData("8a8080808000", "six bytes")]
    [InlineData("8a808080808080808000", "ten bytes")]
    public void Bad_tags_are_malformed(string hex, string why)
    {
        var reader = new ProtoReader(Convert.FromHexString(hex));

        Assert.True(reader.ReadTag(out _) == ReadStatus.Malformed, why);
    }

    [Theory]
    [InlineData("0a0161", ReadStatus.Field)]
    [InlineData("0a00", ReadStatus.Field)]
    [InlineData("0a0261", ReadStatus.Malformed)]
    [InlineData("0a", ReadStatus.Malformed)]
    [InlineData("0affffffff0f61", ReadStatus.Malformed)]
    [InlineData("0affffffffffffffffff0161", ReadStatus.Malformed)]
    [InlineData("0901020304050607", ReadStatus.Malformed)]
    [InlineData("0d010203", ReadStatus.Malformed)]
    [InlineData("0880", ReadStatus.Malformed)]
    [InlineData("", ReadStatus.End)]
    public void Values_that_reach_past_the_end_are_malformed(string hex, ReadStatus expected)
    {
        var reader = new ProtoReader(Convert.FromHexString(hex));

        Assert.Equal(expected, reader.ReadField(out _));
    }

    [Fact]
    public void ReadField_tells_where_the_field_and_its_value_are()
    {
        byte[] bytes = Convert.FromHexString("08960112036162631d0100000021000000000000f03f");
        var reader = new ProtoReader(bytes);

        Assert.Equal(ReadStatus.Field, reader.ReadField(out WireField varint));
        Assert.Equal((1, WireType.Varint, 150UL, 0, 3), (varint.Number, varint.Type, varint.Scalar, varint.Start, varint.End));
        Assert.Equal(ReadStatus.Field, reader.ReadField(out WireField text));
        Assert.Equal((2, 3, 5, 3, 8), (text.Number, text.Start, text.ValueStart, text.ValueLength, text.End));
        Assert.Equal(ReadStatus.Field, reader.ReadField(out WireField narrow));
        Assert.Equal((WireType.Fixed32, 1UL), (narrow.Type, narrow.Scalar));
        Assert.Equal(ReadStatus.Field, reader.ReadField(out WireField wide));
        Assert.Equal(1.0, BitConverter.UInt64BitsToDouble(wide.Scalar));
        Assert.Equal(ReadStatus.End, reader.ReadField(out _));
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(1u, -1)]
    [InlineData(2u, 1)]
    [InlineData(uint.MaxValue, int.MinValue)]
    [InlineData(uint.MaxValue - 1, int.MaxValue)]
    public void Zigzag_codes_and_decodes(uint code, int value)
    {
        Assert.Equal(value, ProtoReader.DecodeZigZag(code));
        Assert.Equal(code, ProtoWriter.EncodeZigZag(value));
    }
}
