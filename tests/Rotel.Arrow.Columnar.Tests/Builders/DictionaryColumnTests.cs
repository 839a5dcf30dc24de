using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Tests.Builders;

/// <summary>Growth from 8 to 16 bits to plain values at the exact boundaries, and what later batches start with.</summary>
public sealed class DictionaryColumnTests : IDisposable
{
    private readonly SealedColumns _columns = new();

    public void Dispose() => _columns.Dispose();

    [Fact]
    public void The_255th_value_still_has_an_8_bit_index_and_the_256th_widens_the_column()
    {
        DictionaryColumn column = NewColumn();
        column.AppendNulls(2);
        List<string> model = [ArrowCells.Null, ArrowCells.Null];
        AppendDistinct(column, model, 255);
        Assert.Equal(DictionaryWidth.Index8, column.Width);
        Assert.IsType<UInt8Type>(((DictionaryType)column.SealedType).IndexType);

        // A value that is known widens nothing.
        Append(column, model, Value(0));
        Assert.Equal(DictionaryWidth.Index8, column.Width);

        Append(column, model, Value(255));
        Assert.Equal(DictionaryWidth.Index16, column.Width);
        IArrowArray array = _columns.Seal(column, model.Count);
        Assert.IsType<UInt16Type>(((DictionaryType)array.Data.DataType).IndexType);
        Assert.Equal(model, ArrowCells.ReadAll(array));
        _columns.AssertClean(column);
    }

    [Fact]
    public void A_batch_after_the_widening_starts_with_16_bits_and_one_of_few_values_with_8()
    {
        DictionaryColumn column = NewColumn();
        List<string> model = [];
        AppendDistinct(column, model, 255);
        _columns.Seal(column, model.Count);
        Assert.Equal(DictionaryWidth.Index8, column.Width);
        Append(column, [], Value(255));
        Assert.Equal(DictionaryWidth.Index16, column.Width);
        _columns.Seal(column, 1);
        Assert.Equal(DictionaryWidth.Index16, column.Width);
        _columns.AssertClean(column);
    }

    [Fact]
    public void The_65535th_value_still_has_an_index_and_the_65536th_makes_the_column_plain()
    {
        DictionaryColumn column = NewColumn();
        column.AppendNulls(1);
        List<string> model = [ArrowCells.Null];
        AppendDistinct(column, model, 65_535);
        Assert.Equal(DictionaryWidth.Index16, column.Width);
        Append(column, model, Value(17));
        Assert.Equal(DictionaryWidth.Index16, column.Width);

        Append(column, model, Value(65_535));
        Assert.Equal(DictionaryWidth.Native, column.Width);
        Append(column, model, Value(3));
        column.AppendNulls(2);
        model.AddRange([ArrowCells.Null, ArrowCells.Null]);
        Assert.Equal(model.Count, column.Count);
        IArrowArray array = _columns.Seal(column, model.Count);
        Assert.IsType<StringArray>(array);
        Assert.Equal(3, array.NullCount);
        Assert.True(model.SequenceEqual(ArrowCells.ReadAll(array)));
        _columns.AssertClean(column);
    }

