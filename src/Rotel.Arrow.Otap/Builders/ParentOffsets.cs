using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>
/// Where the children of each parent end in a child table: parent p has the rows [ends[p], ends[p + 1]). Children
/// stand in parent order, so the parent_id column is computed from this once a batch instead of written row by row.
/// </summary>
internal sealed class ParentOffsets(SlabPool pool) : IDisposable
{
    private static readonly Field ParentId16 = new(Schemas.ColumnNames.ParentId, UInt16Type.Default, nullable: false);
    private static readonly Field ParentId32 = new(Schemas.ColumnNames.ParentId, UInt32Type.Default, nullable: false);

    private readonly NativeBuffer<int> _ends = new(pool);

    /// <summary>Parents that were ended.</summary>
    public int Parents => _ends.Count == 0 ? 0 : _ends.Count - 1;

    /// <summary>Ends the children of the next parent at <paramref name="childRows"/>.</summary>
    public void End(int childRows)
    {
        if (_ends.Count == 0)
        {
            _ends.Append(0);
        }

        _ends.Append(childRows);
    }

    /// <summary>Forgets the parents from <paramref name="parents"/> on; gives the child rows that remain.</summary>
    public int Truncate(int parents)
    {
        if (_ends.Count == 0)
        {
            return 0;
        }

        if (parents == 0)
        {
            _ends.Truncate(0);
            return 0;
        }

        _ends.Truncate(Math.Min(parents + 1, _ends.Count));
        return _ends[_ends.Count - 1];
    }

    /// <summary>The parent_id column, u16 or u32, with one value a child row.</summary>
    public (Field Field, ArrayData Data) SealParentIds(SealContext context, bool wide)
    {
        ReadOnlySpan<int> ends = _ends.Values;
        int rows = ends.Length == 0 ? 0 : ends[^1];
        ArrowBuffer buffer;
        if (wide)
        {
            buffer = context.Allocate(rows, out Span<uint> ids);
            for (int parent = 0; parent + 1 < ends.Length; parent++)
            {
                ids[ends[parent]..ends[parent + 1]].Fill((uint)parent);
            }
        }
        else
        {
            buffer = context.Allocate(rows, out Span<ushort> ids);
            for (int parent = 0; parent + 1 < ends.Length; parent++)
            {
                ids[ends[parent]..ends[parent + 1]].Fill((ushort)parent);
            }
        }

        IArrowType type = wide ? UInt32Type.Default : UInt16Type.Default;
        return (wide ? ParentId32 : ParentId16, new ArrayData(type, rows, 0, 0, [ArrowBuffer.Empty, buffer]));
    }

    /// <summary>Moves the offsets into the batch and starts anew.</summary>
    public ReadOnlyMemory<byte> Seal(SealContext context)
    {
        int bytes = SpanCast.AsBytes(_ends.Values).Length;
        Slab? slab = _ends.Detach();
        if (slab is null)
        {
            return default;
        }

        context.Slabs.Add(slab);
        return slab.ReadOnly(bytes);
    }

    public void Clear() => _ends.Truncate(0);

    public void Dispose() => _ends.Dispose();
}
