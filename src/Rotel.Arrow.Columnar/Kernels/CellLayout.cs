using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>How an array stores its cells: what the kernels distinguish. Types of one layout are moved alike.</summary>
internal enum CellLayout : byte
{
    /// <summary>No buffers; every cell is null.</summary>
    Null = 0,

    /// <summary>validity, one bit a cell.</summary>
    Bits,

    /// <summary>validity, values of one width.</summary>
    Fixed,

    /// <summary>validity, 32-bit offsets, bytes.</summary>
    Binary,

    /// <summary>validity, 32-bit offsets; one child. Lists, and maps, which are lists of pairs.</summary>
    List,

    /// <summary>validity; children as long as the array.</summary>
    Struct,

    /// <summary>validity, indexes; a dictionary of layout <see cref="Binary"/>.</summary>
    Dictionary,
}

/// <summary>Which layout a type has, and which types the kernels do not know.</summary>
internal static class CellLayouts
{
    /// <summary>Most levels of nesting; schemas come from the network too.</summary>
    private const int MaxDepth = 64;

    /// <summary>The layout, and the bytes of a value (layout Fixed) or of an index (Dictionary); otherwise 0.</summary>
    /// <exception cref="NotSupportedException">A type that the kernels do not know; the message names it.</exception>
    internal static CellLayout Of(IArrowType type, out int width)
    {
        width = WidthOf(type);
        if (width > 0)
        {
            return CellLayout.Fixed;
        }

        switch (type.TypeId)
        {
            case ArrowTypeId.Null:
                return CellLayout.Null;
            case ArrowTypeId.Boolean:
                return CellLayout.Bits;
            case ArrowTypeId.String or ArrowTypeId.Binary:
                return CellLayout.Binary;
            case ArrowTypeId.List or ArrowTypeId.Map:
                return CellLayout.List;
            case ArrowTypeId.Struct:
                return CellLayout.Struct;
            case ArrowTypeId.Dictionary:
                var dictionary = (DictionaryType)type;
                width = dictionary.IndexType is IntegerType ? WidthOf(dictionary.IndexType) : 0;
                if (width is 1 or 2 or 4 && dictionary.ValueType.TypeId is ArrowTypeId.String or ArrowTypeId.Binary)
                {
                    return CellLayout.Dictionary;
                }

                throw new NotSupportedException(
                    $"Columns of dictionary<{dictionary.IndexType.Name}, {dictionary.ValueType.Name}> cannot be sliced, taken, filtered or concatenated here.");
            default:
                throw new NotSupportedException(
                    $"Columns of type {type.Name} cannot be sliced, taken, filtered or concatenated here.");
        }
    }

    /// <summary>Throws before anything is allocated when the type, or one inside it, is not known.</summary>
    /// <exception cref="NotSupportedException">Unknown, or nested too deep.</exception>
    internal static void Require(ArrayData array, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new NotSupportedException($"A column nested deeper than {MaxDepth} levels.");
        }

        if (Of(array.DataType, out _) is CellLayout.List or CellLayout.Struct)
        {
            foreach (ArrayData child in array.Children)
            {
                Require(child, depth + 1);
            }
        }
    }

    /// <summary>The same for all columns of a batch.</summary>
    internal static void Require(RecordBatch batch)
    {
        for (int i = 0; i < batch.ColumnCount; i++)
        {
            Require(batch.Column(i).Data);
        }
    }

    private static int WidthOf(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Int8 or ArrowTypeId.UInt8 => 1,
        ArrowTypeId.Int16 or ArrowTypeId.UInt16 or ArrowTypeId.HalfFloat => 2,
        ArrowTypeId.Int32 or ArrowTypeId.UInt32 or ArrowTypeId.Float or ArrowTypeId.Date32 or ArrowTypeId.Time32 => 4,
        ArrowTypeId.Int64 or ArrowTypeId.UInt64 or ArrowTypeId.Double or ArrowTypeId.Date64 or ArrowTypeId.Time64
            or ArrowTypeId.Timestamp or ArrowTypeId.Duration => 8,
        ArrowTypeId.FixedSizedBinary => ((FixedSizeBinaryType)type).ByteWidth,
        _ => 0,
    };
}
