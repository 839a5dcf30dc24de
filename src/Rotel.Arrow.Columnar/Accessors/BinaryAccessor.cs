using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Accessors;

/// <summary>
/// Reads a column of text or bytes by row, whatever its layout: plain, or a dictionary with 8-, 16- or 32-bit
/// indexes. Null or absent cells read as empty.
/// </summary>
public readonly ref struct BinaryAccessor
{
    private readonly ReadOnlySpan<int> _ends;
    private readonly ReadOnlySpan<byte> _data;
    private readonly ReadOnlySpan<byte> _index8;
    private readonly ReadOnlySpan<ushort> _index16;
    private readonly ReadOnlySpan<int> _index32;
    private readonly CellValidity _validity;
    private readonly Layout _layout;

    /// <param name="array">A Utf8 or Binary array, or a dictionary of one, or null.</param>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public BinaryAccessor(IArrowArray? array)
    {
        if (array is null)
        {
            return;
        }

        ArrayData data = array.Data;
        _validity = new CellValidity(data);
        ArrayData values = data;
        if (data.DataType is DictionaryType dictionary)
        {
            values = data.Dictionary;
            ReadOnlySpan<byte> indexes = data.Buffers[1].Span;
            switch (dictionary.IndexType.TypeId)
            {
                case ArrowTypeId.UInt8 or ArrowTypeId.Int8:
                    _layout = Layout.Index8;
                    _index8 = indexes.Slice(data.Offset, data.Length);
                    break;
                case ArrowTypeId.UInt16 or ArrowTypeId.Int16:
                    _layout = Layout.Index16;
                    _index16 = SpanCast.Cast<ushort>(indexes).Slice(data.Offset, data.Length);
                    break;
                case ArrowTypeId.UInt32 or ArrowTypeId.Int32:
                    _layout = Layout.Index32;
                    _index32 = SpanCast.Cast<int>(indexes).Slice(data.Offset, data.Length);
                    break;
                default:
                    throw new NotSupportedException($"Dictionary index type {dictionary.IndexType.Name}");
            }
        }
        else
        {
            _layout = Layout.Plain;
        }

        if (values.DataType.TypeId is not (ArrowTypeId.String or ArrowTypeId.Binary))
        {
            throw new NotSupportedException($"Not a column of text or bytes: {values.DataType.Name}");
        }

        _ends = SpanCast.Cast<int>(values.Buffers[1].Span)[values.Offset..];
        _data = values.Buffers[2].Span;
    }

    private enum Layout : byte
    {
        Absent = 0,
        Plain,
        Index8,
        Index16,
        Index32,
    }

    /// <summary>True when the table has the column.</summary>
    public bool IsPresent => _layout != Layout.Absent;

    /// <summary>True when the cells are indexes into a dictionary.</summary>
    public bool IsDictionary => _layout > Layout.Plain;

    /// <summary>The cell, or empty.</summary>
    public ReadOnlySpan<byte> this[int row] => IsNull(row) ? default : Value(IndexOf(row));

    /// <summary>True when there is no value.</summary>
    public bool IsNull(int row) => _layout == Layout.Absent || _validity.IsNull(row);

    /// <summary>Dictionary index of a non-null cell; the row itself in the plain layout.</summary>
    public int IndexOf(int row) => _layout switch
    {
        Layout.Index8 => _index8[row],
        Layout.Index16 => _index16[row],
        Layout.Index32 => _index32[row],
        _ => row,
    };

    /// <summary>A value by dictionary index (or by row in the plain layout).</summary>
    public ReadOnlySpan<byte> Value(int index)
    {
        int start = _ends[index];
        return _data.Slice(start, _ends[index + 1] - start);
    }
}
