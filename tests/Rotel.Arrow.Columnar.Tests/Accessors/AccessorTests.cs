using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Tests.Kernels;

namespace Rotel.Arrow.Columnar.Tests.Accessors;

/// <summary>Accessors read by row what Apache.Arrow's classes read, in every layout and from every offset; an absent column is all null.</summary>
public sealed class AccessorTests
{
    private const int Rows = 60;

    [Fact]
    public void Text_and_bytes_read_the_same_plain_and_from_dictionaries_of_every_width() => ForArrays(
        static (random, arrays) => random.Next(3) == 0 ? StringType.Default : arrays.DictionaryOf(random.Next(2) == 0 ? StringType.Default : BinaryType.Default),
        static array =>
        {
            var accessor = new BinaryAccessor(array);
            var cells = new string[array.Length];
            Assert.True(accessor.IsPresent);
            Assert.Equal(array is DictionaryArray, accessor.IsDictionary);
            for (int row = 0; row < cells.Length; row++)
            {
                cells[row] = accessor.IsNull(row) ? ArrowCells.Null : ArrowCells.Text(accessor[row]);
                if (!accessor.IsNull(row))
                {
                    Assert.True(accessor.Value(accessor.IndexOf(row)).SequenceEqual(accessor[row]));
                }
            }

            // A dictionary may hold null values; the accessor knows the nulls of cells, and reads such a value as empty.
            return array is DictionaryArray { Dictionary.NullCount: > 0 } ? null : cells;
        });

    [Fact]
    public void Numbers_and_times_read_the_same() => ForArrays(
        static (random, _) => random.Next(2) == 0 ? Int64Type.Default : new TimestampType(TimeUnit.Nanosecond, "UTC"),
        static array =>
        {
            var accessor = new PrimitiveAccessor<long>(array);
            Assert.Equal(array.Length, accessor.Values.Length);
            var cells = new string[array.Length];
            for (int row = 0; row < cells.Length; row++)
            {
                cells[row] = accessor.IsNull(row) ? ArrowCells.Null : ArrowCells.Number(accessor[row]);
                Assert.True(!accessor.IsNull(row) || accessor[row] == 0);
            }

            return cells;
        });

    [Fact]
    public void Booleans_read_the_same() => ForArrays(
        static (_, _) => BooleanType.Default,
        static array =>
        {
            var accessor = new BoolAccessor(array);
            var cells = new string[array.Length];
            for (int row = 0; row < cells.Length; row++)
            {
                cells[row] = accessor.IsNull(row) ? ArrowCells.Null : accessor[row] ? "true" : "false";
                Assert.False(accessor.IsNull(row) && accessor[row]);
            }

            return cells;
        });

    [Fact]
    public void Ids_read_the_same() => ForArrays(
        static (_, _) => new FixedSizeBinaryType(16),
        static array =>
        {
            var accessor = new FixedBinaryAccessor(array);
            var cells = new string[array.Length];
            for (int row = 0; row < cells.Length; row++)
            {
                cells[row] = accessor.IsNull(row) ? ArrowCells.Null : ArrowCells.Text(accessor[row]);
                Assert.Equal(accessor.IsNull(row), accessor[row].IsEmpty);
            }

            return cells;
        });

    [Fact]
    public void Lists_have_the_same_items() => ForArrays(
        static (_, _) => new ListType(new Field("item", Int32Type.Default, false)),
        static array =>
        {
            var accessor = new ListAccessor(array);
            IArrowArray items = ((ListArray)array).Values;
            var cells = new string[array.Length];
            for (int row = 0; row < cells.Length; row++)
            {
                (int start, int count) = accessor[row];
                cells[row] = accessor.IsNull(row) ? ArrowCells.Null : ArrowCells.List(Enumerable.Range(start, count).Select(item => ArrowCells.Read(items, item)));
                Assert.True(!accessor.IsNull(row) || count == 0);
            }

            return cells;
        });

    [Fact]
    public void A_column_that_a_table_does_not_have_is_all_null()
    {
        RecordBatch? absent = null;
        var table = new RecordBatch(new Schema([new Field("a", Int32Type.Default, true)], null), [new Int32Array.Builder().Append(1).Build()], 1);
        Assert.Null(absent.Find("a"));
        Assert.Null(table.Find("b"));
        Assert.Same(table.Column(0), table.Find("a"));
        Assert.Null(table.Find("a").Child("x"));
        Assert.True(table.Find("b").IsNullAt(5));
        Assert.False(table.Find("a").IsNullAt(0));

        var text = new BinaryAccessor(table.Find("b"));
        var number = new PrimitiveAccessor<int>(table.Find("b"));
        var flag = new BoolAccessor(table.Find("b"));
        var id = new FixedBinaryAccessor(table.Find("b"));
        var list = new ListAccessor(table.Find("b"));
        Assert.False(text.IsPresent || number.IsPresent || flag.IsPresent || id.IsPresent || list.IsPresent);
        Assert.True(text.IsNull(3) && number.IsNull(3) && flag.IsNull(3) && id.IsNull(3) && list.IsNull(3));
        Assert.True(text[3].IsEmpty && id[3].IsEmpty && number[3] == 0 && !flag[3] && list[3] == default);
    }

    [Fact]
    public void A_column_of_another_type_is_refused_by_name()
    {
        var numbers = new Int32Array.Builder().Append(1).Build();
        Assert.Contains("int32", Assert.Throws<NotSupportedException>(() => new BinaryAccessor(numbers).IsPresent).Message, StringComparison.Ordinal);
    }

    private static void ForArrays(Func<Random, RandomArrays, IArrowType> type, Func<IArrowArray, string[]?> read)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var arrays = new RandomArrays(random, context: null);
            IArrowArray array = ArrowArrayFactory.BuildArray(arrays.Array(type(random, arrays), Rows));
            if (read(array) is { } cells)
            {
                Assert.True(ArrowCells.ReadAll(array).SequenceEqual(cells), $"seed {seed}");
            }
        }
    }
}
