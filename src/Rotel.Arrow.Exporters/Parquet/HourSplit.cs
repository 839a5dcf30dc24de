using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>
/// Which rows of a wide batch belong to which hour. At most <see cref="MaxHours"/> hours a batch: rows of further ones
/// go to the last of these, so that a sender with random times cannot open thousands of files.
/// </summary>
internal static class HourSplit
{
    /// <summary>Most hours of a batch.</summary>
    public const int MaxHours = 3;

    /// <summary>
    /// The hours with their rows; null instead of rows when all are in one hour. A row without a time takes the
    /// second time (of logs: when they were observed), and without that too the hour of 1970.
    /// </summary>
    public static IReadOnlyList<(long Hour, int[]? Rows)> Of(RecordBatch batch, IArrowArray times, IArrowArray? secondTimes)
    {
        var first = new PrimitiveAccessor<long>(times);
        var second = new PrimitiveAccessor<long>(secondTimes);
        long hour = Hour(first, second, 0);
        int row = 1;
        while (row < batch.Length && Hour(first, second, row) == hour)
        {
            row++;
        }

        if (row >= batch.Length)
        {
            return [(hour, null)];
        }

        var parts = new List<(long Hour, List<int> Rows)>(MaxHours) { (hour, [.. Enumerable.Range(0, row)]) };
        for (; row < batch.Length; row++)
        {
            hour = Hour(first, second, row);
            int part = parts.FindIndex(known => known.Hour == hour);
            if (part < 0 && parts.Count < MaxHours)
            {
                parts.Add((hour, []));
                part = parts.Count - 1;
            }

            parts[part < 0 ? ^1 : part].Rows.Add(row);
        }

        return [.. parts.Select(static part => (part.Hour, (int[]?)[.. part.Rows]))];
    }

    private static long Hour(in PrimitiveAccessor<long> times, in PrimitiveAccessor<long> secondTimes, int row) =>
        ParquetFolders.HourOf(times.IsNull(row) ? secondTimes[row] : times[row]);
}
