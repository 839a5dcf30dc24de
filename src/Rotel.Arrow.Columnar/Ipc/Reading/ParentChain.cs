using System.Buffers;
using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>
/// The structs and lists above the array that is being read, outermost first: they say which of its slots can be seen.
/// A slot under a null parent, or between the lists, holds what it likes.
/// </summary>
/// <remarks>Asked only when the quick check of a whole column failed, which sound data seldom brings about.</remarks>
internal sealed class ParentChain
{
    private readonly List<Parent> _parents = [];

    /// <summary>Slots of the outermost array.</summary>
    private int _rows;

    /// <summary>Starts with a column of so many rows.</summary>
    internal void Begin(int rows)
    {
        _parents.Clear();
        _rows = rows;
    }

    /// <summary>Goes into the children of a struct.</summary>
    internal void PushStruct(ReadOnlyMemory<byte> validity) => _parents.Add(new Parent(validity, default, 0, 0));

    /// <summary>Goes into the child of a list.</summary>
    internal void PushList(ReadOnlyMemory<byte> validity, ReadOnlyMemory<byte> offsets, int offsetBytes, int childLength) =>
        _parents.Add(new Parent(validity, offsets, offsetBytes, childLength));

    /// <summary>Comes back.</summary>
    internal void Pop() => _parents.RemoveAt(_parents.Count - 1);

    /// <summary>One byte a slot of the array at hand, 1 = can be seen. The array is rented: give it back.</summary>
    internal byte[] RentVisible(int length)
    {
        byte[] visible = ArrayPool<byte>.Shared.Rent(Math.Max(1, _rows));
        int count = _rows;
        visible.AsSpan(0, count).Fill(1);
        foreach (Parent parent in _parents)
        {
            ReadOnlySpan<byte> validity = parent.Validity.Span;
            for (int i = 0; i < count && !validity.IsEmpty; i++)
            {
                visible[i] &= (byte)(BitUtility.GetBit(validity, i) ? 1 : 0);
            }

            if (parent.OffsetBytes != 0)
            {
                byte[] items = ArrayPool<byte>.Shared.Rent(Math.Max(1, parent.ChildLength));
                items.AsSpan(0, parent.ChildLength).Clear();
                for (int i = 0; i < count; i++)
                {
                    if (visible[i] != 0)
                    {
                        items.AsSpan()[parent.Offset(i)..parent.Offset(i + 1)].Fill(1);
                    }
                }

                ArrayPool<byte>.Shared.Return(visible);
                visible = items;
                count = parent.ChildLength;
            }
        }

        // A child may be longer than its struct: what is behind cannot be seen, and was cut off already.
        return length <= count ? visible : throw new InvalidOperationException("A column is longer than its parents say.");
    }

    internal static void Return(byte[] visible) => ArrayPool<byte>.Shared.Return(visible);

    private readonly record struct Parent(
        ReadOnlyMemory<byte> Validity, ReadOnlyMemory<byte> Offsets, int OffsetBytes, int ChildLength)
    {
        internal int Offset(int index) => OffsetBytes == 4
            ? SpanCast.Cast<int>(Offsets.Span)[index]
            : (int)SpanCast.Cast<long>(Offsets.Span)[index];
    }
}
