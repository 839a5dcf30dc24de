using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Http;

/// <summary>Scenario: a peer's text goes to a log. Guarantee: one line, bounded, no control characters.</summary>
public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("  plain  ", "plain")]
    [InlineData("a\r\nb\u001b[0m\u0085c\u2028d\u2029e", "a  b [0m c d e")]
    [InlineData("\ud83d\ude00 ok", "\ud83d\ude00 ok")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789a", "0123456...")]
    [InlineData("", "")]
    public void Text_is_made_fit_for_a_line(string text, string expected) => Assert.Equal(expected, PrintableText.Shorten(text, text.Contains('\n') ? 50 : 10));

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_blank() =>
        Assert.Equal("   x", PrintableText.Shorten(new string([(char)0xDE00, (char)0xD83D, ' ', 'x']), 10));

    [Fact]
    public void A_cut_does_not_split_a_pair() =>
        Assert.Equal("a ", PrintableText.Shorten(new string(['a', (char)0xD83D, (char)0xDE00]), 2));
}
