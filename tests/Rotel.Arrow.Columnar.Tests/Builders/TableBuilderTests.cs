using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Tests.Builders;

/// <summary>Record batches of the columns that have values; equal shapes are the same schema object.</summary>
public sealed class TableBuilderTests : IDisposable
{
    private static readonly Field s_id = new("id", UInt16Type.Default, nullable: true);

    private readonly SealedColumns _columns = new();

    public void Dispose() => _columns.Dispose();

    [Fact]
    public void Columns_without_a_value_are_left_out_and_the_others_padded()
    {
        PrimitiveColumn<long>[] parts = Columns(3);
        var table = new TableBuilder(parts);
        parts[2].Set(1, 5);
        parts[0].AppendNulls(2);
        table.Rows = 3;
        RecordBatch batch = table.Seal(_columns.Context, []);
        Assert.Equal(["c2"], batch.Schema.FieldsList.Select(static f => f.Name));
        Assert.Equal(3, batch.Length);
        Assert.Equal(["null", "5", "null"], ArrowCells.ReadAll(batch.Column(0)));
        Assert.Equal(0, table.Rows);
        Assert.Equal(0, parts[0].Count);
        _columns.AssertClean(table);
    }

    [Fact]
    public void A_table_without_rows_or_columns_is_a_batch_all_the_same()
    {
        var table = new TableBuilder(Columns(2));
        RecordBatch empty = table.Seal(_columns.Context, []);
        Assert.Equal(0, empty.Length);
        Assert.Equal(0, empty.ColumnCount);
        table.Rows = 4;
        RecordBatch rows = table.Seal(_columns.Context, []);
        Assert.Equal(4, rows.Length);
        Assert.Same(empty.Schema, rows.Schema);
        _columns.AssertClean(table);
    }

    [Fact]
    public void Equal_shapes_are_the_same_schema_object_also_when_they_alternate()
    {
        PrimitiveColumn<long>[] parts = Columns(3);
        var table = new TableBuilder(parts);
        var seen = new Dictionary<int, Schema>();
        for (int round = 0; round < 40; round++)
        {
            int shape = round % 8;
            RecordBatch batch = SealShape(table, parts, shape, leading: true);
            Assert.Equal("id", batch.Schema.FieldsList[0].Name);
            Assert.Equal(1 + int.PopCount(shape), batch.ColumnCount);
            if (!seen.TryAdd(shape, batch.Schema))
            {
                Assert.Same(seen[shape], batch.Schema);
            }
        }

        Assert.Equal(8, seen.Values.Distinct().Count());
        _columns.AssertClean(table);
    }

    [Fact]
    public void More_shapes_than_are_remembered_are_still_right()
    {
        PrimitiveColumn<long>[] parts = Columns(6);
        var table = new TableBuilder(parts);
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            int shape = random.Next(64);
            RecordBatch batch = SealShape(table, parts, shape, leading: round % 3 == 0);
            string[] expected = [.. Enumerable.Range(0, 6).Where(i => (shape >> i & 1) != 0).Select(static i => "c" + i)];
            Assert.Equal(expected, batch.Schema.FieldsList.Select(static f => f.Name).Where(static n => n != "id"));
            for (int i = 0; i < batch.ColumnCount; i++)
            {
                Assert.Equal(2, batch.Column(i).Length);
            }
        }

        _columns.AssertClean(table);
    }

    [Fact]
    public void A_column_that_changes_its_layout_changes_the_schema()
    {
        var text = new DictionaryColumn("text", true, DictionaryWidth.Index8, true, _columns.Pool);
        var table = new TableBuilder(text);
        for (int i = 0; i < 300; i++)
        {
            Assert.True(text.TrySet(i, BitConverter.GetBytes(i & 0x7F | (i >> 7) << 8)));
        }

        table.Rows = 300;
        RecordBatch wide = table.Seal(_columns.Context, []);
        Assert.IsType<UInt16Type>(((DictionaryType)wide.Schema.FieldsList[0].DataType).IndexType);
        text.Dictionary.Reset();
        Assert.True(text.TrySet(0, "a"u8));
        table.Rows = 1;
        RecordBatch second = table.Seal(_columns.Context, []);
        Assert.Same(wide.Schema, second.Schema);
        _columns.AssertClean(table);
    }

    [Fact]
    public void A_struct_with_other_children_is_another_type_and_the_same_children_the_same_object()
    {
        PrimitiveColumn<long>[] children = Columns(2);
        var part = new StructColumn("s", children, true, _columns.Pool);
        var table = new TableBuilder(part);
        var types = new List<IArrowType>();
        foreach (int child in new[] { 0, 1, 0, 1 })
        {
            part.Set(0);
            children[child].Set(0, 1);
            table.Rows = 1;
            types.Add(table.Seal(_columns.Context, []).Schema.FieldsList[0].DataType);
        }

        Assert.NotSame(types[0], types[1]);
        Assert.Same(types[0], types[2]);
        Assert.Same(types[1], types[3]);
        _columns.AssertClean(table);
    }

    [Fact]
    public void All_columns_of_a_table_go_back_to_a_mark_together()
    {
        PrimitiveColumn<long>[] parts = Columns(2);
        var table = new TableBuilder(parts);
        for (int row = 0; row < 10; row++)
        {
            parts[0].Set(row, row);
            if (row % 3 == 0)
            {
                parts[1].Set(row, -row);
            }

            table.Rows++;
        }

        parts[0].Set(10, 99);
        table.Truncate(5);
        Assert.Equal(5, table.Rows);
        RecordBatch batch = table.Seal(_columns.Context, []);
        Assert.Equal(["0", "1", "2", "3", "4"], ArrowCells.ReadAll(batch.Column(0)));
        Assert.Equal(["0", "null", "null", "-3", "null"], ArrowCells.ReadAll(batch.Column(1)));
        _columns.AssertClean(table);
    }

    private PrimitiveColumn<long>[] Columns(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new PrimitiveColumn<long>("c" + i, Int64Type.Default, true, _columns.Pool))];

    private RecordBatch SealShape(TableBuilder table, PrimitiveColumn<long>[] parts, int shape, bool leading)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            if ((shape >> i & 1) != 0)
            {
                parts[i].Set(i % 2, i);
            }
        }

        table.Rows = 2;
        var ids = new ArrayData(UInt16Type.Default, 2, 0, 0, [ArrowBuffer.Empty, _columns.Context.Iota16(2)]);
        return table.Seal(_columns.Context, leading ? [(s_id, ids)] : []);
    }
}
