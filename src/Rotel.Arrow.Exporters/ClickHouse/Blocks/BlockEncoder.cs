using Rotel.Arrow.Exporters.ClickHouse.Attributes;
using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>Writes items of a batch as blocks of the Native format; scratch memory is kept for the next batch.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class BlockEncoder(SlabPool pool, int nestedMaxDepth) : IDisposable
{
    /// <summary>
    /// Paths times rows of one JSON column in one block: each costs a byte. Attributes with ever new keys reach it; the
    /// block is then halved, which quarters it.
    /// </summary>
    private const long MaxDiscriminatorBytes = 16 << 20;

    private readonly AttributeEntries?[] _sets = new AttributeEntries?[AttributeFields.SetCount];
    private readonly AttributeSource[] _sources = new AttributeSource[AttributeFields.SetCount];
    private readonly ScratchArrays _scratch = new();

    /// <summary>Appends the rows as one block, or several where one would be too wide.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="batch">The batch; held by the caller.</param>
    /// <param name="kind">The table.</param>
    /// <param name="rows">Rows of the OTAP table with its items.</param>
    /// <param name="columns">Columns to write.</param>
    public void Encode(SlabChain target, OtapBatch batch, TableKind kind, RowMap rows, IReadOnlyList<ColumnPlan> columns)
    {
        if (rows.Count == 0)
        {
            return;
        }

        bool fits;
        try
        {
            BlockSource source = BlockSource.Create(kind, batch, rows, _scratch);
            fits = TryCollect(batch, source, columns) || rows.Count == 1;
            if (fits)
            {
                Write(target, batch, source, columns);
            }
        }
        finally
        {
            _scratch.Dispose();
            foreach (AttributeEntries? set in _sets)
            {
                set?.Clear();
            }
        }

        if (!fits)
        {
            int half = rows.Count / 2;
            Encode(target, batch, kind, Part(rows, 0, half), columns);
            Encode(target, batch, kind, Part(rows, half, rows.Count - half), columns);
        }
    }

    public void Dispose()
    {
        foreach (AttributeEntries? set in _sets)
        {
            set?.Dispose();
        }

        _scratch.Dispose();
    }

    private static RowMap Part(RowMap rows, int start, int count)
    {
        var part = new int[count];
        for (int i = 0; i < count; i++)
        {
            part[i] = rows[start + i];
        }

        return new RowMap(part, count);
    }

    /// <summary>Collects the attributes that the columns show. False when a JSON column would be too wide.</summary>
    private bool TryCollect(OtapBatch batch, BlockSource source, IReadOnlyList<ColumnPlan> columns)
    {
        int collected = 0;
        for (int i = 0; i < columns.Count; i++)
        {
            if (AttributeFields.SetOf(columns[i].Field) is not { } set)
            {
                continue;
            }

            AttributeForm form = columns[i].Shape == Shape.Map ? AttributeForm.Text : AttributeForm.Json;
            int bit = 1 << (int)set;
            if ((collected & bit) != 0)
            {
                // Values and keys of one table: the columns are in the table's order, and the values come first.
                continue;
            }

            collected |= bit;
            AttributeSource from = source.Attributes(set);
            _sources[(int)set] = from;
            AttributeEntries entries = _sets[(int)set] ??= new AttributeEntries(pool);
            entries.Collect(
                new AttributeAccessor(batch, from.Table), from.Parents, form,
                form == AttributeForm.Text ? Views.ViewLimits.MaxValueDepth : nestedMaxDepth);
            if (form == AttributeForm.Json && (long)entries.PathCount * from.Slots.Count > MaxDiscriminatorBytes)
            {
                return false;
            }
        }

        return true;
    }

    private void Write(SlabChain target, OtapBatch batch, BlockSource source, IReadOnlyList<ColumnPlan> columns)
    {
        var writer = new NativeWriter(target);
        writer.VarUInt((uint)columns.Count);
        writer.VarUInt((uint)source.Rows.Count);
        for (int i = 0; i < columns.Count; i++)
        {
            ColumnPlan column = columns[i];
            writer.Text(column.Name);
            if (AttributeFields.SetOf(column.Field) is { } set)
            {
                WriteAttributes(ref writer, batch, set, column.Shape);
            }
            else
            {
                source.Write(ref writer, column);
            }
        }

        writer.Flush();
    }

    private void WriteAttributes(scoped ref NativeWriter writer, OtapBatch batch, AttributeSet set, Shape shape)
    {
        AttributeSource from = _sources[(int)set];
        AttributeEntries entries = _sets[(int)set]!;
        var attributes = new AttributeAccessor(batch, from.Table);
        switch (shape)
        {
            case Shape.Map:
                MapColumn.Write(ref writer, entries, attributes, from.Slots, from.Nesting, _scratch);
                break;
            case Shape.Keys:
                MapColumn.WriteKeysOnly(ref writer, entries, from.Slots, _scratch);
                break;
            case Shape.Json:
                JsonColumn.Write(ref writer, entries, attributes, from.Slots, from.Nesting, _scratch);
                break;
            default:
                JsonTextColumn.Write(ref writer, entries, attributes, from.Slots, from.Nesting);
                break;
        }
    }
}
