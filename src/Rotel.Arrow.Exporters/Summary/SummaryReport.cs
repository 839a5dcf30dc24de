using System.Globalization;
using Rotel.Arrow.Exporters.Terminal;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>
/// The text of a report:
/// <code>
/// 12:00:05  1,234 spans (247/s, 1.2 MiB), 20 log records (4/s, 3.0 KiB)
///           services: shop 900, cart 300, others 54
///           errors:   12 spans, 3 log records
///           slowest:  "POST /pay" 1.2 s, "GET /cart" 300 ms
/// </code>
/// Lines that would say nothing are left out.
/// </summary>
internal static class SummaryReport
{
    private const string Indent = "          ";

    /// <summary>What arrived in an interval.</summary>
    public static string OfInterval(
        SummaryCounts counts, SummaryExporterOptions options, DateTimeOffset now, TimeSpan elapsed)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var writer = new TerminalWriter(text);
        writer.Number(now, "HH:mm:ss").Write("  ");
        WriteSignals(writer, counts.Interval, elapsed);
        writer.EndLine();
        WriteDetails(writer, counts.Interval, counts.Services, options, inTotal: false);
        writer.Flush();
        return text.ToString();
    }

    /// <summary>What arrived altogether.</summary>
    public static string OfTotal(SummaryCounts counts, SummaryExporterOptions options, TimeSpan elapsed)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var writer = new TerminalWriter(text);
        writer.Write("total     ");
        WriteSignals(writer, counts.Total, elapsed);
        writer.Write(" in ").Duration((ulong)Math.Max(elapsed.Ticks, 0) * TimeSpan.NanosecondsPerTick).EndLine();
        WriteDetails(writer, counts.Total, counts.Services, options, inTotal: true);
        writer.Flush();
        return text.ToString();
    }

    private static void WriteSignals(TerminalWriter writer, PeriodCounts period, TimeSpan elapsed)
    {
        bool follows = false;
        foreach (Signal signal in (ReadOnlySpan<Signal>)[Signal.Traces, Signal.Logs, Signal.Metrics])
        {
            long items = period.Items[(int)signal];
            if (items == 0)
            {
                continue;
            }

            ReadOnlySpan<char> noun = signal.ItemName();
            writer.Write(follows ? ", " : "").Count(items, noun[..^1]).Write(" (");
            if (elapsed > TimeSpan.Zero)
            {
                double rate = items / elapsed.TotalSeconds;
                writer.Number(rate, rate < 10 ? "0.#" : "N0").Write("/s, ");
            }

            writer.Size(period.Bytes[(int)signal]).Write(')');
            follows = true;
        }
    }

    private static void WriteDetails(
        TerminalWriter writer, PeriodCounts period, ServiceTable services, SummaryExporterOptions options, bool inTotal)
    {
        long others = services.Sum(inTotal);
        bool follows = false;
        writer.Write(Indent).Write("services: ");
        foreach (ServiceCount service in services.Top(options.TopServices, inTotal))
        {
            long items = service.Of(inTotal);
            others -= items;
            writer.Write(follows ? ", " : "");
            if (service.Name.Length == 0)
            {
                writer.Write("(no service.name)");
            }
            else
            {
                writer.Bounded(service.Name, options.MaxNameBytes);
            }

            writer.Write(' ').Number(items, "N0");
            follows = true;
        }

        if (others > 0)
        {
            writer.Write(follows ? ", others " : "others ").Number(others, "N0");
        }

        writer.EndLine();
        WriteErrors(writer, period);
        WriteSlowest(writer, period, options);
    }

    private static void WriteErrors(TerminalWriter writer, PeriodCounts period)
    {
        if (period.SpanErrors == 0 && period.LogErrors == 0)
        {
            return;
        }

        writer.Write(Indent).Write("errors:   ");
        if (period.SpanErrors > 0)
        {
            writer.Count(period.SpanErrors, "span");
        }

        if (period.LogErrors > 0)
        {
            writer.Write(period.SpanErrors > 0 ? ", " : "").Count(period.LogErrors, "log record");
        }

        writer.EndLine();
    }

    private static void WriteSlowest(TerminalWriter writer, PeriodCounts period, SummaryExporterOptions options)
    {
        if (period.Slowest.Spans.Count == 0)
        {
            return;
        }

        writer.Write(Indent).Write("slowest:  ");
        bool follows = false;
        foreach (SlowSpan span in period.Slowest.Spans)
        {
            writer.Write(follows ? ", " : "").Quoted(span.Name, options.MaxNameBytes).Write(' ').Duration(span.DurationNanos);
            follows = true;
        }

        writer.EndLine();
    }
}
