using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>
/// Columns without a value: rows of them are zeros, whichever rows they are. Typed unions as OTAP has them (a column a
/// type) are mostly that, so they are worth a shortcut.
/// </summary>
internal static class NullCells
{
    /// <summary>Rows of a flat array whose cells are all null; false for every other array.</summary>
    internal static bool TryMake(SealContext context, ArrayData source, CellLayout layout, int width, int rows, out ArrayData nulls)
    {
        nulls = null!;
        if (source.Length == 0 || layout is CellLayout.Null or CellLayout.List or CellLayout.Struct || source.GetNullCount() != source.Length)
        {
            return false;
        }

        ArrowBuffer validity = Zeros(context, (rows + 7) / 8);
        nulls = layout switch
        {
            CellLayout.Bits => new ArrayData(source.DataType, rows, rows, 0, [validity, Zeros(context, (rows + 7) / 8)]),
            CellLayout.Binary => new ArrayData(
                source.DataType, rows, rows, 0, [validity, Zeros(context, checked((rows + 1) * sizeof(int))), ArrowBuffer.Empty]),
            CellLayout.Dictionary => new ArrayData(
                source.DataType, rows, rows, 0, [validity, Zeros(context, checked(rows * width))], null, SliceKernel.Share(context, source.Dictionary)),
            _ => new ArrayData(source.DataType, rows, rows, 0, [validity, Zeros(context, checked(rows * width))]),
        };
        return true;
    }

    private static ArrowBuffer Zeros(SealContext context, int bytes)
    {
        ArrowBuffer buffer = context.Allocate(bytes, out Span<byte> zeros);
        zeros.Clear();
        return buffer;
    }
}
