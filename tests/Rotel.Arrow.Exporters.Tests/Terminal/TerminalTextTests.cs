using System.Text;
using Rotel.Arrow.Exporters.Terminal;

namespace Rotel.Arrow.Exporters.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("caf\u00e9 \u65e5\u672c \ud83d\ude00", "caf\u00e9 \u65e5\u672c \ud83d\ude00")]
    [InlineData("line\nnext\r\tx", "line\\nnext\\r\\tx")]
    [InlineData("say \"hi\" \\", "say \\\"hi\\\" \\\\")]
    [InlineData("\u001b[31mred\u0007", "\\u{1b}[31mred\\u{7}")]
    [InlineData("\u009b1A\u007f", "\\u{9b}1A\\u{7f}")]
    [InlineData("abc\u202egpj.exe", "abc\\u{202e}gpj.exe")]
    [InlineData("a\u200b\ufeffb", "a\\u{200b}\\u{feff}b")]
    [InlineData("a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c")]
    [InlineData("\ue000", "\\u{e000}")]
    public void Text_that_could_steer_a_terminal_or_forge_a_line_is_shown_as_escapes(string text, string shown) =>
        Assert.Equal(shown, Print(writer => writer.Bounded(Encoding.UTF8.GetBytes(text), 1000)));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_shown_one_by_one() =>
        Assert.Equal(
            "a\\xff\\xc3(\\xed\\xa0\\x80z",
            Print(writer => writer.Bounded([(byte)'a', 0xFF, 0xC3, (byte)'(', 0xED, 0xA0, 0x80, (byte)'z'], 1000)));

    [Theory]
    [InlineData(3, "abc ... (4 bytes cut)")]
    [InlineData(4, "abc ... (4 bytes cut)")]
    [InlineData(5, "abc\u00e9 ... (2 bytes cut)")]
    [InlineData(6, "abc\u00e9d ... (1 byte cut)")]
    [InlineData(7, "abc\u00e9de")]
    public void A_bound_cuts_between_characters_and_says_how_much(int bound, string shown) =>
        Assert.Equal(shown, Print(writer => writer.Bounded("abc\u00e9de"u8, bound)));

    [Fact]
    public void Text_longer_than_the_buffer_arrives_whole()
    {
        string text = new('x', 100_000);
        Assert.Equal(text, Print(writer => writer.Bounded(Encoding.UTF8.GetBytes(text), int.MaxValue)));
    }

    [Theory]
    [InlineData(0UL, "unset")]
    [InlineData(1UL, "1970-01-01T00:00:00.000000001Z")]
    [InlineData(1_767_323_045_678_901_234UL, "2026-01-02T03:04:05.678901234Z")]
    [InlineData(ulong.MaxValue, "2554-07-21T23:34:33.709551615Z")]
    public void Times_are_ISO_with_nanoseconds(ulong nanos, string shown) =>
        Assert.Equal(shown, Print(writer => writer.Time(nanos)));

    [Theory]
    [InlineData(0UL, "0 ns")]
    [InlineData(999UL, "999 ns")]
    [InlineData(1_500UL, "1.5 us")]
    [InlineData(12_345_678UL, "12.345 ms")]
    [InlineData(1_000_000_000UL, "1 s")]
    [InlineData(59_999_999_999UL, "59.999 s")]
    [InlineData(61_500_000_000UL, "1m01.5s")]
    [InlineData(3_723_000_000_000UL, "1h02m03s")]
    [InlineData(ulong.MaxValue, "5124095h34m33.709s")]
    public void Durations_take_the_unit_that_reads_best(ulong nanos, string shown) =>
        Assert.Equal(shown, Print(writer => writer.Duration(nanos)));

    [Fact]
    public void A_duration_that_ends_before_it_starts_has_a_sign() =>
        Assert.Equal("-2 ms", Print(writer => writer.Duration(3_000_000UL, 1_000_000UL)));

    [Theory]
    [InlineData(1, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e300, "1E+300")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Doubles_can_be_told_from_integers(double value, string shown) =>
        Assert.Equal(shown, Print(writer => writer.Double(value)));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1_500_000, "1.4 MiB")]
    public void Sizes_have_binary_units(long bytes, string shown) =>
        Assert.Equal(shown, Print(writer => writer.Size(bytes)));

    private static string Print(Action<TerminalWriter> print)
    {
        var text = new StringWriter();
        var writer = new TerminalWriter(text);
        print(writer);
        writer.Flush();
        return text.ToString();
    }
}
