using Google.Protobuf;
using Google.Protobuf.Reflection;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.FromOtlp;

/// <summary>
/// Well-formed protobuf with a value that nobody may have: text that is not UTF-8, ids of another length, nesting past
/// the cap. It costs the item it stands in, or the request when it belongs to a resource or scope.
/// </summary>
public sealed class InvalidItemTests
{
    public static IEnumerable<object[]> Signals => TablesUnderTest.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public void Text_that_is_not_UTF_8_is_found_in_every_string_field(Signal signal)
    {
        byte[][] invalid = [[0x61, 0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]];
        using var tables = new TablesUnderTest(signal);
        int cases = 0;
        foreach (FieldPath path in FieldPath.All(signal).Where(static p => p.Field.FieldType == FieldType.String))
        {
            foreach (byte[] text in invalid)
            {
                AssertRefused(tables, path, path.Request(WireBytes.Field(path.Field.FieldNumber, text)));
                cases++;
            }
        }

        Assert.True(cases > 100, $"{cases} cases");
        Assert.Equal(0, tables.Builder.ItemCount);
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Ids_have_their_length_or_are_empty_in_every_id_field(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        foreach (FieldPath path in FieldPath.All(signal).Where(static p => p.Field.FieldType == FieldType.Bytes && p.Field.Name.EndsWith("_id", StringComparison.Ordinal)))
        {
            int right = path.Field.Name == "trace_id" ? 16 : 8;
            foreach (int length in new[] { 0, 1, 7, 8, 9, 15, 16, 17, 32, 200 })
            {
                byte[] request = path.Request(WireBytes.Field(path.Field.FieldNumber, [.. Enumerable.Repeat((byte)7, length)]));
                if (length == 0 || length == right)
                {
                    Assert.Equal(new AppendResult(AppendStatus.Appended, 1), tables.Builder.Append(request));
                    RoundTripTests.AssertSame(GoogleParser.TryParse(signal, request)!, tables.SealAndEncode(out _), length);
                }
                else
                {
                    AssertRefused(tables, path, request);
                    tables.SealAndEncode(out int items);
                    Assert.Equal(0, items);
                }
            }
        }

        tables.AssertClean();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(62, true)]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(65, false)]
    public void Values_nested_to_the_cap_are_kept_and_deeper_ones_cost_their_item(int containers, bool kept)
    {
        AnyValue value = RandomOtlp.Nested(containers);
        var record = new LogRecord { Body = value };
        var attribute = new LogRecord { Attributes = { new KeyValue { Key = "k", Value = value } } };
        var other = new LogRecord { SeverityText = "beside it" };
        foreach (LogRecord nested in new[] { record, attribute })
        {
            using var tables = new TablesUnderTest(Signal.Logs);
            byte[] request = WireBytes.Request(other.ToByteArray(), nested.ToByteArray(), other.ToByteArray());
            AppendResult result = tables.Builder.Append(request);
            Assert.Equal((AppendStatus.Appended, kept ? 3 : 2, kept ? 0 : 1), (result.Status, result.AcceptedItems, result.RejectedItems));
            Assert.Equal(kept, result.Message is null);
            var expected = (ExportLogsServiceRequest)GoogleParser.TryParse(Signal.Logs, request)!;
            if (!kept)
            {
                expected.ResourceLogs[0].ScopeLogs[0].LogRecords.RemoveAt(1);
            }

            RoundTripTests.AssertSame(expected, tables.SealAndEncode(out _), containers);
            tables.AssertClean();
        }
    }

