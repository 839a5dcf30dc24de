using Apache.Arrow;

namespace Rotel.Arrow.Columnar.Accessors;

/// <summary>Null test of the cells of one array; everything is valid when there is no bitmap.</summary>
internal readonly ref struct CellValidity
{
    private readonly ReadOnlySpan<byte> _bitmap;
    private readonly int _offset;

    internal CellValidity(ArrayData data)
    {
        _bitmap = data.GetNullCount() == 0 ? default : data.Buffers[0].Span;
        _offset = data.Offset;
    }

    internal bool IsNull(int row)
    {
        if (_bitmap.IsEmpty)
        {
            return false;
        }

        int bit = row + _offset;
        return (_bitmap[bit >> 3] >> (bit & 7) & 1) == 0;
    }
}
