using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>
/// Rows of one of our child tables in the order of sending, each with the wire id of its parent. Reused from batch to
/// batch.
/// </summary>
internal sealed class SentRows(SlabPool pool) : IDisposable
{
    private readonly NativeBuffer<int> _rows = new(pool);
    private readonly NativeBuffer<uint> _parents = new(pool);
    private readonly NativeBuffer<ulong> _keys = new(pool);

    /// <summary>Rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Our row numbers.</summary>
    public Span<int> Rows => _rows.Writable;

    /// <summary>Wire ids of the parents.</summary>
    public Span<uint> Parents => _parents.Writable;

    public void Clear()
    {
        _rows.Clear();
        _parents.Clear();
    }

    /// <summary>Adds the children of a parent: rows [offsets[ourRow], offsets[ourRow + 1]).</summary>
    public void AddChildren(ReadOnlySpan<int> offsets, int ourRow, uint wireId)
    {
        if (offsets.IsEmpty)
        {
            return;
        }

        for (int row = offsets[ourRow]; row < offsets[ourRow + 1]; row++)
        {
            _rows.Append(row);
            _parents.Append(wireId);
        }
    }

    /// <summary>
    /// Sorts by the upper bits of keys; within equal ones the order stays, so that parents ascend in a run. The lower 24
    /// bits are the caller's zeros and become the position.
    /// </summary>
    public void Sort(ReadOnlySpan<ulong> keys)
    {
        _keys.Clear();
        for (int i = 0; i < keys.Length; i++)
        {
            _keys.Append(keys[i] | (uint)i);
        }

        Span<ulong> sorted = _keys.Writable;
        sorted.Sort();
        int[] rows = Rows.ToArray();
        uint[] parents = Parents.ToArray();
        for (int i = 0; i < sorted.Length; i++)
        {
            int from = (int)(sorted[i] & 0xFF_FFFF);
            Rows[i] = rows[from];
            Parents[i] = parents[from];
        }
    }

    /// <summary>Moves the row at <paramref name="from"/> to <paramref name="to"/>, those between make room.</summary>
    public void Move(int from, int to)
    {
        int row = Rows[from];
        uint parent = Parents[from];
        if (from > to)
        {
            Rows[to..from].CopyTo(Rows[(to + 1)..]);
            Parents[to..from].CopyTo(Parents[(to + 1)..]);
        }
        else
        {
            Rows[(from + 1)..(to + 1)].CopyTo(Rows[from..]);
            Parents[(from + 1)..(to + 1)].CopyTo(Parents[from..]);
        }

        Rows[to] = row;
        Parents[to] = parent;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _parents.Dispose();
        _keys.Dispose();
    }
}
