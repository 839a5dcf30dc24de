using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>Items of a batch that go into one table with one insert.</summary>
/// <param name="Kind">The table.</param>
/// <param name="Rows">Rows of the OTAP table with the items.</param>
/// <param name="Part">Number of the insert among those of its table: 0, 1, ...</param>
internal readonly record struct TableRows(TableKind Kind, RowMap Rows, int Part)
{
    /// <summary>
    /// Partitions (days) in one insert. The server refuses a block with more than 100 (max_partitions_per_insert_block),
    /// which late data reaches; two at midnight are one insert.
    /// </summary>
    public const int MaxDays = 90;

    private const long NanosADay = 86_400_000_000_000;

    /// <summary>Splits a batch by table, and a table with too many days by day.</summary>
    public static List<TableRows> Of(OtapBatch batch)
    {
        var parts = new List<TableRows>();
        switch (batch.Signal)
        {
            case Signal.Traces:
                AddDays(parts, batch, TableKind.Traces, RowMap.Identity(batch.Root.Length));
                break;
            case Signal.Logs:
                AddDays(parts, batch, TableKind.Logs, RowMap.Identity(batch.Root.Length));
                break;
            default:
                AddNumbers(parts, batch);
                AddPoints(parts, batch, TableKind.Histogram);
                AddPoints(parts, batch, TableKind.ExponentialHistogram);
                AddPoints(parts, batch, TableKind.Summary);
                break;
        }

        return parts;
    }

    private static void AddPoints(List<TableRows> parts, OtapBatch batch, TableKind kind)
    {
        if (batch[kind.Items()] is { Length: > 0 } points)
        {
            AddDays(parts, batch, kind, RowMap.Identity(points.Length));
        }
    }

    /// <summary>Gauges and sums share a table; points of anything that is not a sum are gauges.</summary>
    private static void AddNumbers(List<TableRows> parts, OtapBatch batch)
    {
        if (batch[PayloadType.NumberDataPoints] is not { Length: > 0 } points)
        {
            return;
        }

        var types = new PrimitiveAccessor<byte>(batch.Root.Find(ColumnNames.MetricType));
        ReadOnlySpan<int> offsets = batch.ChildOffsets(PayloadType.NumberDataPoints);
        int[] gauges = new int[points.Length];
        int[] sums = new int[points.Length];
        int gaugeCount = 0, sumCount = 0;
        for (int metric = 0; metric + 1 < offsets.Length; metric++)
        {
            bool isSum = types[metric] == (byte)MetricType.Sum;
            for (int point = offsets[metric]; point < offsets[metric + 1]; point++)
            {
                if (isSum)
                {
                    sums[sumCount++] = point;
                }
                else
                {
                    gauges[gaugeCount++] = point;
                }
            }
        }

        AddSome(parts, batch, TableKind.Gauge, gauges, gaugeCount, points.Length);
        AddSome(parts, batch, TableKind.Sum, sums, sumCount, points.Length);
    }

    private static void AddSome(List<TableRows> parts, OtapBatch batch, TableKind kind, int[] rows, int count, int all)
    {
        if (count > 0)
        {
            AddDays(parts, batch, kind, count == all ? RowMap.Identity(all) : new RowMap(rows, count));
        }
    }

    private static void AddDays(List<TableRows> parts, OtapBatch batch, TableKind kind, RowMap rows)
    {
        var times = new PrimitiveAccessor<long>(kind == TableKind.Traces
            ? batch.Root.Find(ColumnNames.StartTimeUnixNano)
            : batch[kind.Items()].Find(ColumnNames.TimeUnixNano));
        var otherwise = new PrimitiveAccessor<long>(
            kind == TableKind.Logs ? batch.Root.Find(ColumnNames.ObservedTimeUnixNano) : null);
        var days = new Dictionary<long, int>();
        long previous = long.MinValue;
        for (int row = 0; row < rows.Count; row++)
        {
            long day = DayOf(times, otherwise, rows[row]);
            if (day != previous)
            {
                days.TryAdd(day, 0);
                previous = day;
            }
        }

        if (days.Count <= MaxDays)
        {
            parts.Add(new TableRows(kind, rows, 0));
            return;
        }

        // Days in order, so that each one is in one insert only.
        var ordered = new List<long>(days.Keys);
        ordered.Sort();
        for (int i = 0; i < ordered.Count; i++)
        {
            days[ordered[i]] = i / MaxDays;
        }

        var split = new List<int>[(ordered.Count + MaxDays - 1) / MaxDays];
        for (int row = 0; row < rows.Count; row++)
        {
            (split[days[DayOf(times, otherwise, rows[row])]] ??= []).Add(rows[row]);
        }

        for (int part = 0; part < split.Length; part++)
        {
            parts.Add(new TableRows(kind, new RowMap([.. split[part]], split[part].Count), part));
        }
    }

    private static long DayOf(scoped in PrimitiveAccessor<long> times, scoped in PrimitiveAccessor<long> otherwise, int row)
    {
        long time = times[row];
        return (time != 0 ? time : otherwise[row]) / NanosADay;
    }
}
