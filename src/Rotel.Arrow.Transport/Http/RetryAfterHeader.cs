using System.Globalization;

namespace Rotel.Arrow.Transport.Http;

/// <summary>
/// Reads Retry-After: a number of seconds, or a date in any of the three forms of HTTP.
/// <code>
/// 120
/// Sun, 06 Nov 1994 08:49:37 GMT     IMF-fixdate
/// Sunday, 06-Nov-94 08:49:37 GMT    RFC 850
/// Sun Nov  6 08:49:37 1994          asctime
/// </code>
/// </summary>
/// <remarks>Source: RFC 9110, 10.2.3 and 5.6.7.</remarks>
public static class RetryAfterHeader
{
    /// <summary>Longest wait that a peer can impose; what asks for more is cut to this.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private const DateTimeStyles UtcWithBlanks = Utc | DateTimeStyles.AllowInnerWhite;

    /// <summary>
    /// The wait, between zero (the past, a negative number) and <see cref="MaxWait"/>. False when the text is none of
    /// the four forms: the caller falls back to its own back-off.
    /// </summary>
    public static bool TryParse(string? text, DateTimeOffset now, out TimeSpan wait)
    {
        wait = default;
        ReadOnlySpan<char> value = text.AsSpan().Trim();
        if (IsNumber(value))
        {
            // What does not fit into 64 bits is a very long time, or a very negative one.
            bool negative = value[0] == '-';
            bool fits = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds);
            wait = negative ? TimeSpan.Zero : !fits ? MaxWait : Clamp(TimeSpan.FromSeconds(Math.Min(seconds, 86_400L)));
            return true;
        }

        if (!TryParseDate(value, now, out DateTimeOffset date))
        {
            return false;
        }

        wait = Clamp(date - now);
        return true;
    }

    /// <summary><paramref name="wait"/> within zero and <see cref="MaxWait"/>.</summary>
    public static TimeSpan Clamp(TimeSpan wait) =>
        wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaxWait ? MaxWait : wait;

    private static bool IsNumber(ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> digits = value.StartsWith("-") ? value[1..] : value;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static bool TryParseDate(ReadOnlySpan<char> value, DateTimeOffset now, out DateTimeOffset date)
    {
        // The name of the day adds nothing, and servers with a wrong one exist.
        date = default;
        int blank = value.IndexOf(' ');
        if (blank <= 0)
        {
            return false;
        }

        ReadOnlySpan<char> rest = value[(blank + 1)..].TrimStart();
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (value[blank - 1] != ',')
        {
            return DateTimeOffset.TryParseExact(rest, "MMM d HH:mm:ss yyyy", culture, UtcWithBlanks, out date);
        }

        if (DateTimeOffset.TryParseExact(rest, "d MMM yyyy HH:mm:ss 'GMT'", culture, Utc, out date))
        {
            return true;
        }

        // Two digits of the year: never more than 50 years ahead (RFC 9110, 5.6.7). They are parsed as 20YY, whose
        // leap years are those of 19YY but for 1900.
        int dash = rest.LastIndexOf('-');
        if (dash < 0 || rest.Length < dash + 3
            || !DateTimeOffset.TryParseExact(
                $"{rest[..(dash + 1)]}20{rest[(dash + 1)..]}", "d-MMM-yyyy HH:mm:ss 'GMT'", culture, Utc, out date))
        {
            return false;
        }

        int century = now.Year / 100 * 100;
        int year = century + (date.Year % 100);
        date = date.AddYears((year > now.Year + 50 ? year - 100 : year) - date.Year);
        return true;
    }
}
