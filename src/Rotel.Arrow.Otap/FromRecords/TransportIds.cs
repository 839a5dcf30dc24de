using Rotel.Arrow.Otap.FromRecords.Columns;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>Says whether a row continues the run of the row before it (otap.md 4.1).</summary>
internal interface IRuns
{
    /// <summary>True when the columns that define runs are equal in <paramref name="row"/> and row - 1.</summary>
    bool Continues(int row);
}

/// <summary>
/// Turns the ids of a received table into plain ones. Sums are modulo the width that the id has in the specification:
/// Go writes negative differences wrapped around.
/// </summary>
/// <remarks>
/// The encoding follows from the payload type; a column whose field says "plain" is plain. Nothing else in the metadata
/// is believed: peers write "delta" where they mean quasi-delta, or nothing.
/// </remarks>
internal static class TransportIds
{
    /// <summary>Ids of 16 bits.</summary>
    public const long Mask16 = ushort.MaxValue;

    /// <summary>Ids of 32 bits.</summary>
    public const long Mask32 = uint.MaxValue;

    /// <summary>Absence of an id.</summary>
    public const long None = -1;

    private const string Plain = "plain";

    /// <summary>
    /// An id column: differences between the rows that have one. Null cells, and rows that are null in
    /// <paramref name="parent"/> (the struct around the column), have none and change nothing.
    /// </summary>
    public static void DecodeIds(in WireColumn column, in WireColumn parent, long mask, Span<long> ids)
    {
        var cells = new WireNumbers(column, NumberKind.Integer, 32);
        if (!cells.IsPresent)
        {
            ids.Fill(None);
            return;
        }

        bool isPlain = column.Encoding == Plain;
        bool hasParent = parent.Array is not null;
        long running = 0;
        for (int row = 0; row < ids.Length; row++)
        {
            if ((hasParent && parent.IsNull(row)) || !cells.TryGet(row, out long cell))
            {
                ids[row] = None;
                continue;
            }

            running = isPlain ? cell & mask : (running + cell) & mask;
            ids[row] = running;
        }
    }

    /// <summary>A parent_id column of data points: differences between all rows.</summary>
    public static void DecodeDeltaParents(in WireColumn column, long mask, Span<long> parents)
    {
        WireNumbers cells = Parents(column);
        bool isPlain = column.Encoding == Plain;
        long running = 0;
        for (int row = 0; row < parents.Length; row++)
        {
            long cell = Cell(column, cells, row);
            running = isPlain ? cell & mask : (running + cell) & mask;
            parents[row] = running;
        }
    }

    /// <summary>Any other parent_id column: a difference where the row continues a run, absolute otherwise.</summary>
    public static void DecodeQuasiDeltaParents<TRuns>(in WireColumn column, long mask, scoped in TRuns runs, Span<long> parents)
        where TRuns : IRuns, allows ref struct
    {
        WireNumbers cells = Parents(column);
        bool isPlain = column.Encoding == Plain;
        long previous = 0;
        for (int row = 0; row < parents.Length; row++)
        {
            long cell = Cell(column, cells, row);
            previous = !isPlain && row > 0 && runs.Continues(row) ? (previous + cell) & mask : cell & mask;
            parents[row] = previous;
        }
    }

    private static WireNumbers Parents(in WireColumn column)
    {
        var cells = new WireNumbers(column, NumberKind.Integer, 32);
        return cells.IsPresent ? cells : throw column.Wrong("is missing");
    }

    private static long Cell(in WireColumn column, in WireNumbers cells, int row) =>
        cells.TryGet(row, out long cell) ? cell : throw column.Wrong($"row {row} is null");
}