    [Theory]
    [InlineData(63, AppendStatus.Appended)]
    [InlineData(64, AppendStatus.Malformed)]
    public void A_resource_nested_past_the_cap_costs_the_request(int containers, AppendStatus expected)
    {
        using var tables = new TablesUnderTest(Signal.Logs);
        var resource = new Resource { Attributes = { new KeyValue { Key = "k", Value = RandomOtlp.Nested(containers) } } };
        foreach (byte[] scopes in new byte[][] { WireBytes.Field(2, WireBytes.Field(2)), [] })
        {
            AppendResult result = tables.Builder.Append(WireBytes.Field(1, [.. WireBytes.Field(1, resource), .. scopes]));
            Assert.Equal(expected, result.Status);
        }

        tables.SealAndEncode(out _);
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Ten_thousand_levels_of_nesting_end_in_an_answer_at_every_value(Signal signal)
    {
        // ArrayValue.values (1) in AnyValue.array_value (5), over and over; and the same of lists of pairs.
        byte[] arrays = WireBytes.Nest(20_000, [5, 1]);
        byte[] lists = WireBytes.Nest(30_000, [6, 1, 2]);
        using var tables = new TablesUnderTest(signal);
        foreach (FieldPath path in FieldPath.All(signal).Where(static p => p.Field.FieldType == FieldType.Message && p.Field.MessageType.Name == "AnyValue"))
        {
            AssertRefused(tables, path, path.Request(WireBytes.Field(path.Field.FieldNumber, arrays)));
            AssertRefused(tables, path, path.Request(WireBytes.Field(path.Field.FieldNumber, lists)));
        }

        tables.AssertClean();
    }

    [Fact]
    public void A_point_that_is_dropped_by_itself_is_not_counted_again_with_its_metric()
    {
        using var tables = new TablesUnderTest(Signal.Metrics);
        byte[] badPoint = new NumberDataPoint { Exemplars = { new Exemplar { TraceId = ByteString.CopyFrom(1, 2) } } }.ToByteArray();
        byte[] data = WireBytes.Field(5, [.. WireBytes.Field(1, badPoint), .. WireBytes.Field(1)]);

        AppendResult kept = tables.Builder.Append(WireBytes.Request(data));
        Assert.Equal((1, 1), (kept.AcceptedItems, kept.RejectedItems));

        // The metric goes with both of its points: two, not three.
        AppendResult dropped = tables.Builder.Append(WireBytes.Request([.. data, .. WireBytes.Field(1, 0xFF)]));
        Assert.Equal((AppendStatus.Appended, 0, 2), (dropped.Status, dropped.AcceptedItems, dropped.RejectedItems));
        Assert.Equal(1, tables.Builder.ItemCount);
        tables.AssertClean();
    }

    [Fact]
    public void An_item_that_is_refused_half_way_leaves_nothing_of_itself_in_any_child_table()
    {
        using var tables = new TablesUnderTest(Signal.Metrics);
        var random = new RandomOtlp(11, RandomOtlpOptions.Edge with { Items = 40 });
        ExportMetricsServiceRequest request = random.Metrics();
        ExportMetricsServiceRequest expected = request.Clone();
        foreach (Metric metric in request.ResourceMetrics.SelectMany(static r => r.ScopeMetrics).SelectMany(static s => s.Metrics))
        {
            // A point behind the others with a bad exemplar behind good ones: all its children were written before.
            var good = new Exemplar { FilteredAttributes = { new KeyValue { Key = "gone", Value = new AnyValue { StringValue = "gone" } } } };
            var bad = new Exemplar { SpanId = ByteString.CopyFrom(1) };
            switch (metric.DataCase)
            {
                case Metric.DataOneofCase.Gauge:
                    metric.Gauge.DataPoints.Add(new NumberDataPoint { Exemplars = { good, bad }, Attributes = { good.FilteredAttributes } });
                    break;
                case Metric.DataOneofCase.Histogram:
                    metric.Histogram.DataPoints.Insert(0, new HistogramDataPoint { Exemplars = { good, bad }, BucketCounts = { 1, 2 }, Sum = 3 });
                    break;
                case Metric.DataOneofCase.ExponentialHistogram:
                    metric.ExponentialHistogram.DataPoints.Add(new ExponentialHistogramDataPoint
                    {
                        Exemplars = { good, bad },
                        Positive = new ExponentialHistogramDataPoint.Types.Buckets { Offset = 3, BucketCounts = { 1, 2 } },
                    });
                    break;
            }
        }

        AppendResult result = tables.Builder.Append(request.ToByteArray());
        Assert.Equal(AppendStatus.Appended, result.Status);
        Assert.Equal(OtlpItems.Count(request) - OtlpItems.Count(expected), result.RejectedItems);
        Assert.True(result.RejectedItems > 3);
        RoundTripTests.AssertSame(TablesUnderTest.WithoutEmptyEnvelopes(expected), tables.SealAndEncode(out _), 0);
        tables.AssertClean();
    }

    private static void AssertRefused(TablesUnderTest tables, FieldPath path, byte[] request)
    {
        int items = tables.Builder.ItemCount;
        AppendResult result = tables.Builder.Append(request);
        (AppendStatus, int, int) expected = path.IsInsideItem ? (AppendStatus.Appended, 0, 1) : (AppendStatus.Malformed, 0, 0);
        Assert.True(expected == (result.Status, result.AcceptedItems, result.RejectedItems), $"{path}: {result}");
        Assert.NotNull(result.Message);
        Assert.Equal(items, tables.Builder.ItemCount);
    }
}
