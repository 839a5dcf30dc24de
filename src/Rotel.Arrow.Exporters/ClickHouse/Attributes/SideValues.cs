using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>
/// Values that do not lie in a column of the attribute table as they are sent: leaves of maps, bytes as digits, JSON,
/// arrays. A scalar is one number or one text; an array is a range of scalars.
/// </summary>
/// <remarks>One thread. Empty after <see cref="Clear"/>.</remarks>
internal sealed class SideValues(SlabPool pool) : IDisposable
{
    private readonly NativeBuffer<byte> _text = new(pool);
    private readonly NativeBuffer<Cell> _cells = new(pool);

    /// <summary>Cells so far.</summary>
    public int Count => _cells.Count;

    /// <summary>Adds a text.</summary>
    public int AddText(ReadOnlySpan<byte> utf8)
    {
        _cells.Append(new Cell(_text.Count, utf8.Length));
        _text.Append(utf8);
        return _cells.Count - 1;
    }

    /// <summary>Adds bytes as upper-case hexadecimal digits, as Rotel and ClickHouse's hex() write them.</summary>
    public int AddHex(ReadOnlySpan<byte> bytes)
    {
        _cells.Append(new Cell(_text.Count, bytes.Length * 2));
        System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(bytes), _text.AppendSpan(bytes.Length * 2));
        return _cells.Count - 1;
    }

    /// <summary>Adds the bits of a number: an integer, a double or a boolean.</summary>
    public int AddNumber(long bits)
    {
        _cells.Append(new Cell(bits, 0));
        return _cells.Count - 1;
    }

    /// <summary>Adds an element of an array that has no value.</summary>
    public void AddNull() => _cells.Append(new Cell(0, -1));

    /// <summary>Adds an array of the cells from <paramref name="first"/> on.</summary>
    public int AddArray(int first)
    {
        _cells.Append(new Cell(first, _cells.Count - first));
        return _cells.Count - 1;
    }

    /// <summary>Takes the cells from <paramref name="count"/> on back.</summary>
    public void Truncate(int count) => _cells.Truncate(count);

    public ReadOnlySpan<byte> Text(int cell) =>
        _cells[cell] is { Length: > 0 } text ? _text.Values.Slice((int)text.Bits, text.Length) : default;

    public long Number(int cell) => _cells[cell].Bits;

    public bool IsNull(int cell) => _cells[cell].Length < 0;

    /// <summary>First cell and number of cells of an array.</summary>
    public (int First, int Count) Array(int cell) => ((int)_cells[cell].Bits, _cells[cell].Length);

    public void Clear()
    {
        _text.Truncate(0);
        _cells.Truncate(0);
    }

    public void Dispose()
    {
        _text.Dispose();
        _cells.Dispose();
    }

    /// <param name="Bits">The number, or where a text begins, or the first cell of an array.</param>
    /// <param name="Length">Bytes of a text, cells of an array; negative: null.</param>
    private readonly record struct Cell(long Bits, int Length);
}
