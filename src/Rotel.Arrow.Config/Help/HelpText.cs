using System.Text;
using Rotel.Arrow.Config.Table;

namespace Rotel.Arrow.Config.Help;

/// <summary>The texts of <c>--help</c>, made from the option table.</summary>
public static class HelpText
{
    /// <summary>Narrowest text that is still readable, and the widest that still is.</summary>
    private const int LeastWidth = 40;
    private const int MostWidth = 110;

    private const string OptionIndent = "  ";
    private const string TextIndent = "        ";

    /// <summary>The help of the program itself: its commands.</summary>
    /// <param name="version">Version of the program.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static string Program(string version, int width)
    {
        width = Clamp(width);
        var text = new StringBuilder();
        AppendWrapped(text, "", $"rotel-arrow {version} - an OpenTelemetry gateway with Arrow columns inside", width);
        text.Append('\n');
        text.Append("Usage: rotel-arrow COMMAND [OPTIONS]\n\n");
        text.Append("Commands\n");
        text.Append("  start      Receive telemetry and send it on\n");
        text.Append("  generate   Send telemetry of an imaginary shop\n");
        text.Append("  otap       Look into recorded OTAP streams: dump FILE...\n");
        text.Append("  parquet    Look into Parquet files: inspect FILE...\n");
        text.Append("  clickhouse-ddl\n             Create, check and upgrade tables of ClickHouse\n");
        text.Append("  version    Print the version\n\n");
        text.Append("Options\n");
        text.Append("  -h, --help       Print help, after a command its own\n");
        text.Append("  -V, --version    Print the version\n");
        AppendGroup(text, OptionGroup.General, width);
        text.Append("\nrotel-arrow start --help lists the options of start.\n");
        return text.ToString();
    }

    /// <summary>The help of <c>start</c>: every option, by group.</summary>
    /// <param name="width">Columns of the terminal.</param>
    public static string Start(int width)
    {
        width = Clamp(width);
        var text = new StringBuilder();
        text.Append("Usage: rotel-arrow start [OPTIONS]\n\n");
        AppendWrapped(text, "", "Receives OTLP, batches it and sends it to the exporters. Without any option it listens on "
            + "localhost:4317 (gRPC) and localhost:4318 (HTTP), writes Parquet files below ./rotel-data and prints a live summary of what arrives.", width);
        text.Append('\n');
        AppendWrapped(text, "", "Every option can be given as an environment variable; the command line wins. In names, SIGNAL stands for "
            + "traces, metrics or logs.", width);
        foreach (OptionGroup group in Enum.GetValues<OptionGroup>().OrderBy(static g => g == OptionGroup.General))
        {
            AppendGroup(text, group, width);
        }

        return text.ToString();
    }

    /// <summary>Appends <paramref name="words"/> in lines of at most <paramref name="width"/> columns, each indented.</summary>
    internal static void AppendWrapped(StringBuilder text, string indent, string words, int width)
    {
        int column = 0;
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(column == 0 ? indent : " ").Append(word);
            column += word.Length + (column == 0 ? indent.Length : 1);
        }

        text.Append('\n');
    }

    private static void AppendGroup(StringBuilder text, OptionGroup group, int width)
    {
        (string title, string intro) = OptionGroups.Describe(group);
        text.Append('\n').Append(title).Append('\n');
        AppendWrapped(text, "", intro, width);
        text.Append('\n');
        foreach (OptionEntry entry in OptionEntry.Of(group))
        {
            text.Append(OptionIndent).Append(entry.Flag);
            if (entry.Option.ValueName.Length > 0)
            {
                text.Append(' ').Append(entry.Option.ValueName);
            }

            text.Append('\n');
            AppendWrapped(text, TextIndent, entry.Summary + (entry.OverrideFlag is { } own ? $"; for one signal: {own}" : ""), width);

            // Non-breaking inside the brackets: a bracket is one word for the wrapping.
            var facts = new StringBuilder();
            if (entry.Default is { } fallback && entry.Option.Kind != OptionKind.Flag)
            {
                facts.Append("[default:").Append('\u00a0').Append(fallback).Append("] ");
            }

            facts.Append("[env:").Append('\u00a0').Append(entry.Variable).Append(']');
            int start = text.Length;
            AppendWrapped(text, TextIndent, facts.ToString(), width);
            text.Replace('\u00a0', ' ', start, text.Length - start);
        }
    }

    private static int Clamp(int width) => Math.Clamp(width, LeastWidth, MostWidth);
}
