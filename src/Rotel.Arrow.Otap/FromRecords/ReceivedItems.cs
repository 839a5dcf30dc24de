using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>
/// The part of decoding that depends on the signal: received root rows, with all their children, into our tables.
/// </summary>
internal interface IReceivedItems
{
    /// <summary>Writes one root row and its children, and ends it.</summary>
    void Append(int row);
}

/// <summary>Ids and parents of the tables that have both (events, links, points, exemplars).</summary>
internal static class ReceivedChildren
{
    /// <summary>Rows by the ids of a table, checked to be unique. Parents of another table are looked up in it.</summary>
    public static RowsById Ids(ReceivedTables tables, PayloadType type, long mask, RecordsContext context)
    {
        int rows = tables[type]?.Length ?? 0;
        Span<long> ids = context.Scratch.Longs(rows).AsSpan(0, rows);
        WireColumn column = tables.Column(type, ColumnNames.Id);
        TransportIds.DecodeIds(column, default, mask, ids);
        return RowsById.OfRows(ids, context.Scratch, out long duplicate)
            ?? throw column.Wrong($"id {duplicate} is there twice, so that its children belong to nobody");
    }

    /// <summary>Rows of a child table by parent; the runs of its parent ids are defined by one column of bytes.</summary>
    public static ChildOrder OrderByRuns(
        ReceivedTables tables, PayloadType type, string runColumn, RowsById parents, int parentCount, RecordsContext context)
    {
        if (tables[type] is not { } table)
        {
            return default;
        }

        Span<long> parentIds = context.Scratch.Longs(table.Length).AsSpan(0, table.Length);
        var runs = new BytesRuns(new WireBytes(tables.Column(type, runColumn)));
        TransportIds.DecodeQuasiDeltaParents(tables.Required(type, ColumnNames.ParentId), TransportIds.Mask16, runs, parentIds);
        return ChildOrder.Sort(type, parentIds, parents, parentCount, context.Scratch);
    }
}

/// <summary>Runs of rows with equal text or bytes: names of events, trace ids of links.</summary>
internal readonly ref struct BytesRuns(WireBytes column) : IRuns
{
    private readonly WireBytes _column = column;

    /// <inheritdoc/>
    public bool Continues(int row) => _column.Same(row, row - 1);
}
