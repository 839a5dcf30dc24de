namespace Rotel.Arrow.Exporters.ClickHouse.Native;

/// <summary>
/// Which row of an OTAP table each row of a block shows: the same one, some of them, or one again and again (a resource
/// for all its spans). The array may be longer than the count; it belongs to whoever made the map.
/// </summary>
/// <param name="rows">Row of the table for each row of the block; null: row i for row i.</param>
/// <param name="count">Rows of the block.</param>
internal readonly struct RowMap(int[]? rows, int count)
{
    public int Count => count;

    /// <summary>True when row i is row i.</summary>
    public bool IsIdentity => rows is null;

    public int this[int row] => rows is null ? row : rows[row];

    /// <summary>The rows; empty when <see cref="IsIdentity"/>.</summary>
    public ReadOnlySpan<int> Rows => rows is null ? default : rows.AsSpan(0, count);

    /// <summary>The rows 0 to <paramref name="count"/> - 1.</summary>
    public static RowMap Identity(int count) => new(null, count);
}
