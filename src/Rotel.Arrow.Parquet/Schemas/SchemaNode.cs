using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Parquet.Schemas;

internal enum NodeKind
{
    Leaf,
    Struct,

    /// <summary>List with 32-bit offsets; a map is one, its child is the struct of pairs.</summary>
    List,

    /// <summary>List with 64-bit offsets.</summary>
    LargeList,

    FixedSizeList,
}

/// <summary>A field of the Arrow schema with its place among the levels.</summary>
internal sealed class SchemaNode
{
    public required string Name { get; init; }

    public required NodeKind Kind { get; init; }

    /// <summary>The node may be null; its definition level counts.</summary>
    public required bool IsNullable { get; init; }

    public required IArrowType ArrowType { get; init; }

    public SchemaNode[] Children { get; init; } = [];

    /// <summary>Repetition level of further elements of this list.</summary>
    public int RepetitionLevel { get; init; }

    /// <summary>Elements of a fixed-size list.</summary>
    public int FixedSize { get; init; }

    public LeafColumn? Leaf { get; init; }

    /// <summary>
    /// Compares the shape of an array with the schema. Leaves may come as dictionary of any index type or as plain
    /// values, whatever the schema says: both give the same column.
    /// </summary>
    /// <exception cref="ArgumentException">The array has another type.</exception>
    public void Check(ArrayData data, string path)
    {
        IArrowType actual = LeafTypeMapping.ValueTypeOf(data.DataType);
        IArrowType expected = LeafTypeMapping.ValueTypeOf(ArrowType);
        if (actual.TypeId != expected.TypeId || !SameParameters(actual, expected))
        {
            throw new ArgumentException(
                $"Column {path}: the batch has type {data.DataType.Name}, the schema says {ArrowType.Name}.");
        }

        if (Kind == NodeKind.Leaf && data.DataType.TypeId == ArrowTypeId.Dictionary && data.Dictionary is null)
        {
            throw new ArgumentException($"Column {path}: a dictionary array without a dictionary.");
        }

        if (Children.Length != (data.Children?.Length ?? 0))
        {
            throw new ArgumentException(
                $"Column {path}: the batch has {data.Children?.Length ?? 0} children, the schema {Children.Length}.");
        }

        for (int i = 0; i < Children.Length; i++)
        {
            Children[i].Check(data.Children![i], Children[i].Name);
        }
    }

    private static bool SameParameters(IArrowType actual, IArrowType expected) => (actual, expected) switch
    {
        (TimestampType a, TimestampType b) => a.Unit == b.Unit,
        (DurationType a, DurationType b) => a.Unit == b.Unit,
        (TimeType a, TimeType b) => a.Unit == b.Unit,
        (Decimal128Type a, Decimal128Type b) => a.Scale == b.Scale && a.Precision == b.Precision,
        (Decimal256Type a, Decimal256Type b) => a.Scale == b.Scale && a.Precision == b.Precision,
        (FixedSizeBinaryType a, FixedSizeBinaryType b) => a.ByteWidth == b.ByteWidth,
        (FixedSizeListType a, FixedSizeListType b) => a.ListSize == b.ListSize,
        _ => true,
    };
}
