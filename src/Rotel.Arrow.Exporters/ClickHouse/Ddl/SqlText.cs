using System.Globalization;

namespace Rotel.Arrow.Exporters.ClickHouse.Ddl;

/// <summary>Pieces of SQL.</summary>
internal static class SqlText
{
    /// <summary>An identifier, quoted whatever it is.</summary>
    public static string Name(string identifier) =>
        "`" + identifier.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + "`";

    /// <summary>A text literal.</summary>
    public static string Literal(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";

    /// <summary>An interval in the largest unit that it is a whole number of, as Rotel writes it.</summary>
    public static string Interval(TimeSpan age)
    {
        (string unit, long seconds) = age.TotalSeconds switch
        {
            double s when s % 86_400 == 0 => ("Day", 86_400),
            double s when s % 3600 == 0 => ("Hour", 3600),
            double s when s % 60 == 0 => ("Minute", 60),
            _ => ("Second", 1),
        };
        return string.Create(CultureInfo.InvariantCulture, $"toInterval{unit}({(long)age.TotalSeconds / seconds})");
    }

    /// <summary>One line of TabSeparated, its cells unescaped.</summary>
    public static string[] Cells(string line)
    {
        string[] cells = line.Split('\t');
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i].Contains('\\', StringComparison.Ordinal))
            {
                cells[i] = Unescape(cells[i]);
            }
        }

        return cells;
    }

    private static string Unescape(string cell)
    {
        var text = new System.Text.StringBuilder(cell.Length);
        for (int i = 0; i < cell.Length; i++)
        {
            if (cell[i] != '\\' || i + 1 == cell.Length)
            {
                text.Append(cell[i]);
                continue;
            }

            i++;
            text.Append(cell[i] switch
            {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                '0' => '\0',
                'b' => '\b',
                'f' => '\f',
                char other => other,
            });
        }

        return text.ToString();
    }
}
