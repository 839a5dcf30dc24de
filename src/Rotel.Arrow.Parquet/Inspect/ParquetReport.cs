using System.Globalization;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>The text that <c>rotel-arrow parquet inspect</c> prints about one file.</summary>
public static class ParquetReport
{
    /// <summary>Writes the report. A defect found on the way ends it with an exception after the lines so far.</summary>
    /// <param name="file">The file, seekable.</param>
    /// <param name="name">Its name.</param>
    /// <param name="output">Gets the lines.</param>
    /// <param name="options">What to show; null for the defaults.</param>
    /// <exception cref="ParquetFormatException">Not a Parquet file, or damaged.</exception>
    public static void Write(Stream file, string name, TextWriter output, ParquetReportOptions? options = null)
    {
        options ??= new ParquetReportOptions();
        var inspector = new ParquetInspector(file, options.Limits);
        ParquetFileMetadata metadata = inspector.Metadata;
        output.WriteLine(Line($"{name}: {Bytes(inspector.FileBytes)}, {metadata.RowCount:N0} rows in {metadata.RowGroups.Count} row groups"));
        output.WriteLine(Line($"  created by {Printable(metadata.CreatedBy ?? "unknown")}, version {metadata.Version}, footer {Bytes(inspector.FooterBytes)}"));
        foreach ((string key, string? value) in metadata.KeyValues)
        {
            bool isLong = value is { Length: > 80 };
            string shown = isLong ? Line($"{value!.Length:N0} characters") : Printable(value ?? "(no value)");
            output.WriteLine($"  {Printable(key)} = {shown}");
        }

        WriteSchema(metadata.Schema, output);
        for (int i = 0; i < Math.Min(metadata.RowGroups.Count, options.RowGroups); i++)
        {
            WriteRowGroup(inspector, i, output, options);
        }

        if (metadata.RowGroups.Count > options.RowGroups)
        {
            output.WriteLine(Line($"and {metadata.RowGroups.Count - options.RowGroups} more row groups"));
        }
    }

    internal static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => Line($"{bytes} B"),
        < 10_000_000 => Line($"{bytes / 1024.0:F1} KiB"),
        _ => Line($"{bytes / 1048576.0:F1} MiB"),
    };

    internal static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text of the file without control characters, which could steer a terminal; cut to 200 characters.</summary>
    internal static string Printable(string text)
    {
        string cut = text.Length > 200 ? text[..200] + "..." : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? '?' : source[i];
            }
        });
    }

    private static void WriteSchema(IReadOnlyList<ParquetSchemaElement> schema, TextWriter output)
    {
        output.WriteLine("schema");
        var open = new Stack<int>();
        open.Push(schema[0].ChildCount);
        foreach (ParquetSchemaElement element in schema.Skip(1))
        {
            while (open.Peek() == 0)
            {
                open.Pop();
            }

            string indent = new(' ', 2 * open.Count);
            open.Push(open.Pop() - 1);
            string type = element.Type switch
            {
                null => "group",
                ParquetPhysicalType.FixedLenByteArray => Line($"FixedLenByteArray({element.TypeLength})"),
                { } physical => physical.ToString(),
            };
            string annotation = element.Logical is { } logical ? $" {logical}"
                : element.Converted is { } converted ? $" {converted}"
                : "";
            string fieldId = element.FieldId is { } id ? Line($" = {id}") : "";
            string repetition = element.Repetition?.ToString().ToLowerInvariant() ?? "";
            output.WriteLine($"{indent}{repetition} {type} {Printable(element.Name)}{annotation}{fieldId}");
            if (element.Type is null)
            {
                open.Push(element.ChildCount);
            }
        }
    }

    private static void WriteRowGroup(
        ParquetInspector inspector, int number, TextWriter output, ParquetReportOptions options)
    {
        ParquetRowGroup group = inspector.Metadata.RowGroups[number];
        long stored = group.Columns.Sum(chunk => chunk.CompressedSize);
        string sorting = group.SortingColumns.Count == 0 ? "" : ", sorted by " + string.Join(
            ", ", group.SortingColumns.Select(entry => SortingText(inspector, entry)));
        output.WriteLine(Line($"row group {number}: {group.RowCount:N0} rows, {Bytes(group.TotalByteSize)} -> {Bytes(stored)}{sorting}"));
        for (int i = 0; i < group.Columns.Count; i++)
        {
            ParquetColumnReport.Write(inspector, inspector.Leaves[i], group.Columns[i], output, options);
        }
    }

    private static string SortingText(ParquetInspector inspector, ParquetSortingEntry entry)
    {
        string name = entry.ColumnIndex >= 0 && entry.ColumnIndex < inspector.Leaves.Count
            ? Printable(inspector.Leaves[entry.ColumnIndex].Path)
            : Line($"column {entry.ColumnIndex}?");
        return $"{name}{(entry.Descending ? " descending" : "")}{(entry.NullsFirst ? ", nulls first" : "")}";
    }
}
