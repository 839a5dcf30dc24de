using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Kernels;

namespace Rotel.Arrow.Columnar.Tests.Kernels;

/// <summary>What is shared, what is refused, and what record batches and dictionaries of the builders become.</summary>
public sealed class KernelContractTests : IDisposable
{
    private readonly SealedColumns _columns = new();

    public void Dispose()
    {
        _columns.AssertClean();
        _columns.Dispose();
    }

    [Fact]
    public void Slices_and_filters_of_one_run_copy_nothing()
    {
        ArrayData array = new RandomArrays(new Random(1), _columns.Context).Array(new ListType(StringType.Default), 100);
        long used = _columns.Pool.Budget.UsedBytes;
        ArrayData slice = SliceKernel.Slice(_columns.Context, array, 20, 50);
        using RowSelection all = RowSelection.FromRuns([new RowRun(0, 100)], 100, _columns.Pool);
        long withSelection = _columns.Pool.Budget.UsedBytes;
        ArrayData filtered = FilterKernel.Filter(_columns.Context, array, all);
        Assert.Equal(withSelection, _columns.Pool.Budget.UsedBytes);
        Assert.True(withSelection - used <= 8192);
        Assert.Equal(ArrowCells.ReadAll(array), ArrowCells.ReadAll(filtered));
        Assert.Equal(ArrowCells.ReadAll(array)[20..70], ArrowCells.ReadAll(slice));
    }

