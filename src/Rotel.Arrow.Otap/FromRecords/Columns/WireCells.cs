using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Otap.FromRecords.Columns;

/// <summary>
/// Where the value of a cell stands, whatever the layout: natively in its row, or in a dictionary with indexes of 1, 2,
/// 4 or 8 bytes, signed or not. Nulls of the cell and of the dictionary entry are one.
/// </summary>
internal readonly ref struct WireCells
{
    private readonly ReadOnlySpan<byte> _validity;
    private readonly ReadOnlySpan<byte> _indexes;
    private readonly ReadOnlySpan<byte> _valueValidity;
    private readonly int _offset;
    private readonly int _indexWidth;
    private readonly int _valueOffset;

    /// <param name="data">The column.</param>
    /// <param name="values">The values that positions count in: the column itself, or its dictionary.</param>
    public WireCells(ArrayData data, out ArrayData values)
    {
        values = data;
        _offset = data.Offset;
        _validity = Bitmap(data);
        if (data.DataType is DictionaryType dictionary)
        {
            values = data.Dictionary;
            _indexWidth = ((FixedWidthType)dictionary.IndexType).BitWidth / 8;
            _indexes = data.Buffers[1].Span;
            _valueValidity = Bitmap(values);
            _valueOffset = values.Offset;
        }
    }

    /// <summary>True when cells are indexes.</summary>
    public bool IsDictionary => _indexWidth != 0;

    /// <summary>Position of the value, offset included; -1 for a null.</summary>
    public int Position(int row)
    {
        int cell = row + _offset;
        if (!IsSet(_validity, cell))
        {
            return -1;
        }

        if (_indexWidth == 0)
        {
            return cell;
        }

        int value = Index(cell) + _valueOffset;
        return IsSet(_valueValidity, value) ? value : -1;
    }

    /// <summary>True when two cells of a dictionary column have the same index, whether it is valid or not.</summary>
    public bool SameIndex(int row, int other) => Index(row + _offset) == Index(other + _offset);

    private static ReadOnlySpan<byte> Bitmap(ArrayData data) =>
        data.NullCount == 0 || data.Buffers.Length == 0 ? default : data.Buffers[0].Span;

    private static bool IsSet(ReadOnlySpan<byte> bitmap, int bit) =>
        bitmap.IsEmpty || (bitmap[bit >> 3] >> (bit & 7) & 1) != 0;

    private int Index(int cell) => _indexWidth switch
    {
        1 => _indexes[cell],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(_indexes[(cell * 2)..]),
        4 => BinaryPrimitives.ReadInt32LittleEndian(_indexes[(cell * 4)..]),
        _ => (int)BinaryPrimitives.ReadInt64LittleEndian(_indexes[(cell * 8)..]),
    };
}
