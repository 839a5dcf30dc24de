using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Writing;

/// <summary>
/// Walks an array in depth first and gives its field nodes and buffers to the message. Slices are written as what they
/// show: bitmaps begin at bit 0, offsets at 0, values with the first cell.
/// </summary>
internal sealed class ArrayEmitter(BodyWriter body, MessageNumbers numbers, SlabPool pool) : IDisposable
{
    private readonly NativeBuffer<byte> _scratch = new(pool);

    /// <summary>Writes cells [<paramref name="start"/>, +<paramref name="length"/>) of an array.</summary>
    /// <exception cref="ArgumentException">The array is not of the type that the schema says.</exception>
    internal void Emit(FieldLayout field, ArrayData array, int start, int length)
    {
        if (array.DataType.TypeId != field.Type.TypeId)
        {
            throw new ArgumentException($"Column '{field.Path}' is {array.DataType.Name}, the schema says {field.Type.Name}.");
        }

        int at = array.Offset + start;
        if (field.Layout == ArrayLayout.Null)
        {
            numbers.AddNode(length, length);
            return;
        }

        Validity(array, at, length);
        switch (field.Layout)
        {
            case ArrayLayout.Bits:
                Bits(array.Buffers[1].Span, at, length);
                break;
            case ArrayLayout.Fixed:
            case ArrayLayout.Dictionary:
                body.Add(array.Buffers[1].Span.Slice(at * field.Width, length * field.Width));
                break;
            case ArrayLayout.Bytes:
                (int from, int to) = Offsets(field, array, at, length);
                body.Add(array.Buffers[2].Span[from..to]);
                break;
            case ArrayLayout.List:
                (int first, int end) = Offsets(field, array, at, length);
                Emit(field.Children[0], array.Children[0], first, end - first);
                break;
            default:
                for (int i = 0; i < field.Children.Length; i++)
                {
                    Emit(field.Children[i], array.Children[i], at, length);
                }

                break;
        }
    }

    public void Dispose() => _scratch.Dispose();

    private void Validity(ArrayData array, int at, int length)
    {
        ReadOnlySpan<byte> bitmap = array.Buffers[0].Span;
        int nulls = bitmap.IsEmpty || array.NullCount == 0 ? 0 : length - BitRange.CountOnes(bitmap, at, length);
        numbers.AddNode(length, nulls);
        if (nulls == 0)
        {
            body.Add(default);
        }
        else
        {
            Bits(bitmap, at, length);
        }
    }

    private void Bits(ReadOnlySpan<byte> bits, int at, int length)
    {
        int bytes = (length + 7) / 8;
        if ((at & 7) == 0 && ((length & 7) == 0 || bits[(at / 8) + bytes - 1] >> (length & 7) == 0))
        {
            body.Add(bits.Slice(at / 8, bytes));
            return;
        }

        Span<byte> copy = Scratch(bytes);
        copy.Clear();
        BitRange.Copy(bits, at, copy, 0, length);
        body.Add(copy);
    }

    /// <summary>Writes length + 1 offsets that begin at 0, and gives the range that the true ones span.</summary>
    private (int From, int To) Offsets(FieldLayout field, ArrayData array, int at, int length)
    {
        ReadOnlySpan<byte> buffer = array.Buffers[1].Span;
        if (length == 0 && buffer.Length < (at + 1) * field.Width)
        {
            body.Add(ZeroOffset[..field.Width]);
            return (0, 0);
        }

        buffer = buffer.Slice(at * field.Width, (length + 1) * field.Width);
        if (field.Width == 4)
        {
            ReadOnlySpan<int> offsets = SpanCast.Cast<int>(buffer);
            if (offsets[0] != 0)
            {
                Span<int> moved = SpanCast.Cast<int>(Scratch(buffer.Length));
                for (int i = 0; i < moved.Length; i++)
                {
                    moved[i] = offsets[i] - offsets[0];
                }

                buffer = _scratch.Values;
            }

            body.Add(buffer);
            return (offsets[0], offsets[^1]);
        }

        ReadOnlySpan<long> wide = SpanCast.Cast<long>(buffer);
        if (wide[0] != 0)
        {
            Span<long> moved = SpanCast.Cast<long>(Scratch(buffer.Length));
            for (int i = 0; i < moved.Length; i++)
            {
                moved[i] = wide[i] - wide[0];
            }

            buffer = _scratch.Values;
        }

        body.Add(buffer);
        return ((int)wide[0], (int)wide[^1]);
    }

    private static ReadOnlySpan<byte> ZeroOffset => [0, 0, 0, 0, 0, 0, 0, 0];

    private Span<byte> Scratch(int bytes)
    {
        _scratch.Clear();
        return _scratch.AppendSpan(bytes);
    }
}