    [Fact]
    public void A_full_dictionary_without_nulls_is_sealed_as_16_bit_indexes()
    {
        DictionaryColumn column = NewColumn();
        List<string> model = [];
        AppendDistinct(column, model, 65_535);
        IArrowArray array = _columns.Seal(column, model.Count);
        var dictionary = Assert.IsType<DictionaryArray>(array);
        Assert.Equal(65_535, dictionary.Dictionary.Length);
        Assert.True(model.SequenceEqual(ArrowCells.ReadAll(array)));
        _columns.AssertClean(column);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused_in_every_layout_and_changes_no_cell()
    {
        byte[] invalid = [0x61, 0xC3, 0x28];
        DictionaryColumn column = NewColumn();
        List<string> model = [];
        Append(column, model, Value(0));
        Assert.False(column.TrySet(1, invalid));
        int guess = 0;
        Assert.False(column.TryAppendRepeated(invalid, 3, ref guess));
        Assert.Equal(DictionaryWidth.Index8, column.Width);

        AppendDistinct(column, model, 65_535, first: 1);
        Assert.Equal(65_535, column.Dictionary.Count);
        Assert.False(column.TrySet(model.Count, invalid));
        Assert.Equal(DictionaryWidth.Index16, column.Width);

        Append(column, model, Value(70_000));
        Assert.Equal(DictionaryWidth.Native, column.Width);
        Assert.False(column.TrySet(model.Count, invalid));
        Assert.Equal(model.Count, column.Count);
        Assert.True(model.SequenceEqual(ArrowCells.ReadAll(_columns.Seal(column, model.Count))));
        _columns.AssertClean(column);
    }

    [Fact]
    public void Bytes_need_not_be_text()
    {
        var column = new DictionaryColumn("c", isText: false, DictionaryWidth.Index8, true, _columns.Pool);
        Assert.True(column.TrySet(0, [0xFF, 0xFE]));
        Assert.True(column.TrySet(1, []));
        IArrowArray array = _columns.Seal(column, 2);
        Assert.Equal(["xFFFE", "x"], ArrowCells.ReadAll(array));
        Assert.IsType<BinaryType>(((DictionaryType)array.Data.DataType).ValueType);
        _columns.AssertClean(column);
    }

    [Fact]
    public void After_a_fallback_the_plain_layout_stays_for_16_batches_and_then_a_new_dictionary_is_tried()
    {
        DictionaryColumn column = NewColumn();
        List<string> model = [];
        AppendDistinct(column, model, 65_536);
        long generation = column.Dictionary.Generation;
        for (int batch = 0; batch < DictionaryColumn.RetryAfterBatches; batch++)
        {
            Assert.Equal(DictionaryWidth.Native, column.Width);
            Append(column, model, Value(1));
            _columns.Seal(column, model.Count);
            model.Clear();
        }

        Assert.Equal(DictionaryWidth.Index8, column.Width);
        Assert.Equal(0, column.Dictionary.Count);
        Assert.NotEqual(generation, column.Dictionary.Generation);
        Append(column, model, Value(1));
        Assert.IsType<DictionaryArray>(_columns.Seal(column, 1));
        _columns.AssertClean(column);
    }

    [Fact]
    public void A_dictionary_more_than_half_full_is_started_anew_with_the_next_batch()
    {
        DictionaryColumn column = NewColumn();
        AppendDistinct(column, [], 32_767);
        long generation = column.Dictionary.Generation;
        _columns.Seal(column, 32_767);
        Assert.Equal(generation, column.Dictionary.Generation);

        Append(column, [], Value(32_767));
        _columns.Seal(column, 1);
        Assert.NotEqual(generation, column.Dictionary.Generation);
        Assert.Equal(0, column.Dictionary.Count);
        Assert.Equal(DictionaryWidth.Index8, column.Width);
        _columns.AssertClean(column);
    }

    [Fact]
    public void A_dictionary_above_1_MiB_is_started_anew_with_the_next_batch()
    {
        DictionaryColumn column = NewColumn();
        Append(column, [], new string('a', DictionaryColumn.MaxDictionaryBytes));
        long generation = column.Dictionary.Generation;
        _columns.Seal(column, 1);
        Assert.Equal(generation, column.Dictionary.Generation);
        Append(column, [], "b");
        _columns.Seal(column, 1);
        Assert.NotEqual(generation, column.Dictionary.Generation);
        _columns.AssertClean(column);
    }

    [Fact]
    public void Sealed_batches_stay_as_they_are_while_their_dictionary_grows_moves_and_is_started_anew()
    {
        DictionaryColumn column = NewColumn();
        var batches = new List<(IArrowArray Array, List<string> Model, long Generation, int Length)>();
        int next = 0;
        for (int i = 0; i < 44; i++)
        {
            List<string> model = [];
            AppendDistinct(column, model, next + 800, first: next);
            Append(column, model, Value(Math.Max(0, next - 400)));
            next += 800;
            long generation = column.Dictionary.Generation;
            int length = column.Dictionary.Count;
            batches.Add((_columns.Seal(column, model.Count), model, generation, length));
        }

        column.Dispose();
        Assert.True(batches.Select(static b => b.Generation).Distinct().Count() > 1, "never started anew");
        foreach ((IArrowArray array, List<string> model, _, int length) in batches)
        {
            Assert.Equal(length, ((DictionaryArray)array).Dictionary.Length);
            Assert.Equal(model, ArrowCells.ReadAll(array));
        }

        // Of one generation, a shorter dictionary is the beginning of a longer one: that is what makes deltas.
        foreach (var generation in batches.GroupBy(static b => b.Generation))
        {
            string[] longest = ArrowCells.ReadAll(((DictionaryArray)generation.MaxBy(static b => b.Length).Array).Dictionary);
            foreach ((IArrowArray array, _, _, int length) in generation)
            {
                Assert.Equal(longest[..length], ArrowCells.ReadAll(((DictionaryArray)array).Dictionary));
            }
        }

        _columns.AssertClean();
    }

    [Fact]
    public void A_column_that_is_never_plain_starts_its_dictionary_anew_with_the_values_in_use()
    {
        var column = new DictionaryColumn("c", isText: true, DictionaryWidth.Index8, true, _columns.Pool, neverPlain: true);
        List<string> model = [];
        for (int i = 0; i < 65_535 - 10; i++)
        {
            // Values of rows that do not stay fill the dictionary.
            Append(column, [], Value(i));
            column.Truncate(0);
        }

        column.AppendNulls(1);
        model.Add(ArrowCells.Null);
        AppendDistinct(column, model, 70_000, first: 69_000);
        Assert.NotEqual(DictionaryWidth.Native, column.Width);
        Assert.Equal(1_000, column.Dictionary.Count);
        Append(column, model, Value(69_500));
        Assert.Equal(1_000, column.Dictionary.Count);
        Assert.False(column.TrySet(model.Count, [0xFF]));
        Assert.Equal(model, ArrowCells.ReadAll(_columns.Seal(column, model.Count)));
        _columns.AssertClean(column);
    }

    [Fact]
    public void A_column_that_is_never_plain_holds_65535_distinct_cells_and_keeps_sealed_batches_as_they_were()
    {
        var column = new DictionaryColumn("c", isText: true, DictionaryWidth.Index8, true, _columns.Pool, neverPlain: true);
        List<string> first = [], second = [];
        AppendDistinct(column, first, 32_000);
        IArrowArray firstArray = _columns.Seal(column, first.Count);
        AppendDistinct(column, second, 100_000 + 65_535, first: 100_000);
        IArrowArray secondArray = _columns.Seal(column, second.Count);
        Assert.True(first.SequenceEqual(ArrowCells.ReadAll(firstArray)));
        Assert.True(second.SequenceEqual(ArrowCells.ReadAll(secondArray)));
        _columns.AssertClean(column);
    }

    [Fact]
    public void A_large_dictionary_that_no_cell_uses_any_more_is_given_back_by_the_way_back_to_a_mark()
    {
        DictionaryColumn column = NewColumn();
        long before = _columns.Pool.Budget.UsedBytes;
        Append(column, [], new string('a', 3 << 20));
        column.Truncate(0);
        Assert.InRange(_columns.Pool.Budget.UsedBytes - before, 0, 64 << 10);
        List<string> model = [];
        Append(column, model, "next");
        Assert.Equal(model, ArrowCells.ReadAll(_columns.Seal(column, 1)));
        _columns.AssertClean(column);
    }

    [Fact]
    public void Values_of_rows_that_were_rolled_back_stay_in_the_dictionary_but_in_no_cell()
    {
        DictionaryColumn column = NewColumn();
        List<string> model = [];
        Append(column, model, "kept");
        Append(column, [], "dropped");
        column.Truncate(1);
        Append(column, model, "next");
        Assert.Equal(3, column.Dictionary.Count);
        Assert.Equal(model, ArrowCells.ReadAll(_columns.Seal(column, 2)));
        _columns.AssertClean(column);
    }

    [Fact]
    public void A_wrong_guess_costs_time_and_never_gives_another_value()
    {
        DictionaryColumn column = NewColumn();
        List<string> model = [];
        AppendDistinct(column, model, 10);
        foreach (int wrong in new[] { -1, int.MinValue, int.MaxValue, 3, 10, 11 })
        {
            int guess = wrong;
            Assert.True(column.TrySet(model.Count, Encoding.UTF8.GetBytes(Value(7)), ref guess));
            Assert.Equal(7, guess);
            model.Add(ArrowCells.Text(Encoding.UTF8.GetBytes(Value(7))));
        }

        Assert.Equal(model, ArrowCells.ReadAll(_columns.Seal(column, model.Count)));
        _columns.AssertClean(column);
    }

    private static string Value(int number) => "value " + number.ToString(CultureInfo.InvariantCulture);

    private static void AppendDistinct(DictionaryColumn column, List<string> model, int end, int first = 0)
    {
        for (int i = first; i < end; i++)
        {
            Append(column, model, Value(i));
        }
    }

    private static void Append(DictionaryColumn column, List<string> model, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Assert.True(column.TrySet(column.Count, bytes));
        model.Add(ArrowCells.Text(bytes));
    }

    private DictionaryColumn NewColumn() => new("c", isText: true, DictionaryWidth.Index8, true, _columns.Pool);
}
