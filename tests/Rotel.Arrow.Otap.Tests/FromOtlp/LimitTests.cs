using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.FromOtlp;

/// <summary>Requests that are small on the wire and large in columns, and what they leave behind.</summary>
public sealed class LimitTests
{
    /// <summary>What an empty open batch may keep of its buffers: 256 KiB each at most, a few of them in use.</summary>
    private const long KeptBytes = 24 << 20;

    public static IEnumerable<object[]> Signals => TablesUnderTest.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_batch_takes_65535_root_rows_and_not_one_more(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        byte[] item = WireBytes.Field(2, signal == Signal.Metrics ? WireBytes.Field(5, WireBytes.Field(1)) : []);
        Assert.Equal(AppendStatus.Full, tables.Builder.Append(WireBytes.RequestOfItems(WireBytes.Repeat(item, 65_536))).Status);
        Assert.Equal(0, tables.Builder.RootRows);

        Assert.Equal(new AppendResult(AppendStatus.Appended, 65_000), tables.Builder.Append(WireBytes.RequestOfItems(WireBytes.Repeat(item, 65_000))));
        Assert.Equal(AppendStatus.Full, tables.Builder.Append(WireBytes.RequestOfItems(WireBytes.Repeat(item, 536))).Status);
        Assert.Equal(65_000, tables.Builder.RootRows);
        Assert.Equal(AppendStatus.Appended, tables.Builder.Append(WireBytes.RequestOfItems(WireBytes.Repeat(item, 535))).Status);
        tables.SealAndEncode(out int items);
        Assert.Equal(65_535, items);

        Assert.Equal(AppendStatus.Appended, tables.Builder.Append(WireBytes.RequestOfItems(WireBytes.Repeat(item, 536))).Status);
        tables.AssertClean();
    }

    [Theory]
    [InlineData(Signal.Traces, "attributes without a value", new[] { 9 }, AnyValueDecoder.MaxChildRows)]
    [InlineData(Signal.Traces, "events", new[] { 11 }, AnyValueDecoder.MaxChildRows)]
    [InlineData(Signal.Traces, "links", new[] { 13 }, AnyValueDecoder.MaxChildRows)]
    [InlineData(Signal.Metrics, "number points", new[] { 5, 1 }, AnyValueDecoder.MaxChildRows)]
    [InlineData(Signal.Metrics, "exemplars", new[] { 5, 1, 5 }, AnyValueDecoder.MaxChildRows)]
    [InlineData(Signal.Metrics, "quantiles", new[] { 11, 1, 6 }, 1 << 24)]
    public void A_child_table_takes_so_many_rows_and_not_one_more(Signal signal, string what, int[] fields, int limit)
    {
        var pool = new SlabPool(new ByteBudget(1L << 40));
        using var builder = new OtapBatchBuilder(signal, pool);
        Assert.True(Append(builder, fields, limit + 1).Status == AppendStatus.Full, what);
        Assert.Equal(0, builder.RootRows);
        Assert.InRange(pool.Budget.UsedBytes, 0, KeptBytes);
        Assert.True(Append(builder, fields, 1000).Status == AppendStatus.Appended, what);
        builder.Dispose();
        Assert.Equal(0, pool.Budget.UsedBytes);
    }