    [Fact]
    public void Types_that_the_kernels_do_not_know_are_named_before_anything_is_allocated()
    {
        (ArrayData Array, string Name)[] cases =
        [
            (new Decimal128Array.Builder(new Decimal128Type(10, 2)).Append(1.5m).Build().Data, "decimal128"),
            (new LargeStringArray.Builder().Append("a").Build().Data, "large"),
            (new ListArray.Builder(new Decimal128Type(10, 2)).Append().Build().Data, "decimal128"),
            (new ArrayData(new DictionaryType(Int64Type.Default, StringType.Default, false), 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty], null, new StringArray.Builder().Build().Data), "int64"),
            (new ArrayData(new DictionaryType(Int32Type.Default, Int64Type.Default, false), 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty], null, new Int64Array.Builder().Build().Data), "int64"),
        ];
        foreach ((ArrayData array, string name) in cases)
        {
            ArrayData good = new Int32Array.Builder().AppendRange(Enumerable.Range(0, array.Length)).Build().Data;
            using RowSelection selection = RowSelection.FromRuns([], array.Length, _columns.Pool);
            Action[] kernels =
            [
                () => SliceKernel.Slice(_columns.Context, array, 0, 0),
                () => TakeKernel.Take(_columns.Context, array, []),
                () => FilterKernel.Filter(_columns.Context, array, selection),
                () => ConcatenateKernel.Concatenate(_columns.Context, [array, array]),
                () => TakeKernel.Take(_columns.Context, Batch(("good", good), ("bad", array)), []),
                () => ConcatenateKernel.Concatenate(_columns.Context, [Batch(("good", good)), Batch(("good", good), ("bad", array))]),
            ];
            foreach (Action kernel in kernels)
            {
                Assert.Contains(name, Assert.Throws<NotSupportedException>(kernel).Message, StringComparison.OrdinalIgnoreCase);
            }
        }

        Assert.Empty(_columns.Context.Slabs);
    }

    [Fact]
    public void Nesting_past_the_cap_is_refused()
    {
        ArrayData deep = new Int32Array.Builder().Build().Data;
        for (int i = 0; i < 100; i++)
        {
            deep = new ArrayData(new ListType(deep.DataType), 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty], [deep]);
        }

        Assert.Throws<NotSupportedException>(() => SliceKernel.Slice(_columns.Context, deep, 0, 0));
    }

    [Fact]
    public void Rows_that_are_not_there_are_refused()
    {
        ArrayData array = new Int32Array.Builder().AppendRange([1, 2, 3]).Build().Data;
        Assert.Throws<ArgumentOutOfRangeException>(() => SliceKernel.Slice(_columns.Context, array, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SliceKernel.Slice(_columns.Context, array, -1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SliceKernel.Slice(_columns.Context, array, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SliceKernel.Slice(_columns.Context, array, 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TakeKernel.Take(_columns.Context, array, [0, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => TakeKernel.Take(_columns.Context, array, [-2]));
        using RowSelection other = RowSelection.FromRuns([], 4, _columns.Pool);
        Assert.Throws<ArgumentException>(() => FilterKernel.Filter(_columns.Context, array, other));
        Assert.Throws<ArgumentException>(() => ConcatenateKernel.Concatenate(_columns.Context, System.Array.Empty<ArrayData>()));
        Assert.Throws<ArgumentException>(() => ConcatenateKernel.Concatenate(_columns.Context, System.Array.Empty<RecordBatch>()));
    }

    [Fact]
    public void Types_that_do_not_fit_together_are_named()
    {
        var arrays = new RandomArrays(new Random(1), null);
        (IArrowType Left, IArrowType Right)[] cases =
        [
            (Int32Type.Default, UInt32Type.Default),
            (StringType.Default, BinaryType.Default),
            (StringType.Default, new DictionaryType(UInt8Type.Default, BinaryType.Default, false)),
            (new TimestampType(TimeUnit.Nanosecond, "UTC"), new TimestampType(TimeUnit.Microsecond, "UTC")),
            (new TimestampType(TimeUnit.Nanosecond, "UTC"), new TimestampType(TimeUnit.Nanosecond, (string?)null)),
            (DurationType.Nanosecond, DurationType.Second),
            (new FixedSizeBinaryType(8), new FixedSizeBinaryType(16)),
            (new ListType(Int32Type.Default), new ListType(Int64Type.Default)),
            (new StructType([new Field("a", Int32Type.Default, true)]), new StructType([new Field("a", StringType.Default, true)])),
        ];
        foreach ((IArrowType left, IArrowType right) in cases)
        {
            var failure = Assert.Throws<ArgumentException>(() => ConcatenateKernel.Concatenate(_columns.Context, [arrays.Array(left, 3), arrays.Array(right, 3)]));
            Assert.Contains("cannot be concatenated", failure.Message, StringComparison.Ordinal);
            _columns.ReleaseArrays();
        }
    }

    [Fact]
    public void Batches_of_different_columns_are_concatenated_by_name_with_nulls_where_a_part_has_none()
    {
        ArrayData Numbers(params int[] values) => new Int32Array.Builder().AppendRange(values).Build().Data;
        ArrayData Part(string name, ArrayData child) => new(new StructType([new Field(name, child.DataType, false)]), child.Length, 0, 0, [ArrowBuffer.Empty], [child]);
        RecordBatch first = Batch(("a", Numbers(1, 2)), ("s", Part("x", Numbers(5, 6))));
        RecordBatch second = Batch(("s", Part("y", Numbers(7))), ("b", Numbers(8)));
        RecordBatch joined = ConcatenateKernel.Concatenate(_columns.Context, [first, second]);
        Assert.Equal(3, joined.Length);
        Assert.Equal(["a", "s", "b"], joined.Schema.FieldsList.Select(static f => f.Name));
        Assert.Equal(["1", "2", "null"], ArrowCells.ReadAll(joined.Column("a")));
        Assert.Equal(["{x=5}", "{x=6}", "{y=7}"], ArrowCells.ReadAll(joined.Column("s")));
        Assert.Equal(["null", "null", "8"], ArrowCells.ReadAll(joined.Column("b")));
        Assert.True(joined.Schema.GetFieldByName("a").IsNullable);

        RecordBatch twice = ConcatenateKernel.Concatenate(_columns.Context, [first, first]);
        Assert.Same(first.Schema, twice.Schema);
        Assert.False(twice.Schema.GetFieldByName("a").IsNullable);
        Assert.Throws<ArgumentException>(() => ConcatenateKernel.Concatenate(_columns.Context, [first, Batch(("z", Numbers(1)), ("z", Numbers(1)))]));
        _columns.ReleaseArrays();
    }

    [Fact]
    public void Record_batches_are_sliced_taken_and_filtered_column_by_column()
    {
        var arrays = new RandomArrays(new Random(5), _columns.Context);
        RecordBatch batch = Batch([.. Enumerable.Range(0, 12).Select(i => ("c" + i, arrays.Array(arrays.Type(), 80)))]);
        int[] rows = [5, 79, TakeKernel.NoRow, 5];
        bool[] keep = KernelPropertyTests.Mask(new Random(9), 80);
        using RowSelection selection = Selections.FromBits(keep, 3, _columns.Pool);
        RecordBatch slice = SliceKernel.Slice(_columns.Context, batch, 7, 70);
        RecordBatch taken = TakeKernel.Take(_columns.Context, batch, rows);
        RecordBatch filtered = FilterKernel.Filter(_columns.Context, batch, selection);
        Assert.Equal((70, 4, selection.SelectedRows), (slice.Length, taken.Length, filtered.Length));
        for (int i = 0; i < batch.ColumnCount; i++)
        {
            string[] cells = ArrowCells.ReadAll(batch.Column(i));
            Assert.Equal(cells[7..77], ArrowCells.ReadAll(slice.Column(i)));
            Assert.Equal(rows.Select(row => row < 0 ? ArrowCells.Null : cells[row]), ArrowCells.ReadAll(taken.Column(i)));
            Assert.Equal(cells.Where((_, row) => keep[row]), ArrowCells.ReadAll(filtered.Column(i)));
        }
    }

    [Fact]
    public void Batches_of_one_dictionary_generation_share_the_longest_dictionary()
    {
        var column = new DictionaryColumn("c", true, DictionaryWidth.Index8, true, _columns.Pool);
        ArrayData[] parts = [.. new[] { 100, 200, 255, 400, 20_000 }.Select(end => Seal(column, end, 0))];
        ArrayData narrow = ConcatenateKernel.Concatenate(_columns.Context, parts.AsSpan(0, 3));
        Assert.IsType<UInt8Type>(((DictionaryType)narrow.DataType).IndexType);
        Assert.Equal(255, narrow.Dictionary.Length);
        ArrayData wide = ConcatenateKernel.Concatenate(_columns.Context, parts);
        Assert.IsType<UInt16Type>(((DictionaryType)wide.DataType).IndexType);
        Assert.Same(parts[4].Dictionary, wide.Dictionary);
        Assert.True(parts.SelectMany(ArrowCells.ReadAll).SequenceEqual(ArrowCells.ReadAll(wide)));
        column.Dispose();
    }

    [Fact]
    public void Unrelated_dictionaries_become_one_of_the_values_in_use_and_too_many_values_a_plain_column()
    {
        var first = new DictionaryColumn("c", true, DictionaryWidth.Index8, true, _columns.Pool);
        var second = new DictionaryColumn("c", true, DictionaryWidth.Index8, true, _columns.Pool);
        ArrayData a = Seal(first, 200, 0);
        ArrayData b = Seal(second, 220, 100);
        ArrayData united = ConcatenateKernel.Concatenate(_columns.Context, [a, b]);
        Assert.IsType<UInt8Type>(((DictionaryType)united.DataType).IndexType);
        Assert.Equal(220, united.Dictionary.Length);
        Assert.Equal([.. ArrowCells.ReadAll(a), .. ArrowCells.ReadAll(b)], ArrowCells.ReadAll(united));

        ArrayData slice = SliceKernel.Slice(_columns.Context, a, 10, 5);
        ArrayData used = ConcatenateKernel.Concatenate(_columns.Context, [slice, SliceKernel.Slice(_columns.Context, b, 0, 2)]);
        Assert.Equal(7, used.Dictionary.Length);

        ArrayData c = Seal(first, 40_000, 0);
        ArrayData d = Seal(second, 90_000, 50_000);
        ArrayData plain = ConcatenateKernel.Concatenate(_columns.Context, [c, d]);
        Assert.IsType<StringType>(plain.DataType);
        Assert.True(ArrowCells.ReadAll(c).Concat(ArrowCells.ReadAll(d)).SequenceEqual(ArrowCells.ReadAll(plain)));
        first.Dispose();
        second.Dispose();
    }

    private static RecordBatch Batch(params (string Name, ArrayData Data)[] columns)
    {
        var schema = new Schema([.. columns.Select(static c => new Field(c.Name, c.Data.DataType, false))], null);
        return new RecordBatch(schema, columns.Select(static c => ArrowArrayFactory.BuildArray(c.Data)), columns[0].Data.Length);
    }

    private ArrayData Seal(DictionaryColumn column, int end, int first)
    {
        for (int i = first; i < end; i++)
        {
            Assert.True(column.TrySet(i - first, Encoding.ASCII.GetBytes("value " + i.ToString(CultureInfo.InvariantCulture))));
        }

        return column.Seal(_columns.Context, end - first);
    }
}
