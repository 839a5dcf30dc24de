using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap.Accessors;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>
/// Attributes as a String column with a JSON object a row: for servers that do not know the flattened layout (a String
/// is converted for a JSON column), and for tables whose attributes are text.
/// </summary>
internal static class JsonTextColumn
{
    public static void Write(
        scoped ref NativeWriter writer, AttributeEntries entries, scoped in AttributeAccessor attributes, RowMap slots, Nesting nesting)
    {
        nesting.WriteType(ref writer, TextColumns.StringType);
        nesting.WriteEnds(ref writer);
        var values = new EntryValues(entries, attributes);
        int previous = -1;
        ReadOnlySpan<byte> text = default;
        for (int row = 0; row < slots.Count; row++)
        {
            int slot = slots[row];
            if (slot != previous)
            {
                // Rows of one resource stand together.
                text = Object(entries, values, slot);
                previous = slot;
            }

            writer.Text(text);
        }
    }

    private static ReadOnlySpan<byte> Object(AttributeEntries entries, scoped in EntryValues values, int slot)
    {
        JsonTextWriter json = entries.Json;
        json.Begin();
        json.BeginMap();
        for (int i = entries.Start(slot); i < entries.Ends[slot]; i++)
        {
            AttributeEntry entry = entries.Entries[i];
            json.MapKey(entries.Path(entry.Path));
            values.WriteJson(json, entry);
        }

        json.EndMap();
        return json.End();
    }
}
