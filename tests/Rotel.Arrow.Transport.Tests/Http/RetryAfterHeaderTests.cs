using System.Globalization;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Http;

/// <summary>Scenario: servers write Retry-After as they like. Guarantee: a wait from 0 to 5 minutes, or none at all.</summary>
public sealed class RetryAfterHeaderTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.Parse("2026-05-09T12:00:00Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("0", 0)]
    [InlineData(" 120 ", 120)]
    [InlineData("300", 300)]
    [InlineData("301", 300)]
    [InlineData("604800", 300)]
    [InlineData("99999999999999999999999999", 300)]
    [InlineData("-1", 0)]
    [InlineData("-99999999999999999999999999", 0)]
    [InlineData("Sat, 09 May 2026 12:01:30 GMT", 90)]
    [InlineData("Saturday, 09-May-26 12:01:30 GMT", 90)]
    [InlineData("Sat May  9 12:01:30 2026", 90)]
    [InlineData("Sat May 09 12:01:30 2026", 90)]
    [InlineData("Mon, 09 May 2026 12:01:30 GMT", 90)]
    [InlineData("Sat, 09 May 2026 11:59:59 GMT", 0)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 0)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 0)]
    [InlineData("Sun Nov  6 08:49:37 1994", 0)]
    [InlineData("Fri, 01 Jan 2100 00:00:00 GMT", 300)]
    public void Every_form_gives_a_wait_within_bounds(string text, int seconds)
    {
        Assert.True(RetryAfterHeader.TryParse(text, s_now, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
    }

    [Theory]
    [InlineData("Tuesday, 09-May-76 12:00:00 GMT", 300)]
    [InlineData("Tuesday, 09-May-77 12:00:00 GMT", 0)]
    [InlineData("Thursday, 29-Feb-96 12:00:00 GMT", 0)]
    [InlineData("Thursday, 29-Feb-28 12:00:00 GMT", 300)]
    public void Two_digits_of_the_year_never_mean_more_than_50_years_ahead(string text, int seconds)
    {
        Assert.True(RetryAfterHeader.TryParse(text, s_now, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-")]
    [InlineData("+5")]
    [InlineData("1.5")]
    [InlineData("5s")]
    [InlineData("0x10")]
    [InlineData("Sat, 09 May 2026 12:01:30")]
    [InlineData("Sat, 09 May 2026 12:01:30 CET")]
    [InlineData("Sat, 32 May 2026 12:01:30 GMT")]
    [InlineData("Sat, 09-May-2026 12:01:30 GMT")]
    [InlineData("Saturday, 09-May GMT")]
    [InlineData("Saturday, -")]
    [InlineData("2026-05-09T12:01:30Z")]
    [InlineData(" , ")]
    public void Anything_else_gives_none(string? text) => Assert.False(RetryAfterHeader.TryParse(text, s_now, out _));
}
