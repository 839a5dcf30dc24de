using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// Values are validated where they can be seen, and only there: what lies under a null parent or between lists is not
/// looked at (Arrow C++ writes valid indexes into an empty dictionary there).
/// </summary>
public class ValidationTests
{
    private static readonly DictionaryType s_dictionary = new(Int16Type.Default, StringType.Default, false);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_dictionary_index_out_of_range_is_refused_unless_its_struct_is_null(bool isNull) =>
        AssertOutcome(Struct(Encoded([0, 7, 1], entries: 2), isNull), isNull, "s.child", "index 7");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_negative_dictionary_index_is_refused_unless_its_struct_is_null(bool isNull) =>
        AssertOutcome(Struct(Encoded([0, -1, 1], entries: 2), isNull), isNull, "s.child", "index 65535");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Text_that_is_not_utf8_is_refused_unless_its_struct_is_null(bool isNull) =>
        AssertOutcome(Struct(Text([[0x61], [0xC3], [0x62]]), isNull), isNull, "s.child", "UTF-8");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_index_out_of_range_is_refused_unless_its_list_is_null(bool isNull) =>
        AssertOutcome(List(Encoded([0, 7, 1], entries: 2), isNull), isNull, "s.item", "index 7");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_empty_dictionary_serves_columns_whose_parents_are_all_null(bool isNull) =>
        AssertOutcome(Struct(Encoded([0, 0, 0], entries: 0), isNull, allNull: true), isNull, "s.child", "0 entries");

    [Fact]
    public void Characters_cut_by_an_offset_are_refused()
    {
        // Together the two halves are a character; each by itself is not.
        ArrayData array = Text([[0x61, 0xC3], [0xA9], [0x62]]);
        StreamRun run = Run(array);
        Assert.Equal(IpcErrorCode.InvalidData, run.Error?.Code);
        Assert.Contains("cell 0", run.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_not_looked_at_when_the_caller_will_do_it()
    {
        byte[] stream = Stream(Text([[0xFF], [0xC3], [0x62]]));
        Assert.Null(StreamRun.Of(stream, new IpcReaderOptions { ValidateText = false }).Error);
    }

    [Fact]
    public void Well_formed_text_of_all_lengths_is_taken()
    {
        byte[][] words = [.. Enumerable.Range(0, 200).Select(i => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(i % 3 == 0 ? "\u00e9\ud83d\ude00" : "ab", i % 9))))];
        Assert.Null(Run(Text(words)).Error);
    }

    private static void AssertOutcome(ArrayData array, bool isAccepted, string column, string message)
    {
        StreamRun run = Run(array);
        if (isAccepted)
        {
            Assert.Null(run.Error);
            return;
        }

        Assert.Equal(IpcErrorCode.InvalidData, run.Error?.Code);
        Assert.Equal(column, run.Error!.Column);
        Assert.Contains(message, run.Error.Message, StringComparison.Ordinal);
    }

    private static StreamRun Run(ArrayData array) => StreamRun.Of(Stream(array));

    private static byte[] Stream(ArrayData array)
    {
        var schema = new Schema([new Field("s", array.DataType, true)], null);
        return IpcStreams.Write(schema, [new RecordBatch(schema, [ArrowArrayFactory.BuildArray(array)], array.Length)]);
    }

    /// <summary>Rows 0 and 2 are there, row 1 perhaps not.</summary>
    private static ArrayData Struct(ArrayData child, bool isNull, bool allNull = false)
    {
        byte[] bits = [(byte)(isNull ? (allNull ? 0 : 0b101) : 0b111)];
        var type = new StructType([new Field("child", child.DataType, true)]);
        int nulls = isNull ? (allNull ? 3 : 1) : 0;
        return new ArrayData(type, 3, nulls, 0, [new ArrowBuffer(bits), ], [child]);
    }

    /// <summary>Three lists of one item each; the second one perhaps null over its item.</summary>
    private static ArrayData List(ArrayData child, bool isNull)
    {
        byte[] bits = [(byte)(isNull ? 0b101 : 0b111)];
        var type = new ListType(new Field("item", child.DataType, true));
        return new ArrayData(type, 3, isNull ? 1 : 0, 0, [new ArrowBuffer(bits), Offsets([0, 1, 2, 3])], [child]);
    }

    private static ArrayData Encoded(short[] indexes, int entries)
    {
        var values = new StringArray.Builder();
        for (int i = 0; i < entries; i++)
        {
            values.Append("w" + i);
        }

        return new ArrayData(
            s_dictionary, indexes.Length, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(SpanCast.AsBytes<short>(indexes).ToArray())], null, values.Build().Data);
    }

    private static ArrayData Text(byte[][] values)
    {
        int[] offsets = [0, .. values.Select((_, i) => values.Take(i + 1).Sum(static value => value.Length))];
        return new ArrayData(
            StringType.Default, values.Length, 0, 0, [ArrowBuffer.Empty, Offsets(offsets), new ArrowBuffer((byte[])[.. values.SelectMany(static value => value)])]);
    }

    private static ArrowBuffer Offsets(int[] offsets) => new(SpanCast.AsBytes<int>(offsets).ToArray());
}
