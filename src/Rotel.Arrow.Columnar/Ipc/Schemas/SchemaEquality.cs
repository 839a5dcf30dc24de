using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Ipc.Schemas;

/// <summary>
/// Do two schemas describe the same columns: names, order, types with all their parameters? Metadata and the nullable
/// flags do not change what a batch looks like and are not compared.
/// </summary>
internal static class SchemaEquality
{
    internal static bool AreEqual(Schema left, Schema right) =>
        ReferenceEquals(left, right) || AreEqual(left.FieldsList, right.FieldsList);

    private static bool AreEqual(IReadOnlyList<Field> left, IReadOnlyList<Field> right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (!ReferenceEquals(left[i], right[i])
                && (left[i].Name != right[i].Name || !AreEqual(left[i].DataType, right[i].DataType)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(IArrowType left, IArrowType right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        return left.TypeId == right.TypeId && (left, right) switch
        {
            (DictionaryType a, DictionaryType b) =>
                a.Ordered == b.Ordered && AreEqual(a.IndexType, b.IndexType) && AreEqual(a.ValueType, b.ValueType),
            (TimestampType a, TimestampType b) => a.Unit == b.Unit && a.Timezone == b.Timezone,
            (DurationType a, DurationType b) => a.Unit == b.Unit,
            (FixedSizeBinaryType a, FixedSizeBinaryType b) => a.ByteWidth == b.ByteWidth,
            (MapType a, MapType b) => a.KeySorted == b.KeySorted && AreEqual(a.Fields, b.Fields),
            (NestedType a, NestedType b) => AreEqual(a.Fields, b.Fields),
            _ => true,
        };
    }
}
