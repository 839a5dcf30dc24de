namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>
/// Finds the row (or any number) that an id was given to. An array while ids are dense, as all known senders make
/// them; a hash table for a sender that spreads them, so that an id never decides how much is allocated.
/// </summary>
internal sealed class RowsById
{
    private readonly int[] _dense;
    private readonly int _denseLength;
    private readonly Dictionary<long, int>? _sparse;

    /// <param name="ids">All ids that will be added.</param>
    /// <param name="scratch">Gives the array.</param>
    public RowsById(ReadOnlySpan<long> ids, ScratchArrays scratch)
    {
        long max = -1;
        foreach (long id in ids)
        {
            max = Math.Max(max, id);
        }

        if (max < (2L * ids.Length) + 1024)
        {
            _denseLength = (int)max + 1;
            _dense = scratch.Ints(_denseLength);
            _dense.AsSpan(0, _denseLength).Fill(-1);
        }
        else
        {
            _dense = [];
            _sparse = [];
        }
    }

    /// <summary>What was added for the id, or -1.</summary>
    public int Find(long id)
    {
        if (_sparse is not null)
        {
            return _sparse.TryGetValue(id, out int value) ? value : -1;
        }

        return (ulong)id < (ulong)_denseLength ? _dense[id] : -1;
    }

    /// <summary>Adds an id that <see cref="Find"/> does not know.</summary>
    public void Add(long id, int value)
    {
        if (_sparse is not null)
        {
            _sparse[id] = value;
        }
        else
        {
            _dense[id] = value;
        }
    }

    /// <summary>Ids of rows: each row is the value of its id. Rows without an id have no children.</summary>
    /// <returns>The map, or null and the id that two rows have.</returns>
    public static RowsById? OfRows(ReadOnlySpan<long> ids, ScratchArrays scratch, out long duplicate)
    {
        var map = new RowsById(ids, scratch);
        for (int row = 0; row < ids.Length; row++)
        {
            if (ids[row] < 0)
            {
                continue;
            }

            if (map.Find(ids[row]) >= 0)
            {
                duplicate = ids[row];
                return null;
            }

            map.Add(ids[row], row);
        }

        duplicate = TransportIds.None;
        return map;
    }
}
