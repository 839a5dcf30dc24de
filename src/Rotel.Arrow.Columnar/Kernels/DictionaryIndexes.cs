using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>The indexes of a dictionary array of any width, by row.</summary>
internal readonly ref struct DictionaryIndexes
{
    private readonly ReadOnlySpan<byte> _narrow;
    private readonly ReadOnlySpan<ushort> _middle;
    private readonly ReadOnlySpan<int> _wide;
    private readonly int _width;

    internal DictionaryIndexes(ArrayData array, DictionaryType type)
    {
        ReadOnlySpan<byte> bytes = array.Buffers[1].Span;
        _ = CellLayouts.Of(type, out _width);
        switch (_width)
        {
            case 1:
                _narrow = bytes.Slice(array.Offset, array.Length);
                break;
            case 2:
                _middle = SpanCast.Cast<ushort>(bytes).Slice(array.Offset, array.Length);
                break;
            default:
                _wide = SpanCast.Cast<int>(bytes).Slice(array.Offset, array.Length);
                break;
        }
    }

    internal int this[int row] => _width switch
    {
        1 => _narrow[row],
        2 => _middle[row],
        _ => _wide[row],
    };
}
