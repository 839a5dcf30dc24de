using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>
/// The rows of a received child table by parent: those of parent p are Rows[Offsets[p] .. Offsets[p + 1]), in the order
/// in which they were sent. Without a table every parent has none.
/// </summary>
internal readonly ref struct ChildOrder
{
    private readonly ReadOnlySpan<int> _offsets;
    private readonly ReadOnlySpan<int> _rows;

    private ChildOrder(ReadOnlySpan<int> offsets, ReadOnlySpan<int> rows)
    {
        _offsets = offsets;
        _rows = rows;
    }

    /// <summary>The rows of a parent; none for a negative number.</summary>
    public ReadOnlySpan<int> this[int parent] =>
        _offsets.IsEmpty || parent < 0 ? default : _rows[_offsets[parent].._offsets[parent + 1]];

    /// <summary>Sorts by counting. A child whose parent does not exist refuses the batch: it could go nowhere.</summary>
    /// <param name="type">The child table, for messages.</param>
    /// <param name="parentIds">Plain parent ids, one a row.</param>
    /// <param name="parents">Number of a parent by its id.</param>
    /// <param name="parentCount">Numbers are below this.</param>
    /// <param name="scratch">Gives the arrays.</param>
    public static ChildOrder Sort(
        PayloadType type, ReadOnlySpan<long> parentIds, RowsById parents, int parentCount, ScratchArrays scratch)
    {
        Span<int> offsets = scratch.Ints(parentCount + 2).AsSpan(0, parentCount + 2);
        Span<int> parentOf = scratch.Ints(parentIds.Length).AsSpan(0, parentIds.Length);
        Span<int> rows = scratch.Ints(parentIds.Length).AsSpan(0, parentIds.Length);
        offsets.Clear();
        for (int row = 0; row < parentIds.Length; row++)
        {
            int parent = parents.Find(parentIds[row]);
            if (parent < 0)
            {
                throw new RecordsException(
                    type, ColumnNames.ParentId, $"row {row} belongs to parent {parentIds[row]}, which is not in the batch");
            }

            parentOf[row] = parent;
            offsets[parent + 2]++;
        }

        // offsets[p + 1] is where the next row of parent p goes; after all of them, where p + 1 begins.
        for (int i = 2; i < offsets.Length; i++)
        {
            offsets[i] += offsets[i - 1];
        }

        for (int row = 0; row < parentOf.Length; row++)
        {
            rows[offsets[parentOf[row] + 1]++] = row;
        }

        return new ChildOrder(offsets[..(parentCount + 1)], rows);
    }
}
