using FsCheck;
using FsCheck.Fluent;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Tests.Values;

/// <summary>Durations are read as people write them, and nothing else is read as one.</summary>
public sealed class DurationTextTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("3s", 3_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1m 30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData(" 2 days ", 172_800_000)]
    [InlineData("1hour 1min 1sec 1msec", 3_661_001)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("1000us", 1)]
    [InlineData("1000000ns", 1)]
    public void A_number_with_a_unit_is_a_duration(string text, int milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("s")]
    [InlineData("-3s")]
    [InlineData("3 parsecs")]
    [InlineData("1.2.3s")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("3S")]
    [InlineData("3s!")]
    [InlineData("367d")]
    [InlineData("366d 1ns")]
    [InlineData("99999999999999999999999999999999s")]
    [InlineData("79228162514264337593543950335d")]
    public void Anything_else_is_not(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void Parts_of_a_tick_are_rounded_up_so_that_a_wait_is_never_shorter()
    {
        Assert.True(DurationText.TryParse("1ns", out TimeSpan value));
        Assert.Equal(1, value.Ticks);
    }

    [Fact]
    public void Every_duration_survives_being_written_and_read() => Prop
        .ForAll(WideNumbers.UpTo(366 * TimeSpan.TicksPerDay), static ticks =>
        {
            var value = new TimeSpan(ticks);
            return DurationText.TryParse(DurationText.Format(value), out TimeSpan back) && back == value;
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused_without_an_exception() => Prop
        .ForAll<string>(static text =>
        {
            bool read = DurationText.TryParse(text, out TimeSpan value);
            return !read || (value >= TimeSpan.Zero && value <= TimeSpan.FromDays(366));
        })
        .QuickCheckThrowOnFailure();
}
