using System.Text;
using Rotel.Arrow.Config.Reading;
using Rotel.Arrow.Config.Table;

namespace Rotel.Arrow.Config.Help;

/// <summary>The text of docs/options.md, made from the option table. A test compares it with the file.</summary>
public static class OptionsDocument
{
    /// <summary>The whole document, lines ended by a line feed.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("""
            # Options

            Generated from the option table (`src/Rotel.Arrow.Config/Table`); change it there and run
            `ROTEL_ARROW_WRITE_DOCS=1 dotnet run --project tests/Rotel.Arrow.Config.Tests`.

            A value comes from the command line, else from the environment variable, else it is the default. An empty variable
            counts as not set. Options are written `--name value` or `--name=value`; flags stand alone or take `=true` and
            `=false`. Lists and maps may be given several times. In names, SIGNAL stands for `traces`, `metrics` or `logs`; the
            variable of an option is its name in capitals with underscores, after `ROTEL_`.

            | Kind | Written as |
            |---|---|

            """.ReplaceLineEndings("\n"));
        AppendKind(text, "DURATION", OptionKind.Duration);
        AppendKind(text, "SIZE", OptionKind.Bytes);
        AppendKind(text, "HOST:PORT", OptionKind.Endpoint);
        AppendKind(text, "URL", OptionKind.Url);
        AppendKind(text, "KEY=VALUE,...", OptionKind.KeyValues);
        foreach (OptionGroup group in Enum.GetValues<OptionGroup>())
        {
            AppendGroup(text, group);
        }

        AppendAbsent(text);
        return text.ToString();
    }

    private static void AppendKind(StringBuilder text, string name, OptionKind kind) =>
        text.Append("| ").Append(name).Append(" | ")
            .Append(OptionSyntax.Allowed(new OptionDefinition("kind", kind, OptionGroup.General, ""))).Append(" |\n");

    private static void AppendGroup(StringBuilder text, OptionGroup group)
    {
        (string title, string intro) = OptionGroups.Describe(group);
        text.Append("\n## ").Append(title).Append("\n\n").Append(intro).Append("\n\n");
        text.Append("| Option | Variable | Default | What it does |\n|---|---|---|---|\n");
        foreach (OptionEntry entry in OptionEntry.Of(group))
        {
            string value = entry.Option.ValueName.Replace("|", "\\|", StringComparison.Ordinal);
            text.Append("| `").Append(entry.Flag).Append(value.Length == 0 ? "" : " " + value).Append("` | `").Append(entry.Variable).Append("` | ")
                .Append(entry.Default is { } fallback ? $"`{fallback}`" : "-").Append(" | ").Append(entry.Summary).Append('.');
            if (OptionSyntax.Range(entry.Option) is { } range)
            {
                text.Append(' ').Append(char.ToUpperInvariant(range[0])).Append(range.AsSpan(1)).Append('.');
            }

            if (entry.OverrideFlag is { } own)
            {
                text.Append(" For one signal: `").Append(own).Append("`.");
            }

            if (entry.Option.Secret)
            {
                text.Append(" Never printed.");
            }

            if (entry.Option.Details is { } details)
            {
                text.Append(' ').Append(details);
            }

            text.Append(" |\n");
        }
    }

    private static void AppendAbsent(StringBuilder text)
    {
        text.Append("\n## Options of Rotel that are not in this version\n\n");
        text.Append("They are recognised and refused, on the command line and in the environment, so that nothing is silently ignored.\n");
        text.Append("A flag that is set to false asks for nothing and passes.\n\n");
        text.Append("| Option | Why |\n|---|---|\n");
        foreach (AbsentFamily family in AbsentOptions.All)
        {
            text.Append("| ").AppendJoin(", ", family.Names.Select(static n => $"`--{n}`")).Append(" | ").Append(family.Message).Append(". |\n");
        }

        text.Append("\nExporter types that are refused in the same way: ").AppendJoin(", ", AbsentOptions.ExporterTypes);
        text.Append(". Receiver types: ").AppendJoin(", ", AbsentOptions.ReceiverTypes).Append(".\n");
    }
}
