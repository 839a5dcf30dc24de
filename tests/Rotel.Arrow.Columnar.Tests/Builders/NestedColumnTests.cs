using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Tests.Builders;

/// <summary>Lists and structs against lists of their values, with gaps, parts and marks.</summary>
public sealed class NestedColumnTests
{
    [Fact]
    public void A_list_column_is_what_its_list_of_lists_is()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            using var columns = new SealedColumns();
            var random = new Random(seed);
            var item = new PrimitiveColumn<long>("item", Int64Type.Default, true, columns.Pool);
            var list = new ListColumn("c", item, true, columns.Pool);
            for (int batch = 0; batch < 3; batch++)
            {
                var model = new List<List<string>?>();
                for (int step = random.Next(0, 80); step > 0; step--)
                {
                    ListStep(list, item, model, random);
                    Assert.Equal(model.Count, list.Count);
                    Assert.Equal(model.Exists(static cell => cell is not null), list.HasValues);
                    Assert.Equal(model.Sum(static cell => cell?.Count ?? 0), item.Count);
                }

                int rows = model.Count + random.Next(0, 5);
                IArrowArray array = columns.Seal(list, rows);
                model.AddRange(Enumerable.Repeat<List<string>?>(null, rows - model.Count));
                Assert.Equal(model.Select(static cell => cell is null ? ArrowCells.Null : ArrowCells.List(cell)), ArrowCells.ReadAll(array));
                Assert.Equal(model.Count(static cell => cell is null), array.NullCount);
                SealedColumns.AssertAligned(array.Data);
            }

