using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otap.FromRecords.Columns;

/// <summary>
/// A column of text, bytes or fixed-size bytes (also the large forms), native or in a dictionary. Nulls read as empty;
/// an absent column, and one of the null type, is all null.
/// </summary>
internal readonly ref struct WireBytes
{
    private readonly WireCells _cells;
    private readonly ReadOnlySpan<int> _ends;
    private readonly ReadOnlySpan<long> _longEnds;
    private readonly ReadOnlySpan<byte> _data;
    private readonly int _width;
    private readonly bool _isPresent;

    public WireBytes(scoped in WireColumn column)
    {
        if (column.Data is not { } data)
        {
            return;
        }

        _cells = new WireCells(data, out ArrayData values);
        switch (values.DataType.TypeId)
        {
            case ArrowTypeId.String or ArrowTypeId.Binary:
                _ends = SpanCast.Cast<int>(values.Buffers[1].Span);
                _data = values.Buffers[2].Span;
                break;
            case ArrowTypeId.LargeString or ArrowTypeId.LargeBinary:
                _longEnds = SpanCast.Cast<long>(values.Buffers[1].Span);
                _data = values.Buffers[2].Span;
                break;
            case ArrowTypeId.FixedSizedBinary:
                _width = ((FixedSizeBinaryType)values.DataType).ByteWidth;
                _data = values.Buffers[1].Span;
                break;
            default:
                throw column.WrongType("text or bytes");
        }

        _isPresent = true;
    }

    /// <summary>True when the table has the column.</summary>
    public bool IsPresent => _isPresent;

    /// <summary>The cell, or empty.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            int position = _isPresent ? _cells.Position(row) : -1;
            return position < 0 ? default : Value(position);
        }
    }

    /// <summary>True when there is no value.</summary>
    public bool IsNull(int row) => !_isPresent || _cells.Position(row) < 0;

    /// <summary>Dictionary position of a cell, to remember what was found for it; -1 for a null or a native cell.</summary>
    public int DictionaryPosition(int row) => _isPresent && _cells.IsDictionary ? _cells.Position(row) : -1;

    /// <summary>
    /// True when two cells are equal: by index in a dictionary (whose entries the Rust engine repeats, and runs end
    /// where the index changes), by value otherwise. Null is equal to null and to empty.
    /// </summary>
    public bool Same(int row, int other)
    {
        if (!_isPresent)
        {
            return true;
        }

        int one = _cells.Position(row);
        int two = _cells.Position(other);
        return one >= 0 && two >= 0 && _cells.IsDictionary ? one == two : At(one).SequenceEqual(At(two));
    }

    /// <summary>True when two cells are equal by value.</summary>
    public bool SameValue(int row, int other) => this[row].SequenceEqual(this[other]);

    private ReadOnlySpan<byte> At(int position) => position < 0 ? default : Value(position);

    private ReadOnlySpan<byte> Value(int position)
    {
        if (_width != 0)
        {
            return _data.Slice(position * _width, _width);
        }

        if (!_longEnds.IsEmpty)
        {
            int start = (int)_longEnds[position];
            return _data.Slice(start, (int)_longEnds[position + 1] - start);
        }

        int begin = _ends[position];
        return _data.Slice(begin, _ends[position + 1] - begin);
    }
}
