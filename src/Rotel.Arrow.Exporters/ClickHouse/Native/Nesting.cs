namespace Rotel.Arrow.Exporters.ClickHouse.Native;

/// <summary>
/// Whether a column is written as an Array with a cell a parent: the members of a Nested column, which share their
/// offsets.
/// </summary>
/// <param name="Ends">Cumulative number of children at the end of each parent; null: a plain column.</param>
/// <param name="Parents">Number of parents.</param>
internal readonly record struct Nesting(ulong[]? Ends, int Parents)
{
    /// <summary>A plain column.</summary>
    public static Nesting None => default;

    /// <summary>The type of the column, wrapped into Array when it is nested.</summary>
    public void WriteType(scoped ref NativeWriter writer, scoped ReadOnlySpan<byte> type)
    {
        if (Ends is null)
        {
            writer.Text(type);
            return;
        }

        writer.VarUInt((uint)type.Length + 7);
        writer.Raw("Array("u8);
        writer.Raw(type);
        writer.Byte((byte)')');
    }

    /// <summary>The offsets, if there are any: they stand behind the prefix of the type and before its data.</summary>
    public void WriteEnds(scoped ref NativeWriter writer)
    {
        if (Ends is not null)
        {
            writer.Values<ulong>(Ends.AsSpan(0, Parents));
        }
    }
}
