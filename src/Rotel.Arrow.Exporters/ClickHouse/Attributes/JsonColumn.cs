using System.Numerics;
using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap.Accessors;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>
/// Attributes as a JSON column in the flattened layout of the Native format (ClickHouse 25.6 and later): a path is a
/// column of its own, no JSON text is made and the server parses none.
/// <code>
/// prefix  u64 3, varuint paths, path*, then a path: u64 3, varuint types, type*
/// data    a path: u8 a row (number of its type; number of types: the row has none), then for each type its values
/// </code>
/// Source: components.md section 1.4 (SerializationObject and SerializationDynamic of the server, FLATTENED = 3).
/// </summary>
/// <remarks>
/// 1. entries are sorted by path, rows in order; 2. types of each path become its prefix; 3. each path is written.
/// Values of a resource stand once in the entries and are written for each of its rows.
/// </remarks>
internal static class JsonColumn
{
    private const ulong Flattened = 3;

    /// <summary>Writes a column.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="entries">What to write, in the JSON form.</param>
    /// <param name="attributes">The table they come from.</param>
    /// <param name="slots">The slot of each row.</param>
    /// <param name="nesting">Plain or Array.</param>
    /// <param name="scratch">Arrays.</param>
    public static void Write(
        scoped ref NativeWriter writer, AttributeEntries entries, scoped in AttributeAccessor attributes, RowMap slots, Nesting nesting,
        ScratchArrays scratch)
    {
        nesting.WriteType(ref writer, "JSON"u8);
        int paths = entries.PathCount;
        ReadOnlySpan<AttributeEntry> all = entries.Entries;
        int[] ends = scratch.Ints(paths + 1);
        int[] masks = scratch.Ints(paths);
        int[] sorted = scratch.Ints(all.Length);
        Sort(all, paths, ends, masks, sorted);

        writer.UInt64(Flattened);
        writer.VarUInt((uint)paths);
        for (int path = 0; path < paths; path++)
        {
            writer.Text(entries.Path(path));
        }

        for (int path = 0; path < paths; path++)
        {
            writer.UInt64(Flattened);
            writer.VarUInt((uint)BitOperations.PopCount((uint)masks[path]));
            for (int mask = masks[path]; mask != 0; mask &= mask - 1)
            {
                writer.Text(EntryKinds.TypeOf(BitOperations.TrailingZeroCount(mask)));
            }
        }

        nesting.WriteEnds(ref writer);
        var values = new EntryValues(entries, attributes);
        int[] expanded = slots.IsIdentity ? [] : scratch.Ints(slots.Count);
        int[] entryOfSlot = slots.IsIdentity ? [] : scratch.Ints(entries.Ends.Length);
        for (int path = 0; path < paths; path++)
        {
            ReadOnlySpan<int> own = sorted.AsSpan((path == 0 ? 0 : ends[path - 1])..ends[path]);
            if (!slots.IsIdentity)
            {
                own = Expand(all, own, slots, entryOfSlot.AsSpan(0, entries.Ends.Length), expanded);
            }

            WriteDiscriminators(ref writer, all, own, slots, masks[path]);
            for (int mask = masks[path]; mask != 0; mask &= mask - 1)
            {
                WriteKind(ref writer, values, all, own, (EntryKind)BitOperations.TrailingZeroCount(mask), isOnly: BitOperations.IsPow2(masks[path]));
            }
        }
    }

    /// <summary>Counting sort by path; also the set of kinds of each path.</summary>
    private static void Sort(ReadOnlySpan<AttributeEntry> all, int paths, int[] ends, int[] masks, int[] sorted)
    {
        ends.AsSpan(0, paths + 1).Clear();
        masks.AsSpan(0, paths).Clear();
        foreach (ref readonly AttributeEntry entry in all)
        {
            ends[entry.Path + 1]++;
            masks[entry.Path] |= 1 << (int)entry.Kind;
        }

        for (int path = 0; path < paths; path++)
        {
            ends[path + 1] += ends[path];
        }

        // ends[p] is the start of path p now, and its end when all are placed.
        for (int i = 0; i < all.Length; i++)
        {
            sorted[ends[all[i].Path]++] = i;
        }
    }

    /// <summary>The entries of one path, one a row that has it, when rows share slots: -1 - entry is never used here.</summary>
    private static ReadOnlySpan<int> Expand(
        ReadOnlySpan<AttributeEntry> all, ReadOnlySpan<int> own, RowMap slots, Span<int> entryOfSlot, int[] expanded)
    {
        entryOfSlot.Fill(-1);
        foreach (int entry in own)
        {
            entryOfSlot[all[entry].Slot] = entry;
        }

        ReadOnlySpan<int> rows = slots.Rows;
        for (int row = 0; row < rows.Length; row++)
        {
            expanded[row] = entryOfSlot[rows[row]];
        }

        return expanded.AsSpan(0, rows.Length);
    }

    private static void WriteDiscriminators(
        scoped ref NativeWriter writer, ReadOnlySpan<AttributeEntry> all, ReadOnlySpan<int> own, RowMap slots, int mask)
    {
        Span<byte> types = writer.Take(slots.Count);
        byte absent = (byte)BitOperations.PopCount((uint)mask);
        if (slots.IsIdentity)
        {
            types.Fill(absent);
            foreach (int entry in own)
            {
                types[all[entry].Slot] = TypeNumber(mask, all[entry].Kind);
            }
        }
        else
        {
            for (int row = 0; row < types.Length; row++)
            {
                types[row] = own[row] < 0 ? absent : TypeNumber(mask, all[own[row]].Kind);
            }
        }
    }

    private static byte TypeNumber(int mask, EntryKind kind) => (byte)BitOperations.PopCount((uint)(mask & ((1 << (int)kind) - 1)));

    private static void WriteKind(
        scoped ref NativeWriter writer, scoped in EntryValues values, ReadOnlySpan<AttributeEntry> all, ReadOnlySpan<int> own, EntryKind kind, bool isOnly)
    {
        if (kind >= EntryKind.TextArray)
        {
            WriteArrays(ref writer, values, all, own, kind);
            return;
        }

        foreach (int entry in own)
        {
            if (entry >= 0 && (isOnly || all[entry].Kind == kind))
            {
                values.WriteScalar(ref writer, all[entry]);
            }
        }
    }

    /// <summary>Array(Nullable(T)): ends, then one null flag an element, then the elements.</summary>
    private static void WriteArrays(
        scoped ref NativeWriter writer, scoped in EntryValues values, ReadOnlySpan<AttributeEntry> all, ReadOnlySpan<int> own, EntryKind kind)
    {
        ulong end = 0;
        foreach (int entry in own)
        {
            if (entry >= 0 && all[entry].Kind == kind)
            {
                end += (ulong)values.Array(all[entry].Source).Count;
                writer.UInt64(end);
            }
        }

        EntryKind scalar = kind - (int)EntryKind.TextArray;
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (int entry in own)
            {
                if (entry < 0 || all[entry].Kind != kind)
                {
                    continue;
                }

                (int first, int count) = values.Array(all[entry].Source);
                for (int cell = first; cell < first + count; cell++)
                {
                    if (pass == 0)
                    {
                        writer.Byte(values.IsNull(cell) ? (byte)1 : (byte)0);
                    }
                    else
                    {
                        values.WriteScalar(ref writer, new AttributeEntry(0, 0, ~cell, scalar));
                    }
                }
            }
        }
    }
}
