using System.Globalization;
using System.Text;

namespace Rotel.Arrow.Config.Values;

/// <summary>
/// Durations as people write them: one or more numbers, each with a unit, added up (<c>250ms</c>, <c>3s</c>,
/// <c>1m30s</c>, <c>1.5h</c>, <c>2 days</c>). Rotel's spelling is a subset. A bare <c>0</c> needs no unit.
/// </summary>
public static class DurationText
{
    /// <summary>What is allowed, for error messages and documentation.</summary>
    public const string Grammar = "a number with a unit (ns, us, ms, s, m, h, d), or several added up, such as 1m30s";

    /// <summary>A year of 366 days: nothing the gateway waits for is longer, and sums cannot overflow.</summary>
    private const long MaxTicks = 366 * TimeSpan.TicksPerDay;

    /// <summary>Reads a duration of 0 to 366 days; parts of 100 ns are rounded up. False when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        text = text.Trim();
        if (text.Length == 0)
        {
            return false;
        }

        if (text is "0")
        {
            return true;
        }

        decimal ticks = 0;
        while (text.Length > 0)
        {
            int digits = NumberLength(text);
            if (digits == 0 || !decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            {
                return false;
            }

            text = text[digits..].TrimStart();
            int letters = 0;
            while (letters < text.Length && char.IsAsciiLetter(text[letters]))
            {
                letters++;
            }

            if (UnitTicks(text[..letters]) is not { } unit || number > MaxTicks)
            {
                return false;
            }

            ticks += number * unit;
            if (ticks > MaxTicks)
            {
                return false;
            }

            text = text[letters..].TrimStart();
        }

        value = new TimeSpan((long)decimal.Ceiling(ticks));
        return true;
    }

    /// <summary>The shortest exact spelling with whole numbers: <c>1m30s</c>, <c>250ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder();
        long ticks = value.Ticks;
        ticks = Take(text, ticks, TimeSpan.TicksPerDay, "d");
        ticks = Take(text, ticks, TimeSpan.TicksPerHour, "h");
        ticks = Take(text, ticks, TimeSpan.TicksPerMinute, "m");
        ticks = Take(text, ticks, TimeSpan.TicksPerSecond, "s");
        ticks = Take(text, ticks, TimeSpan.TicksPerMillisecond, "ms");
        ticks = Take(text, ticks, TimeSpan.TicksPerMicrosecond, "us");
        Take(text, ticks * TimeSpan.NanosecondsPerTick, 1, "ns");
        return text.ToString();
    }

    private static long Take(StringBuilder text, long amount, long unit, string name)
    {
        if (amount >= unit)
        {
            text.Append(CultureInfo.InvariantCulture, $"{amount / unit}{name}");
        }

        return amount % unit;
    }

    private static int NumberLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.'))
        {
            length++;
        }

        return length;
    }

    private static decimal? UnitTicks(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" or "nsec" or "nanos" => 0.01m,
        "us" or "usec" or "micros" => TimeSpan.TicksPerMicrosecond,
        "ms" or "msec" or "millis" => TimeSpan.TicksPerMillisecond,
        "s" or "sec" or "secs" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "min" or "mins" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hr" or "hrs" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => null,
    };
}
