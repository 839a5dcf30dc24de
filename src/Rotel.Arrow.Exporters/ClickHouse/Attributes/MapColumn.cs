using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap.Accessors;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>
/// Attributes as Map(LowCardinality(String), String), the layout of Rotel and the Collector, and their keys alone as
/// Array(LowCardinality(String)). A Map keeps keys that repeat.
/// <code>
/// prefix  u64 1 (of the keys)
/// data    u64 cumulative end a row, keys (LowCardinality), values (String)
/// </code>
/// </summary>
internal static class MapColumn
{
    /// <summary>Keys and values.</summary>
    public static void Write(
        scoped ref NativeWriter writer, AttributeEntries entries, scoped in AttributeAccessor attributes, RowMap slots, Nesting nesting,
        ScratchArrays scratch)
    {
        nesting.WriteType(ref writer, "Map(LowCardinality(String), String)"u8);
        writer.UInt64(LowCardinalityWire.Version);
        nesting.WriteEnds(ref writer);
        WriteKeys(ref writer, entries, slots, scratch);
        WriteValues(ref writer, entries, new EntryValues(entries, attributes), slots);
    }

    /// <summary>Only the keys: the columns ...Keys of the Collector's JSON tables.</summary>
    public static void WriteKeysOnly(scoped ref NativeWriter writer, AttributeEntries entries, RowMap slots, ScratchArrays scratch)
    {
        writer.Text("Array(LowCardinality(String))"u8);
        writer.UInt64(LowCardinalityWire.Version);
        WriteKeys(ref writer, entries, slots, scratch);
    }

    private static void WriteKeys(scoped ref NativeWriter writer, AttributeEntries entries, RowMap slots, ScratchArrays scratch)
    {
        ReadOnlySpan<int> ends = entries.Ends;
        int total = 0;
        for (int row = 0; row < slots.Count; row++)
        {
            int slot = slots[row];
            total += ends[slot] - entries.Start(slot);
            writer.UInt64((ulong)total);
        }

        if (total == 0)
        {
            return;
        }

        int[] codes = scratch.Ints(total);
        ReadOnlySpan<AttributeEntry> all = entries.Entries;
        int next = 0;
        for (int row = 0; row < slots.Count; row++)
        {
            int slot = slots[row];
            for (int i = entries.Start(slot); i < ends[slot]; i++)
            {
                codes[next++] = all[i].Path + 1;
            }
        }

        int keys = entries.PathCount + 1;
        LowCardinalityWire.Begin(ref writer, keys);
        writer.Text(ReadOnlySpan<byte>.Empty);
        for (int path = 0; path < entries.PathCount; path++)
        {
            writer.Text(entries.Path(path));
        }

        LowCardinalityWire.Indexes(ref writer, keys, codes.AsSpan(0, total));
    }

    private static void WriteValues(scoped ref NativeWriter writer, AttributeEntries entries, scoped in EntryValues values, RowMap slots)
    {
        ReadOnlySpan<AttributeEntry> all = entries.Entries;
        ReadOnlySpan<int> ends = entries.Ends;
        for (int row = 0; row < slots.Count; row++)
        {
            int slot = slots[row];
            for (int i = entries.Start(slot); i < ends[slot]; i++)
            {
                values.WriteText(ref writer, all[i]);
            }
        }
    }
}