            columns.AssertClean(list);
        }
    }

    [Fact]
    public void Items_of_a_list_that_was_not_ended_are_dropped_by_the_way_back_to_a_mark()
    {
        using var columns = new SealedColumns();
        var item = new PrimitiveColumn<long>("item", Int64Type.Default, true, columns.Pool);
        var list = new ListColumn("c", item, true, columns.Pool);
        item.Append(1);
        list.Truncate(0);
        Assert.Equal(0, item.Count);
        item.Append(2);
        list.Set(3);
        item.Append(3);
        list.Truncate(4);
        Assert.Equal(1, item.Count);
        Assert.Equal(["null", "null", "null", "[2]"], ArrowCells.ReadAll(columns.Seal(list, 4)));
        columns.AssertClean(list);
    }

    [Fact]
    public void A_list_that_ends_in_several_parts_is_one_list()
    {
        using var columns = new SealedColumns();
        var item = new PrimitiveColumn<long>("item", Int64Type.Default, true, columns.Pool);
        var list = new ListColumn("c", item, true, columns.Pool);
        item.Append([1, 2]);
        list.Set(1);
        item.Append(3);
        list.Set(1);
        list.Set(1);
        list.Set(2);
        Assert.Equal(["null", "[1,2,3]", "[]"], ArrowCells.ReadAll(columns.Seal(list, 3)));
        columns.AssertClean(list);
    }

    [Fact]
    public void A_struct_column_leaves_out_children_without_a_value_and_pads_the_others()
    {
        using var columns = new SealedColumns();
        var code = new PrimitiveColumn<int>("code", Int32Type.Default, true, columns.Pool);
        var text = new DictionaryColumn("text", true, DictionaryWidth.Index8, true, columns.Pool);
        var status = new StructColumn("status", [code, text], true, columns.Pool);

        status.Set(1);
        status.Set(1);
        code.Set(1, 7);
        status.Set(3);
        IArrowArray array = columns.Seal(status, 5);
        Assert.Equal(["null", "{code=7}", "null", "{}", "null"], ArrowCells.ReadAll(array));
        Assert.Equal(["code"], ((StructType)array.Data.DataType).Fields.Select(static f => f.Name));
        Assert.Equal(3, array.NullCount);

        status.Set(0);
        Assert.True(text.TrySet(0, "ok"u8));
        array = columns.Seal(status, 1);
        Assert.Equal(["{text=x6F6B}"], ArrowCells.ReadAll(array));
        SealedColumns.AssertAligned(array.Data);
        columns.AssertClean(status);
    }

    [Fact]
    public void A_struct_column_goes_back_to_a_mark_with_its_children()
    {
        using var columns = new SealedColumns();
        var a = new PrimitiveColumn<int>("a", Int32Type.Default, true, columns.Pool);
        var item = new PrimitiveColumn<double>("item", DoubleType.Default, true, columns.Pool);
        var list = new ListColumn("list", item, true, columns.Pool);
        var whole = new StructColumn("s", [a, list], true, columns.Pool);
        for (int row = 0; row < 10; row++)
        {
            whole.Set(row);
            a.Set(row, row);
            item.Append(row / 2.0);
            list.Set(row);
        }

        whole.Truncate(2);
        Assert.Equal(2, whole.Count);
        Assert.Equal(2, item.Count);
        whole.AppendPresent(2);
        whole.AppendNulls(1);
        Assert.Equal(
            ["{a=0,list=[0]}", "{a=1,list=[0.5]}", "{}", "{}", "null"],
            ArrowCells.ReadAll(columns.Seal(whole, 5)));
        columns.AssertClean(whole);
    }

    [Fact]
    public void A_list_of_structs_reads_as_one_whatever_children_occur()
    {
        using var columns = new SealedColumns();
        var quantile = new PrimitiveColumn<double>("quantile", DoubleType.Default, true, columns.Pool);
        var value = new PrimitiveColumn<double>("value", DoubleType.Default, true, columns.Pool);
        var item = new StructColumn("item", [quantile, value], true, columns.Pool);
        var list = new ListColumn("quantile", item, true, columns.Pool);

        // No item at all: a list of structs without children.
        list.Set(0);
        IArrowType withoutChildren = list.SealedType;
        Assert.Equal(["[]"], ArrowCells.ReadAll(columns.Seal(list, 1)));

        item.AppendPresent(2);
        quantile.Append([0.5, 0.9]);
        value.Append([1, 2]);
        list.Set(1);
        IArrowType withChildren = list.SealedType;
        Assert.Equal(["null", "[{quantile=0.5,value=1},{quantile=0.9,value=2}]", "null"], ArrowCells.ReadAll(columns.Seal(list, 3)));

        list.Set(0);
        Assert.NotSame(withChildren, withoutChildren);
        columns.AssertClean(list);
    }

    [Fact]
    public void A_struct_of_which_no_child_has_a_value_keeps_its_first_child()
    {
        using var columns = new SealedColumns();
        var a = new PrimitiveColumn<int>("a", Int32Type.Default, true, columns.Pool);
        var b = new PrimitiveColumn<int>("b", Int32Type.Default, true, columns.Pool);
        var whole = new StructColumn("s", [a, b], true, columns.Pool);
        whole.Set(1);
        b.AppendNulls(1);
        IArrowType type = whole.SealedType;
        IArrowArray array = columns.Seal(whole, 2);
        Assert.Equal(["null", "{}"], ArrowCells.ReadAll(array));
        Assert.Equal(["a"], ((StructType)array.Data.DataType).Fields.Select(static f => f.Name));
        whole.Set(0);
        Assert.Same(type, whole.SealedType);
        a.Set(0, 1);
        Assert.Same(type, whole.SealedType);
        b.Set(0, 1);
        Assert.NotSame(type, whole.SealedType);
        columns.AssertClean(whole);
    }

    private static void ListStep(ListColumn list, PrimitiveColumn<long> item, List<List<string>?> model, Random random)
    {
        switch (random.Next(6))
        {
            case 0 or 1 or 2:
                int row = model.Count + (random.Next(3) == 0 ? random.Next(1, 6) : 0);
                List<string> items = AppendItems(item, random);
                list.Set(row);
                model.AddRange(Enumerable.Repeat<List<string>?>(null, row - model.Count));
                model.Add(items);
                break;
            case 3 when model.Count > 0 && model[^1] is not null:
                model[^1]!.AddRange(AppendItems(item, random));
                list.Set(model.Count - 1);
                break;
            case 4:
                int nulls = random.Next(0, 5);
                list.AppendNulls(nulls);
                model.AddRange(Enumerable.Repeat<List<string>?>(null, nulls));
                break;
            case 5:
                int keep = random.Next(model.Count + 3);
                if (random.Next(2) == 0)
                {
                    _ = AppendItems(item, random);
                }

                list.Truncate(keep);
                model.RemoveRange(Math.Min(keep, model.Count), model.Count - Math.Min(keep, model.Count));
                break;
        }
    }

    private static List<string> AppendItems(PrimitiveColumn<long> item, Random random)
    {
        var items = new List<string>();
        for (int i = random.Next(0, 5); i > 0; i--)
        {
            long value = random.Next(100);
            item.Append(value);
            items.Add(ArrowCells.Number(value));
        }

        return items;
    }
}
