using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>
/// The values of one dictionary, or of a level of nested ones, as an array that grows at its end: a delta costs its own
/// bytes, and a batch that was read before keeps the shorter array.
/// </summary>
/// <remarks>One writer. Parts have been validated and begin at offset 0.</remarks>
internal sealed class DictionaryValues : IDisposable
{
    private readonly FieldLayout _layout;
    private readonly SharedBytes _validity;
    private readonly SharedBytes _main;
    private readonly SharedBytes _data;
    private readonly DictionaryValues[] _children;
    private int _nulls;

    internal DictionaryValues(FieldLayout layout, SlabPool pool)
    {
        _layout = layout;
        _validity = new SharedBytes(pool);
        _main = new SharedBytes(pool);
        _data = new SharedBytes(pool);
        _children = new DictionaryValues[layout.Children.Length];
        for (int i = 0; i < _children.Length; i++)
        {
            _children[i] = new DictionaryValues(layout.Children[i], pool);
        }
    }

    /// <summary>Values.</summary>
    internal int Count { get; private set; }

    /// <summary>Greatest index that the values refer to, for a dictionary of dictionaries; -1 without.</summary>
    internal Int128 GreatestIndex { get; private set; } = -1;

    /// <summary>Bytes of all values.</summary>
    internal long Bytes
    {
        get
        {
            long bytes = (long)_validity.Count + _main.Count + _data.Count;
            foreach (DictionaryValues child in _children)
            {
                bytes += child.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>Bytes that appending an array takes at most.</summary>
    internal static long BytesOf(ArrayData part)
    {
        long bytes = 0;
        foreach (ArrowBuffer buffer in part.Buffers)
        {
            bytes += buffer.Length;
        }

        foreach (ArrayData child in part.Children ?? [])
        {
            bytes += BytesOf(child);
        }

        return bytes;
    }

    /// <summary>Appends validated values.</summary>
    /// <param name="part">An array of this layout.</param>
    /// <param name="mostCells">Most cells of any level.</param>
    internal void Append(ArrayData part, int mostCells)
    {
        if ((long)Count + part.Length > mostCells)
        {
            throw new IpcException(IpcErrorCode.LimitExceeded, _layout.Path, $"a dictionary of more than {mostCells} cells");
        }

        if (_layout.Layout != ArrayLayout.Null)
        {
            AppendValidity(part);
        }

        switch (_layout.Layout)
        {
            case ArrayLayout.Bits:
                AppendBits(_main, Count, part.Buffers[1].Span, part.Length);
                break;
            case ArrayLayout.Fixed:
                Copy(part.Buffers[1].Span[..(part.Length * _layout.Width)], _main);
                break;
            case ArrayLayout.Dictionary:
                Copy(part.Buffers[1].Span[..(part.Length * _layout.Width)], _main);
                GreatestIndex = Int128.Max(
                    GreatestIndex,
                    IndexCheck.GreatestVisible(_layout, part.Buffers[1].Span, part.Buffers[0].Span, default, part.Length));
                break;
            case ArrayLayout.Bytes:
                (long from, long to) = AppendOffsets(part, _data.Count, keepsFront: false);
                Copy(part.Buffers[2].Span[(int)from..(int)to], _data);
                break;
            case ArrayLayout.List:
                // The whole child, so that offsets only shift.
                AppendOffsets(part, _children[0].Count, keepsFront: true);
                _children[0].Append(part.Children[0], mostCells);
                break;
            case ArrayLayout.Struct:
                for (int i = 0; i < _children.Length; i++)
                {
                    _children[i].Append(part.Children[i], mostCells);
                }

                break;
        }

        Count += part.Length;
    }

    /// <summary>The values so far as an array that shares their memory.</summary>
    /// <param name="slabs">Receives the slabs behind it; the references are the caller's to take.</param>
    /// <param name="inner">Gives the values of a dictionary below this one.</param>
    internal ArrayData View(List<Slab> slabs, Func<FieldLayout, Int128, ArrayData> inner)
    {
        ArrowBuffer validity = View(_validity, slabs), main = View(_main, slabs);
        switch (_layout.Layout)
        {
            case ArrayLayout.Null:
                return new ArrayData(_layout.Type, Count, Count, 0, System.Array.Empty<ArrowBuffer>());
            case ArrayLayout.Bytes:
                return new ArrayData(_layout.Type, Count, _nulls, 0, [validity, OrZero(main), View(_data, slabs)]);
            case ArrayLayout.List:
                return new ArrayData(_layout.Type, Count, _nulls, 0, [validity, OrZero(main)], [_children[0].View(slabs, inner)]);
            case ArrayLayout.Dictionary:
                return new ArrayData(
                    _layout.Type, Count, _nulls, 0, [validity, main], null, inner(_layout, GreatestIndex));
            case ArrayLayout.Struct:
                var children = new ArrayData[Math.Max(1, _children.Length)];
                children[0] = EmptyStructChild.Of(Count);
                for (int i = 0; i < _children.Length; i++)
                {
                    children[i] = _children[i].View(slabs, inner);
                }

                return new ArrayData(_layout.Type, Count, _nulls, 0, [validity], children);
            default:
                return new ArrayData(_layout.Type, Count, _nulls, 0, [validity, main]);
        }
    }

    public void Dispose()
    {
        _validity.Dispose();
        _main.Dispose();
        _data.Dispose();
        foreach (DictionaryValues child in _children)
        {
            child.Dispose();
        }
    }

    private static ArrowBuffer View(SharedBytes bytes, List<Slab> slabs)
    {
        if (bytes.Slab is { } slab)
        {
            slabs.Add(slab);
        }

        return bytes.View();
    }

    private static ArrowBuffer OrZero(ArrowBuffer offsets) => offsets.IsEmpty ? ZeroOffsets.Buffer : offsets;

    private static void Copy(ReadOnlySpan<byte> from, SharedBytes to) => from.CopyTo(to.AppendSpan(from.Length));

    private static void AppendBits(SharedBytes target, int count, ReadOnlySpan<byte> bits, int more)
    {
        int bytes = (count + more + 7) / 8;
        target.AppendSpan(bytes - target.Count).Clear();
        if (bits.IsEmpty)
        {
            BitRange.Fill(target.Values, count, more);
        }
        else
        {
            BitRange.Copy(bits, 0, target.Values, count, more);
        }
    }

    /// <summary>A bitmap is kept from the first null on.</summary>
    private void AppendValidity(ArrayData part)
    {
        if (_nulls == 0 && part.NullCount > 0)
        {
            AppendBits(_validity, 0, default, Count);
        }

        _nulls += part.NullCount;
        if (_nulls > 0)
        {
            AppendBits(_validity, Count, part.NullCount == 0 ? default : part.Buffers[0].Span, part.Length);
        }
    }

    /// <summary>
    /// Appends the ends of the part's values, moved to where their bytes or items will stand.
    /// </summary>
    /// <param name="part">Bytes or lists.</param>
    /// <param name="start">Bytes or items there are already.</param>
    /// <param name="keepsFront">What stands before the first offset is taken along.</param>
    /// <returns>First and last offset of the part.</returns>
    private (long From, long To) AppendOffsets(ArrayData part, int start, bool keepsFront)
    {
        if (_main.Count == 0)
        {
            _main.AppendSpan(_layout.Width).Clear();
        }

        if (part.Length == 0)
        {
            return (0, 0);
        }

        int bytes = part.Length * _layout.Width;
        if (_layout.Width == 4)
        {
            ReadOnlySpan<int> offsets = SpanCast.Cast<int>(part.Buffers[1].Span)[..(part.Length + 1)];
            int shift = start - (keepsFront ? 0 : offsets[0]);
            Span<int> ends = SpanCast.Cast<int>(_main.AppendSpan(bytes));
            for (int i = 0; i < ends.Length; i++)
            {
                ends[i] = offsets[i + 1] + shift;
            }

            return (offsets[0], offsets[^1]);
        }
        else
        {
            ReadOnlySpan<long> offsets = SpanCast.Cast<long>(part.Buffers[1].Span)[..(part.Length + 1)];
            long shift = start - (keepsFront ? 0 : offsets[0]);
            Span<long> ends = SpanCast.Cast<long>(_main.AppendSpan(bytes));
            for (int i = 0; i < ends.Length; i++)
            {
                ends[i] = offsets[i + 1] + shift;
            }

            return (offsets[0], offsets[^1]);
        }
    }
}
