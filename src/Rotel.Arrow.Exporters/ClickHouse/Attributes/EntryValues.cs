using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap.Accessors;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>Reads the values of entries, wherever they lie, and writes them in the forms that columns have.</summary>
internal readonly ref struct EntryValues(AttributeEntries entries, AttributeAccessor attributes)
{
    private readonly AttributeAccessor _attributes = attributes;
    private readonly SideValues _side = entries.Side;

    public ReadOnlySpan<byte> Text(int source) => source >= 0 ? _attributes.Str[source] : _side.Text(~source);

    public long Int(int source) => source >= 0 ? _attributes.Int[source] : _side.Number(~source);

    public double Double(int source) =>
        source >= 0 ? _attributes.Double[source] : BitConverter.Int64BitsToDouble(_side.Number(~source));

    public bool Bool(int source) => source >= 0 ? _attributes.Bool[source] : _side.Number(~source) != 0;

    /// <summary>First cell and number of cells of an array.</summary>
    public (int First, int Count) Array(int source) => _side.Array(~source);

    /// <summary>True for an element of an array without a value; it reads as an empty text or zero.</summary>
    public bool IsNull(int cell) => _side.IsNull(cell);

    /// <summary>A scalar as a String: length and text.</summary>
    public void WriteText(scoped ref NativeWriter writer, scoped in AttributeEntry entry)
    {
        Span<byte> buffer = stackalloc byte[ScalarText.MaxBytes];
        switch (entry.Kind)
        {
            case EntryKind.Int:
                writer.Text(buffer[..ScalarText.Int(Int(entry.Source), buffer)]);
                break;
            case EntryKind.Double:
                writer.Text(buffer[..ScalarText.Double(Double(entry.Source), buffer)]);
                break;
            case EntryKind.Bool:
                writer.Text(ScalarText.Bool(Bool(entry.Source)));
                break;
            default:
                writer.Text(Text(entry.Source));
                break;
        }
    }

    /// <summary>A scalar in its own type.</summary>
    public void WriteScalar(scoped ref NativeWriter writer, scoped in AttributeEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Int:
                writer.Value(Int(entry.Source));
                break;
            case EntryKind.Double:
                writer.Value(Double(entry.Source));
                break;
            case EntryKind.Bool:
                writer.Byte(Bool(entry.Source) ? (byte)1 : (byte)0);
                break;
            default:
                writer.Text(Text(entry.Source));
                break;
        }
    }

    /// <summary>A value as JSON.</summary>
    public void WriteJson(JsonTextWriter json, scoped in AttributeEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Text:
                json.String(Text(entry.Source));
                break;
            case EntryKind.Int:
                json.Int(Int(entry.Source));
                break;
            case EntryKind.Double:
                json.Double(Double(entry.Source));
                break;
            case EntryKind.Bool:
                json.Bool(Bool(entry.Source));
                break;
            default:
                WriteJsonArray(json, entry);
                break;
        }
    }

    private void WriteJsonArray(JsonTextWriter json, scoped in AttributeEntry entry)
    {
        (int first, int count) = Array(entry.Source);
        json.BeginArray();
        for (int cell = first; cell < first + count; cell++)
        {
            if (_side.IsNull(cell))
            {
                json.Empty();
            }
            else
            {
                WriteJson(json, new AttributeEntry(0, 0, ~cell, entry.Kind - (int)EntryKind.TextArray));
            }
        }

        json.EndArray();
    }
}
