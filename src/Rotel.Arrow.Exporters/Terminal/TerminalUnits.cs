using System.Globalization;

namespace Rotel.Arrow.Exporters.Terminal;

/// <summary>Times, durations, sizes and numbers as a person reads them.</summary>
internal static class TerminalUnits
{
    private const ulong NanosPerSecond = 1_000_000_000;

    /// <summary>ISO 8601 in UTC with nanoseconds; "unset" for 0. The largest ulong lies in the year 2554.</summary>
    public static TerminalWriter Time(this TerminalWriter writer, ulong unixNanos)
    {
        if (unixNanos == 0)
        {
            return writer.Write("unset");
        }

        DateTime second = DateTime.UnixEpoch.AddSeconds(unixNanos / NanosPerSecond);
        return writer.Number(second, "yyyy-MM-ddTHH:mm:ss").Write('.').Number(unixNanos % NanosPerSecond, "D9").Write('Z');
    }

    /// <summary>
    /// The distance between two times, with a sign when the end lies before the start, in the largest unit that
    /// keeps a digit before the point: "850 ns", "12.345 us", "1.5 s", "1h02m03.4s".
    /// </summary>
    public static TerminalWriter Duration(this TerminalWriter writer, ulong startUnixNanos, ulong endUnixNanos)
    {
        bool negative = endUnixNanos < startUnixNanos;
        ulong nanos = negative ? startUnixNanos - endUnixNanos : endUnixNanos - startUnixNanos;
        return (negative ? writer.Write('-') : writer).Duration(nanos);
    }

    /// <summary>The same for a length of time.</summary>
    public static TerminalWriter Duration(this TerminalWriter writer, ulong nanos)
    {
        switch (nanos)
        {
            case < 1_000:
                return writer.Number(nanos).Write(" ns");
            case < 1_000_000:
                return writer.Number(nanos / 1e3m, "0.###").Write(" us");
            case < NanosPerSecond:
                return writer.Number(decimal.Truncate(nanos / 1e3m) / 1e3m, "0.###").Write(" ms");
            case < 60 * NanosPerSecond:
                return writer.Number(decimal.Truncate(nanos / 1e6m) / 1e3m, "0.###").Write(" s");
        }

        ulong seconds = nanos / NanosPerSecond;
        ulong hours = seconds / 3600;
        if (hours > 0)
        {
            writer.Number(hours).Write('h').Number(seconds / 60 % 60, "00").Write('m');
        }
        else
        {
            writer.Number(seconds / 60).Write('m');
        }

        return writer.Number((seconds % 60) + decimal.Truncate(nanos % NanosPerSecond / 1e6m) / 1e3m, "00.###").Write('s');
    }

    /// <summary>Bytes with a binary unit and one decimal: "12 B", "3.4 KiB".</summary>
    public static TerminalWriter Size(this TerminalWriter writer, double bytes)
    {
        if (bytes < 1024)
        {
            return writer.Number(bytes, "0").Write(" B");
        }

        ReadOnlySpan<string> units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        int unit = 0;
        for (bytes /= 1024; bytes >= 1024 && unit < units.Length - 1; bytes /= 1024)
        {
            unit++;
        }

        return writer.Number(bytes, "0.0").Write(' ').Write(units[unit]);
    }

    /// <summary>A count with thousands separated by commas, and its noun: "1 span", "1,234 spans".</summary>
    public static TerminalWriter Count(this TerminalWriter writer, long count, scoped ReadOnlySpan<char> singular)
    {
        writer.Number(count, "N0").Write(' ').Write(singular);
        return count == 1 ? writer : writer.Write('s');
    }

    /// <summary>A double, shortest form that reads back the same; integral values keep ".0" to tell them from integers.</summary>
    public static TerminalWriter Double(this TerminalWriter writer, double value)
    {
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        writer.Write(digits[..length]);
        return double.IsFinite(value) && digits[..length].IndexOfAny('.', 'E') < 0 ? writer.Write(".0") : writer;
    }
}
