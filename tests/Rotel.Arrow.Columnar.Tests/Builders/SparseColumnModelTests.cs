using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Builders;

/// <summary>
/// Every column builder against a list of nullable values: gaps are padded, a later value for a row replaces it, cells
/// behind a mark are dropped, and what is sealed reads the same through Apache.Arrow's own classes.
/// </summary>
public sealed class SparseColumnModelTests
{
    private static readonly TimestampType Utc = new(TimeUnit.Nanosecond, "UTC");

    [Fact]
    public void A_column_of_bytes_is_what_its_list_is() => Compare(static pool => Primitive<byte>(pool, UInt8Type.Default, static r => (byte)r.Next()));

    [Fact]
    public void A_column_of_16_bit_numbers_is_what_its_list_is() => Compare(static pool => Primitive<ushort>(pool, UInt16Type.Default, static r => (ushort)r.Next()));

    [Fact]
    public void A_column_of_32_bit_numbers_is_what_its_list_is() => Compare(static pool => Primitive<int>(pool, Int32Type.Default, static r => r.Next(int.MinValue, int.MaxValue)));

    [Fact]
    public void A_column_of_doubles_is_what_its_list_is() => Compare(static pool => Primitive<double>(pool, DoubleType.Default, static r => r.NextDouble()));

    [Fact]
    public void A_column_of_times_is_what_its_list_is() => Compare(static pool => Primitive<long>(pool, Utc, static r => r.NextInt64()));

    [Fact]
    public void A_column_of_durations_is_what_its_list_is() => Compare(static pool => Primitive<long>(pool, DurationType.Nanosecond, static r => r.NextInt64()));

    [Fact]
    public void A_column_of_booleans_is_what_its_list_is() => Compare(static pool =>
    {
        var column = new BoolColumn("c", true, pool);
        return new Subject(column, static r => r.Next(2) == 0, static v => (bool)v ? "true" : "false")
        {
            Set = (row, v) => column.Set(row, (bool)v),
            Append = v => column.Append((bool)v),
        };
    });

    [Fact]
    public void A_column_of_ids_is_what_its_list_is() => Compare(static pool =>
    {
        var column = new FixedBinaryColumn("c", 16, true, pool);
        return new Subject(column, static r => Bytes(r, 16), static v => ArrowCells.Text((byte[])v))
        {
            Set = (row, v) => column.Set(row, (byte[])v),
            Append = v => column.Append((byte[])v),
        };
    });

    [Fact]
    public void A_column_of_byte_strings_is_what_its_list_is() => Compare(static pool =>
    {
        var column = new BinaryColumn("c", BinaryType.Default, true, pool);
        return new Subject(column, static r => Bytes(r, r.Next(0, 40)), static v => ArrowCells.Text((byte[])v))
        {
            Set = (row, v) => column.Set(row, (byte[])v),
            Append = v => column.Append((byte[])v),
        };
    });

    [Theory]
    [InlineData(DictionaryWidth.Index8, 20)]
    [InlineData(DictionaryWidth.Index8, 1000)]
    [InlineData(DictionaryWidth.Index16, 1000)]
    public void A_dictionary_column_is_what_its_list_is(DictionaryWidth narrowest, int distinct) => Compare(pool =>
    {
        var column = new DictionaryColumn("c", isText: true, narrowest, true, pool);
        int guess = 0;
        return new Subject(
            column,
            r => Encoding.UTF8.GetBytes("v\u00e9" + r.Next(distinct).ToString(CultureInfo.InvariantCulture)),
            static v => ArrowCells.Text((byte[])v))
        {
            Set = (row, v) => Assert.True(column.TrySet(row, (byte[])v, ref guess)),
            AppendRepeated = (v, times) => Assert.True(column.TryAppendRepeated((byte[])v, times, ref guess)),
        };
    });

    private static Subject Primitive<T>(SlabPool pool, IArrowType type, Func<Random, T> draw)
        where T : unmanaged, IFormattable
    {
        var column = new PrimitiveColumn<T>("c", type, true, pool);
        return new Subject(column, r => draw(r), static v => ArrowCells.Number((T)v))
        {
            Set = (row, v) => column.Set(row, (T)v),
            Append = v => column.Append((T)v),
            AppendRepeated = (v, times) => column.AppendRepeated((T)v, times),
        };
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Compare(Func<SlabPool, Subject> create)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            using var columns = new SealedColumns();
            Subject subject = create(columns.Pool);
            ColumnBuilder column = subject.Column;
            var random = new Random(seed);
            for (int batch = 0; batch < 3; batch++)
            {
                var model = new List<string?>();
                for (int step = random.Next(0, 120); step > 0; step--)
                {
                    Step(subject, model, random);
                    Assert.Equal(model.Count, column.Count);
                    Assert.Equal(model.Exists(static cell => cell is not null), column.HasValues);
                }

                int rows = model.Count + random.Next(0, 12);
                IArrowType type = column.SealedType;
                IArrowArray array = columns.Seal(column, rows);
                Pad(model, rows);

                Assert.Same(type, array.Data.DataType);
                Assert.Equal(rows, array.Length);
                Assert.Equal(model.Count(static cell => cell is null), array.NullCount);
                Assert.Equal(model.Select(static cell => cell ?? ArrowCells.Null), ArrowCells.ReadAll(array));
                SealedColumns.AssertAligned(array.Data);
                Assert.Equal(0, column.Count);
                Assert.False(column.HasValues);
            }

            columns.AssertClean(column);
        }
    }

    private static void Step(Subject subject, List<string?> model, Random random)
    {
        object value = subject.Draw(random);
        string text = subject.Render(value);
        switch (random.Next(9))
        {
            case 0 or 1:
                subject.Set(model.Count, value);
                model.Add(text);
                break;
            case 2 or 3:
                int row = model.Count + random.Next(1, 30);
                subject.Set(row, value);
                Pad(model, row);
                model.Add(text);
                break;
            case 4:
                // Last one wins; cells behind it, which no decoder has written yet at that point, go.
                int earlier = random.Next(4) == 0 ? random.Next(model.Count + 1) : Math.Max(0, model.Count - 1);
                subject.Set(earlier, value);
                model.RemoveRange(earlier, model.Count - earlier);
                model.Add(text);
                break;
            case 5:
                int nulls = random.Next(0, 20);
                subject.Column.AppendNulls(nulls);
                Pad(model, model.Count + nulls);
                break;
            case 6:
                int keep = random.Next(model.Count + 4);
                subject.Column.Truncate(keep);
                model.RemoveRange(Math.Min(keep, model.Count), model.Count - Math.Min(keep, model.Count));
                break;
            case 7 when subject.AppendRepeated is not null:
                int times = random.Next(0, 40);
                subject.AppendRepeated(value, times);
                model.AddRange(Enumerable.Repeat(text, times));
                break;
            case 8 when subject.Append is not null:
                subject.Append(value);
                model.Add(text);
                break;
            default:
                int rows = model.Count + random.Next(-3, 10);
                subject.Column.PadTo(rows);
                Pad(model, rows);
                break;
        }
    }

    private static void Pad(List<string?> model, int rows)
    {
        while (model.Count < rows)
        {
            model.Add(null);
        }
    }

    private sealed class Subject(ColumnBuilder column, Func<Random, object> draw, Func<object, string> render)
    {
        public ColumnBuilder Column { get; } = column;

        public Func<Random, object> Draw { get; } = draw;

        public Func<object, string> Render { get; } = render;

        public required Action<int, object> Set { get; init; }

        public Action<object>? Append { get; init; }

        public Action<object, int>? AppendRepeated { get; init; }
    }
}
