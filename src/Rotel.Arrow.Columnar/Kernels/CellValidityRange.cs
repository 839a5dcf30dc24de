using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>The validity of one source array, wherever it begins: everything is valid when there is no null.</summary>
internal readonly ref struct CellValidityRange
{
    private readonly ReadOnlySpan<byte> _bits;
    private readonly int _offset;

    internal CellValidityRange(ArrayData array)
    {
        IsAllNull = array.DataType.TypeId == Apache.Arrow.Types.ArrowTypeId.Null;
        HasNulls = IsAllNull ? array.Length > 0 : array.GetNullCount() > 0;
        _bits = HasNulls && !IsAllNull ? array.Buffers[0].Span : default;
        _offset = array.Offset;
    }

    /// <summary>True for an array of the type Null.</summary>
    internal bool IsAllNull { get; }

    internal bool HasNulls { get; }

    internal bool IsValid(int row) => !HasNulls || (!IsAllNull && BitRange.Get(_bits, row + _offset));

    internal int CountValid(int start, int count) =>
        !HasNulls ? count : IsAllNull ? 0 : BitRange.CountOnes(_bits, start + _offset, count);

    /// <summary>Copies the validity of some rows to a bitmap that is zero there.</summary>
    internal void CopyTo(Span<byte> target, int targetStart, int start, int count)
    {
        if (!HasNulls)
        {
            BitRange.Fill(target, targetStart, count);
        }
        else if (!IsAllNull)
        {
            BitRange.Copy(_bits, start + _offset, target, targetStart, count);
        }
    }

    /// <summary>A bitmap of zeros for <paramref name="rows"/> cells.</summary>
    internal static ArrowBuffer Allocate(SealContext context, int rows, out Span<byte> bits)
    {
        ArrowBuffer buffer = context.Allocate((rows + 7) / 8, out bits);
        bits.Clear();
        return buffer;
    }
}
