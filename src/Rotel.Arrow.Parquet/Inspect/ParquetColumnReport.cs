using Rotel.Arrow.Parquet.Format;
using static Rotel.Arrow.Parquet.Inspect.ParquetReport;

namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>The lines of a report about one column chunk.</summary>
internal static class ParquetColumnReport
{
    public static void Write(
        ParquetInspector inspector,
        ParquetLeaf leaf,
        ParquetColumnChunk chunk,
        TextWriter output,
        ParquetReportOptions options)
    {
        if (chunk.IsEncrypted)
        {
            output.WriteLine($"  {Printable(leaf.Path)}: encrypted");
            return;
        }

        string ratio = chunk.CompressedSize > 0
            ? Line($" ({(double)chunk.UncompressedSize / chunk.CompressedSize:F1}x)")
            : "";
        output.WriteLine(Line($"  {Printable(leaf.Path)}: {chunk.ValueCount:N0} values, {chunk.Codec} {Bytes(chunk.UncompressedSize)} -> {Bytes(chunk.CompressedSize)}{ratio}"));
        PageCounts counts = Walk(inspector, leaf, chunk, output, options);
        output.WriteLine($"    pages: {counts}");
        if (chunk.Statistics is { } statistics)
        {
            output.WriteLine($"    {StatisticsText(statistics, leaf.Element)}");
        }

        WriteIndexes(inspector, chunk, output);
    }

    private static PageCounts Walk(
        ParquetInspector inspector,
        ParquetLeaf leaf,
        ParquetColumnChunk chunk,
        TextWriter output,
        ParquetReportOptions options)
    {
        var counts = new PageCounts();
        ParquetColumnIndex? bounds = options.Pages ? inspector.ReadColumnIndex(chunk) : null;
        int number = 0;
        foreach (ParquetPage page in inspector.ReadPages(chunk))
        {
            bool? isSound = options.Checksums ? inspector.VerifyChecksum(page) : null;
            if (isSound == false)
            {
                throw new ParquetFormatException(
                    $"The page at {page.Offset} of column {Printable(leaf.Path)} does not have its checksum.");
            }

            counts.Add(page, isSound);
            if (options.Pages)
            {
                output.WriteLine($"    {PageText(page, leaf, bounds, number)}");
            }

            number += page.IsData ? 1 : 0;
        }

        return counts;
    }

    private static string PageText(in ParquetPage page, ParquetLeaf leaf, ParquetColumnIndex? bounds, int number)
    {
        string text = Line($"{page.Offset}: {page.Header.Type} {page.Header.Encoding}, {page.Header.ValueCount:N0} values, {Bytes(page.Header.UncompressedSize)} -> {Bytes(page.Header.CompressedSize)}");
        if (page.IsData && bounds is not null && number < bounds.NullPages.Count)
        {
            text += bounds.NullPages[number]
                ? ", all null"
                : $", {ParquetValueText.Of(bounds.Mins[number], leaf.Element)} .. {ParquetValueText.Of(bounds.Maxes[number], leaf.Element)}";
        }

        return text;
    }

    private static string StatisticsText(ParquetStatistics statistics, ParquetSchemaElement column)
    {
        List<string> parts = [];
        byte[]? min = statistics.Min ?? statistics.LegacyMin;
        byte[]? max = statistics.Max ?? statistics.LegacyMax;
        if (min is not null && max is not null)
        {
            string low = ParquetValueText.Of(min, column) + (statistics.IsMinExact == false ? " (or above)" : "");
            string high = ParquetValueText.Of(max, column) + (statistics.IsMaxExact == false ? " (or below)" : "");
            parts.Add($"{low} .. {high}");
        }

        if (statistics.NullCount is { } nulls)
        {
            parts.Add(Line($"{nulls:N0} nulls"));
        }

        if (statistics.NanCount is { } nans)
        {
            parts.Add(Line($"{nans:N0} NaN"));
        }

        if (statistics.DistinctCount is { } distinct)
        {
            parts.Add(Line($"{distinct:N0} distinct"));
        }

        return parts.Count == 0 ? "no statistics" : string.Join(", ", parts);
    }

    private static void WriteIndexes(ParquetInspector inspector, ParquetColumnChunk chunk, TextWriter output)
    {
        List<string> parts = [];
        if (inspector.ReadColumnIndex(chunk) is { } columnIndex)
        {
            string order = columnIndex.BoundaryOrder switch { 1 => "ascending", 2 => "descending", _ => "unordered" };
            parts.Add(Line($"column index of {columnIndex.NullPages.Count} pages, {order}"));
        }

        if (inspector.ReadOffsetIndex(chunk) is { } offsetIndex)
        {
            parts.Add(Line($"offset index of {offsetIndex.Pages.Count} pages"));
        }

        if (inspector.ReadBloomFilterBytes(chunk) is { } bloom)
        {
            parts.Add($"bloom filter of {Bytes(bloom)}");
        }

        if (parts.Count > 0)
        {
            output.WriteLine($"    {string.Join(", ", parts)}");
        }
    }

    /// <summary>Pages by kind and encoding.</summary>
    private sealed class PageCounts
    {
        private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);
        private int _sound;

        public void Add(in ParquetPage page, bool? isSound)
        {
            string kind = $"{page.Header.Type} {page.Header.Encoding}";
            _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
            _sound += isSound == true ? 1 : 0;
        }

        public override string ToString() =>
            string.Join(", ", _kinds.Select(kind => Line($"{kind.Value} {kind.Key}")))
            + (_sound > 0 ? Line($", {_sound} checksums right") : "");
    }
}
