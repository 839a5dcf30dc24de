using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Kernels;

/// <summary>
/// Every kernel on random arrays against the cells of the source, picked row by row. Results are read after the source
/// was released: what they share they hold.
/// </summary>
public sealed class KernelPropertyTests
{
    private const int Rounds = 500;

    [Fact]
    public void A_slice_has_the_cells_of_its_rows() => ForRandomArrays((random, kernels, array, cells) =>
    {
        int start = random.Next(cells.Length + 1);
        int count = random.Next(cells.Length - start + 1);
        return (SliceKernel.Slice(kernels, array, start, count), cells[start..(start + count)]);
    });

    [Fact]
    public void Taken_rows_have_the_cells_of_their_numbers_and_nulls_where_there_is_none() => ForRandomArrays((random, kernels, array, cells) =>
    {
        int[] rows = [.. Enumerable.Range(0, random.Next(0, 2 * cells.Length + 1)).Select(_ => random.Next(6) == 0 ? TakeKernel.NoRow : random.Next(cells.Length))];
        return (TakeKernel.Take(kernels, array, rows), [.. rows.Select(row => row < 0 ? ArrowCells.Null : cells[row])]);
    });

    [Fact]
    public void Filtered_rows_have_the_cells_of_the_selected_ones() => ForRandomArrays((random, kernels, array, cells) =>
    {
        bool[] keep = Mask(random, cells.Length);
        using RowSelection selection = Selections.FromBits(keep, random.Next(0, 70), kernels.Pool);
        return (FilterKernel.Filter(kernels, array, selection), [.. cells.Where((_, row) => keep[row])]);
    });

    [Fact]
    public void Concatenated_arrays_have_the_cells_of_all_in_order()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            using var sources = new SealedColumns();
            var kernels = new SealContext(sources.Pool);
            var arrays = new RandomArrays(random, sources.Context);
            IArrowType type = arrays.Type();
            ArrayData[] parts = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => arrays.Array(random.Next(8) == 0 ? NullType.Default : type, random.Next(0, 40)))];
            string[] expected = [.. parts.SelectMany(ArrowCells.ReadAll)];
            ArrayData result = ConcatenateKernel.Concatenate(kernels, parts);
            Check(seed, sources, kernels, result, expected);
        }
    }

    [Fact]
    public void Concatenation_gives_what_Apache_Arrow_gives_where_it_can()
    {
        int compared = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            using var sources = new SealedColumns();
            var kernels = new SealContext(sources.Pool);
            var arrays = new RandomArrays(random, sources.Context);
            IArrowType type = arrays.Type();
            if (HasNullOrDictionary(type))
            {
                sources.ReleaseArrays();
                continue;
            }

            IArrowArray[] parts = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => ArrowArrayFactory.BuildArray(arrays.Array(type, random.Next(1, 40))))];
            string[] expected = ArrowCells.ReadAll(ArrowArrayConcatenator.Concatenate(parts));
            ArrayData result = ConcatenateKernel.Concatenate(kernels, [.. parts.Select(static p => p.Data)]);
            Assert.Equal(type.TypeId, result.DataType.TypeId);
            Check(seed, sources, kernels, result, expected);
            compared++;
        }

        Assert.True(compared > Rounds / 4, $"{compared} compared");
    }

    [Fact]
    public void Dictionaries_of_any_width_and_plain_columns_of_one_value_type_are_concatenated()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            using var sources = new SealedColumns();
            var kernels = new SealContext(sources.Pool);
            var arrays = new RandomArrays(random, sources.Context);
            IArrowType values = random.Next(2) == 0 ? StringType.Default : BinaryType.Default;
            bool withPlain = random.Next(4) == 0;
            ArrayData[] parts = [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => arrays.Array(withPlain && random.Next(3) == 0 ? values : arrays.DictionaryOf(values), random.Next(0, 60)))];
            string[] expected = [.. parts.SelectMany(ArrowCells.ReadAll)];
            ArrayData result = ConcatenateKernel.Concatenate(kernels, parts);
            bool plain = parts.Any(static p => p.DataType is not DictionaryType);
            Assert.Equal(plain, result.DataType is not DictionaryType);
            Check(seed, sources, kernels, result, expected);
        }
    }

    [Fact]
    public void Kernels_work_on_arrays_that_are_not_on_slabs()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            using var columns = new SealedColumns();
            var arrays = new RandomArrays(random, context: null);
            ArrayData array = arrays.Array(arrays.Type(), 30);
            string[] cells = ArrowCells.ReadAll(array);
            Assert.Equal(cells[10..], ArrowCells.ReadAll(SliceKernel.Slice(columns.Context, array, 10, 20)));
            Assert.Equal([cells[3], cells[29]], ArrowCells.ReadAll(TakeKernel.Take(columns.Context, array, [3, 29])));
            Assert.Equal([.. cells, .. cells], ArrowCells.ReadAll(ConcatenateKernel.Concatenate(columns.Context, [array, array])));
            columns.AssertClean();
        }
    }

    internal static bool[] Mask(Random random, int rows)
    {
        int ones = random.Next(5);
        return [.. Enumerable.Range(0, rows).Select(_ => ones switch { 0 => false, 1 => true, 2 => random.Next(20) == 0, 3 => random.Next(20) != 0, _ => random.Next(2) == 0 })];
    }

    private static void ForRandomArrays(Func<Random, SealContext, ArrayData, string[], (ArrayData Result, string[] Expected)> kernel)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            using var sources = new SealedColumns();
            var kernels = new SealContext(sources.Pool);
            var arrays = new RandomArrays(random, sources.Context);
            IArrowType type = arrays.Type();
            ArrayData array = arrays.Array(type, random.Next(1, 150));
            (ArrayData result, string[] expected) = kernel(random, kernels, array, ArrowCells.ReadAll(array));
            Assert.Same(type, result.DataType);
            Check(seed, sources, kernels, result, expected);
        }
    }

    private static void Check(int seed, SealedColumns sources, SealContext kernels, ArrayData result, string[] expected)
    {
        sources.ReleaseArrays();
        IArrowArray array = ArrowArrayFactory.BuildArray(result);
        Assert.True(expected.SequenceEqual(ArrowCells.ReadAll(array)), $"seed {seed}, {result.DataType.Name}");
        Assert.Equal(expected.Length, array.Length);
        Assert.Equal(Enumerable.Range(0, array.Length).Count(array.IsNull), array.NullCount);
        kernels.Abandon();
        Assert.Empty(kernels.Slabs);
        sources.AssertClean();
    }

    private static bool HasNullOrDictionary(IArrowType type) => type switch
    {
        NullType or DictionaryType => true,
        NestedType nested => nested.Fields.Any(static field => HasNullOrDictionary(field.DataType)),
        _ => false,
    };
}
