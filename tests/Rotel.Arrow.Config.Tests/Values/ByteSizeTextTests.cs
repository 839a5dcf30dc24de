using FsCheck;
using FsCheck.Fluent;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Tests.Values;

/// <summary>Sizes are read as people write them; what different tools read differently is refused.</summary>
public sealed class ByteSizeTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1 << 20)]
    [InlineData("64MiB", 64 << 20)]
    [InlineData("64mib", 64 << 20)]
    [InlineData("64 MiB", 64 << 20)]
    [InlineData("64Mi", 64 << 20)]
    [InlineData("512mb", 512_000_000)]
    [InlineData("512MB", 512_000_000)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("3.5MiB", 7 << 19)]
    [InlineData("10kB", 10_000)]
    [InlineData("10KiB", 10_240)]
    [InlineData("7b", 7)]
    public void A_number_with_or_without_a_unit_is_a_size(string text, long bytes)
    {
        Assert.True(ByteSizeText.TryParse(text, out long value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("64M")]
    [InlineData("64G")]
    [InlineData("64K")]
    [InlineData("64MiBs")]
    [InlineData("1.5")]
    [InlineData("1e6")]
    [InlineData("0x40")]
    [InlineData("99999999999GiB")]
    [InlineData("9999999999999999999999999999999")]
    public void Anything_else_is_not(string text) => Assert.False(ByteSizeText.TryParse(text, out _));

    [Fact]
    public void Every_size_survives_being_written_and_read() => Prop
        .ForAll(WideNumbers.UpTo(1L << 62), static bytes => ByteSizeText.TryParse(ByteSizeText.Format(bytes), out long back) && back == bytes)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused_without_an_exception() => Prop
        .ForAll<string>(static text => !ByteSizeText.TryParse(text ?? "", out long bytes) || bytes >= 0)
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(500, "500 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(268_435_456, "256 MiB")]
    [InlineData(107_374_182, "102.4 MiB")]
    public void People_get_one_decimal(long bytes, string text) => Assert.Equal(text, ByteSizeText.Approximate(bytes));
}
