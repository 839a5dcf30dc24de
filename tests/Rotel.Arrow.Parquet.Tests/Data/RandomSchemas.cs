using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Parquet.Tests.Data;

/// <summary>Seeded schemas: every leaf type, lists, structs and maps in each other, with and without nulls.</summary>
sealed class RandomSchemas(Random random)
{
    /// <summary>Types that all oracles show without loss; arrow-go reads no durations.</summary>
    static readonly IArrowType[] s_leaves =
    [
        BooleanType.Default, Int8Type.Default, UInt8Type.Default, Int16Type.Default, UInt16Type.Default,
        Int32Type.Default, UInt32Type.Default, Int64Type.Default, UInt64Type.Default, FloatType.Default,
        DoubleType.Default, StringType.Default, BinaryType.Default, LargeStringType.Default, LargeBinaryType.Default,
        new FixedSizeBinaryType(16), new FixedSizeBinaryType(3),
        new TimestampType(TimeUnit.Nanosecond, "UTC"), new TimestampType(TimeUnit.Microsecond, (string?)null),
        new TimestampType(TimeUnit.Millisecond, "UTC"), Date32Type.Default,
        new Time32Type(TimeUnit.Millisecond), new Time64Type(TimeUnit.Microsecond), new Decimal128Type(20, 3),
        new DictionaryType(UInt8Type.Default, StringType.Default, false),
        new DictionaryType(UInt16Type.Default, StringType.Default, false),
        new DictionaryType(Int32Type.Default, BinaryType.Default, false),
        new DictionaryType(UInt16Type.Default, Int64Type.Default, false),
        new DictionaryType(UInt8Type.Default, new FixedSizeBinaryType(8), false),
        new DictionaryType(UInt32Type.Default, DoubleType.Default, false),
    ];

    public static IReadOnlyList<IArrowType> Leaves => s_leaves;

    public Schema Schema(int fields, int depth) => new(
        Enumerable.Range(0, fields).Select(i => Field($"c{i}", depth)), null);

    public Field Field(string name, int depth) => new(name, Type(depth), random.Next(3) > 0);

    IArrowType Type(int depth) => depth == 0 ? Leaf() : random.Next(8) switch
    {
        0 or 1 => new ListType(Field("item", depth - 1)),
        2 => new LargeListType(Field("item", depth - 1)),
        3 or 4 or 5 => new StructType([.. Enumerable.Range(0, random.Next(1, 4)).Select(i => Field($"f{i}", depth - 1))]),
        6 => new MapType(
            new Field("key", random.Next(2) == 0 ? StringType.Default : new DictionaryType(UInt8Type.Default, StringType.Default, false), false),
            Field("value", depth - 1)),
        _ => Leaf(),
    };

    IArrowType Leaf() => s_leaves[random.Next(s_leaves.Length)];
}