    [Theory]
    [InlineData(10, 8)]
    [InlineData(10, 9)]
    public void Bucket_counts_of_one_byte_each_cannot_fill_the_memory(int metricField, int bucketsField)
    {
        var pool = new SlabPool(new ByteBudget(1L << 40));
        using var builder = new OtapBatchBuilder(Signal.Metrics, pool);
        byte[] buckets = WireBytes.Field(2, new byte[(1 << 24) + 1]);
        byte[] request = WireBytes.Request(WireBytes.Field(metricField, WireBytes.Field(1, WireBytes.Field(bucketsField, buckets))));
        Assert.Equal(AppendStatus.Full, builder.Append(request).Status);
        Assert.InRange(pool.Budget.PeakBytes, 0, 200 << 20);
        Assert.InRange(pool.Budget.UsedBytes, 0, KeptBytes);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_refused_request_leaves_no_memory_charged_to_an_empty_batch(Signal signal)
    {
        var pool = new SlabPool(new ByteBudget(1L << 40));
        using var builder = new OtapBatchBuilder(signal, pool);
        byte[] large = new byte[2 << 20];
        large.AsSpan().Fill((byte)'a');
        byte[] pairs = WireBytes.Repeat(WireBytes.Field(1, new KeyValue { Key = "k", Value = new AnyValue { StringValue = "v" } }), 80_000);
        var strings = FieldPath.All(signal).Where(static p => p.Field.FieldType is global::Google.Protobuf.Reflection.FieldType.String or global::Google.Protobuf.Reflection.FieldType.Bytes);
        foreach (FieldPath path in strings)
        {
            // The fault comes last: all before it was decoded.
            byte[] request = path.Request(WireBytes.Field(path.Field.FieldNumber, large));
            _ = builder.Append([.. request, 0x07]);
        }

        foreach (FieldPath path in FieldPath.All(signal).Where(static p => p.Field.FieldType == global::Google.Protobuf.Reflection.FieldType.Message && p.Field.MessageType.Name == "AnyValue"))
        {
            byte[] value = WireBytes.Field(path.Field.FieldNumber, WireBytes.Field(6, pairs));
            Assert.Equal(AppendStatus.Malformed, builder.Append([.. path.Request(value), 0x07]).Status);
        }

        Assert.Equal(0, builder.RootRows);
        Assert.InRange(pool.Budget.UsedBytes, 0, KeptBytes);
    }

    [Fact]
    public void A_name_of_a_megabyte_in_a_scope_of_60000_spans_is_stored_once_whatever_came_before()
    {
        var pool = new SlabPool(new ByteBudget(1L << 40));
        using var builder = new OtapBatchBuilder(Signal.Traces, pool);

        // Dictionaries overflow: 32,000 names in one batch stay, 40,000 more come with the next.
        Assert.Equal(AppendStatus.Appended, builder.Append(ManyScopes(0, 32_000)).Status);
        builder.Seal().Release();
        Assert.Equal(AppendStatus.Appended, builder.Append(ManyScopes(32_000, 40_000)).Status);
        long before = pool.Budget.UsedBytes;

        byte[] name = WireBytes.Field(1, WireBytes.Repeat("n"u8, 1 << 20));
        byte[] scope = [.. WireBytes.Field(1, name), .. WireBytes.Repeat(WireBytes.Field(2), 20_000), .. WireBytes.Field(3, WireBytes.Repeat("u"u8, 1 << 20))];
        Assert.Equal(AppendStatus.Appended, builder.Append(WireBytes.Field(1, WireBytes.Field(2, scope))).Status);
        Assert.InRange(pool.Budget.UsedBytes - before, 0, 40 << 20);

        // And the other way round: the large name first, the many small ones behind it.
        builder.Seal().Release();
        Assert.Equal(AppendStatus.Appended, builder.Append(WireBytes.Field(1, WireBytes.Field(2, scope))).Status);
        Assert.Equal(AppendStatus.Appended, builder.Append(ManyScopes(80_000, 45_000)).Status);
        Assert.InRange(pool.Budget.PeakBytes, 0, 200 << 20);
        OtapBatch batch = builder.Seal();
        Assert.Equal(65_000, batch.Root.Length);
        batch.Release();
        builder.Dispose();
        Assert.Equal(0, pool.Budget.UsedBytes);
    }

    [Fact]
    public void Distinct_scope_names_in_one_batch_up_to_the_last_row_come_back_each_in_its_row()
    {
        using var tables = new TablesUnderTest(Signal.Traces);
        for (int round = 0; round < 3; round++)
        {
            byte[] request = ManyScopes(round * 20_000, 65_535);
            Assert.Equal(AppendStatus.Appended, tables.Builder.Append(request).Status);
            Assert.Equal(GoogleParser.TryParse(Signal.Traces, request)!, tables.SealAndEncode(out _));
        }

        tables.AssertClean();
    }

    [Theory]
    [InlineData(20_000, AppendStatus.Appended)]
    [InlineData(40_000, AppendStatus.Malformed)]
    public void Parts_of_a_nested_message_are_merged_up_to_64_KiB_and_refused_beyond(int bytesEach, AppendStatus expected)
    {
        byte[] element = WireBytes.Field(1, WireBytes.Field(1, WireBytes.Repeat("x"u8, bytesEach)));
        byte[] array = WireBytes.Field(5, element);
        (string What, byte[] Span)[] cases =
        [
            ("KeyValue.value", WireBytes.Field(9, [.. WireBytes.Field(1, "k"u8), .. WireBytes.Field(2, array), .. WireBytes.Field(2, array)])),
            ("AnyValue.array_value", WireBytes.Field(9, [.. WireBytes.Field(1, "k"u8), .. WireBytes.Field(2, [.. array, .. array])])),
            ("nested AnyValue.array_value", WireBytes.Field(9, WireBytes.Field(2, WireBytes.Field(5, WireBytes.Field(1, [.. array, .. array]))))),
        ];
        foreach ((string what, byte[] span) in cases)
        {
            using var tables = new TablesUnderTest(Signal.Traces);
            byte[] request = WireBytes.Request(span);
            Assert.True(tables.Builder.Append(request).Status == expected, what);
            if (expected == AppendStatus.Appended)
            {
                RoundTripTests.AssertSame(GoogleParser.TryParse(Signal.Traces, request)!, tables.SealAndEncode(out _), bytesEach);
            }

            tables.AssertClean();
        }
    }

    [Fact]
    public void More_distinct_attribute_values_than_a_dictionary_holds_come_back_equal()
    {
        using var tables = new TablesUnderTest(Signal.Traces);
        for (int round = 0; round < 20; round++)
        {
            // The first overflows 65,535 values, the next ones are stored plainly, then dictionaries are tried again.
            int count = round == 0 ? 70_000 : 50;
            var span = new Span();
            for (int i = 0; i < count; i++)
            {
                span.Attributes.Add(new KeyValue { Key = "key " + (i % 300), Value = new AnyValue { StringValue = $"{round}:{i}" } });
            }

            byte[] request = WireBytes.Request(span.ToByteArray());
            Assert.Equal(AppendStatus.Appended, tables.Builder.Append(request).Status);
            OtapBatch batch = tables.Builder.Seal();
            bool plain = batch[PayloadType.SpanAttrs]!.Column(ColumnNames.Str) is Apache.Arrow.StringArray;
            Assert.Equal(round < 16, plain);
            Assert.Equal(GoogleParser.TryParse(Signal.Traces, request)!, tables.Encode(batch));
        }

        tables.AssertClean();
    }

    private static AppendResult Append(OtapBatchBuilder builder, int[] fields, int count)
    {
        byte[] bytes = WireBytes.Repeat(WireBytes.Field(fields[^1]), count);
        for (int i = fields.Length - 2; i >= 0; i--)
        {
            bytes = WireBytes.Field(fields[i], bytes);
        }

        return builder.Append(WireBytes.Request(bytes));
    }

    private static byte[] ManyScopes(int first, int count)
    {
        using var scopes = new MemoryStream();
        for (int i = first; i < first + count; i++)
        {
            byte[] scope = WireBytes.Field(1, System.Text.Encoding.ASCII.GetBytes("s" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            scopes.Write(WireBytes.Field(2, [.. WireBytes.Field(1, scope), .. WireBytes.Field(2)]));
        }

        return WireBytes.Field(1, scopes.ToArray());
    }
}
