namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>One attribute, or one leaf of a key/value list, on its way into a column.</summary>
/// <param name="Path">Number of its path.</param>
/// <param name="Slot">Which parent has it: number in the map that the entries were collected with.</param>
/// <param name="Source">Row of the attribute table; negative: complement of a cell of the side values.</param>
/// <param name="Kind">Its type.</param>
internal readonly record struct AttributeEntry(int Path, int Slot, int Source, EntryKind Kind);

/// <summary>How attributes are written.</summary>
internal enum AttributeForm : byte
{
    /// <summary>As text with keys that may repeat: a Map.</summary>
    Text = 0,

    /// <summary>Typed, with paths that occur once a row: JSON.</summary>
    Json,
}
