using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Views;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests.Views;

/// <summary>Views over OTLP bytes, judged by the generated classes: what was visited makes the message that was sent.</summary>
public sealed class OtlpViewsTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_visit_of_random_traces_shows_all_of_the_message(int seed)
    {
        ExportTraceServiceRequest sent = new RandomOtlp(seed).Traces();
        Assert.Equal(OtlpNormalize.ForViews(sent), Visit(Signal.Traces, sent.ToByteArray()));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_visit_of_random_logs_shows_all_of_the_message(int seed)
    {
        ExportLogsServiceRequest sent = new RandomOtlp(seed).Logs();
        Assert.Equal(OtlpNormalize.ForViews(sent), Visit(Signal.Logs, sent.ToByteArray()));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_visit_of_random_metrics_shows_all_of_the_message(int seed)
    {
        ExportMetricsServiceRequest sent = new RandomOtlp(seed).Metrics();
        Assert.Equal(OtlpNormalize.ForViews(sent), Visit(Signal.Metrics, sent.ToByteArray()));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fields_in_any_order_unpacked_numbers_and_unknown_fields_make_no_difference(int seed)
    {
        var random = new Random(seed);
        var generator = new RandomOtlp(seed);
        ExportTraceServiceRequest traces = generator.Traces();
        ExportLogsServiceRequest logs = generator.Logs();
        ExportMetricsServiceRequest metrics = generator.Metrics();
        Assert.Equal(OtlpNormalize.ForViews(traces), Visit(Signal.Traces, WireShuffle.Shuffle(traces, random)));
        Assert.Equal(OtlpNormalize.ForViews(logs), Visit(Signal.Logs, WireShuffle.Shuffle(logs, random)));
        Assert.Equal(OtlpNormalize.ForViews(metrics), Visit(Signal.Metrics, WireShuffle.Shuffle(metrics, random)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Truncated_and_mutated_bytes_end_the_visit_without_an_exception(int seed)
    {
        var random = new Random(seed);
        var generator = new RandomOtlp(seed);
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            byte[] bytes = generator.Request(signal.Name()).ToByteArray();
            for (int i = 0; i < 300; i++)
            {
                byte[] mutated = bytes[..random.Next(bytes.Length + 1)];
                for (int hit = random.Next(4); hit > 0 && mutated.Length > 0; hit--)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }

                Visit(signal, mutated);
            }
        }
    }

    [Fact]
    public void A_visit_allocates_nothing()
    {
        var generator = new RandomOtlp(42);
        byte[][] requests = [generator.Traces().ToByteArray(), generator.Logs().ToByteArray(), generator.Metrics().ToByteArray()];
        ulong first = VisitAll(requests);
        ulong second = 0;
        Assert.Equal(0, Allocations.Least(() => second = VisitAll(requests)));
        Assert.Equal(first, second);

        static ulong VisitAll(byte[][] requests)
        {
            var visitor = default(ChecksumVisitor);
            OtlpViews.VisitTraces(requests[0], ref visitor);
            OtlpViews.VisitLogs(requests[1], ref visitor);
            OtlpViews.VisitMetrics(requests[2], ref visitor);
            return visitor.Value;
        }
    }

    [Fact]
    public void Parts_of_a_message_field_are_one_message_as_protobuf_defines()
    {
        // Each pair of messages shares every enclosing singular message; parsers merge them field by field.
        byte[] first = new ResourceSpans
        {
            Resource = new Resource { Attributes = { Text("a", "1") }, DroppedAttributesCount = 1 },
            ScopeSpans = { new ScopeSpans { Scope = new InstrumentationScope { Name = "first", Version = "v" } } },
        }.ToByteArray();
        byte[] second = new ResourceSpans
        {
            Resource = new Resource { Attributes = { Text("b", "2") }, DroppedAttributesCount = 2 },
            SchemaUrl = "s",
        }.ToByteArray();
        var traces = new ExportTraceServiceRequest { ResourceSpans = { ResourceSpans.Parser.ParseFrom([.. first, .. second]) } };
        byte[] wire = Field(1, [.. first, .. second]);
        Assert.Equal(2, traces.ResourceSpans[0].Resource.Attributes.Count);
        Assert.Equal(traces, Visit(Signal.Traces, wire));
    }

    [Fact]
    public void Parts_of_a_container_value_are_one_container_and_the_last_member_wins()
    {
        byte[] one = new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { IntValue = 1 } } } }.ToByteArray();
        byte[] two = new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { IntValue = 2 } } } }.ToByteArray();
        byte[] text = new AnyValue { StringValue = "x" }.ToByteArray();
        foreach (byte[] value in (byte[][])[[.. one, .. two], [.. one, .. text], [.. one, .. text, .. two], [.. text, .. one, .. two]])
        {
            // The AnyValue itself also comes in two parts.
            foreach (byte[] body in (byte[][])[Field(2, value), [.. Field(2, one), .. Field(2, value)]])
            {
                byte[] record = Field(6, [.. Field(1, "k"u8.ToArray()), .. body]);
                var expected = new ExportLogsServiceRequest
                {
                    ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { LogRecord.Parser.ParseFrom(record) } } } } },
                };
                Assert.Equal(expected, Visit(Signal.Logs, Field(1, Field(2, Field(2, record)))));
            }
        }
    }

    [Fact]
    public void Metric_data_that_changes_its_kind_keeps_the_points_of_the_last_run()
    {
        var point = new NumberDataPoint { AsInt = 7 };
        byte[] gauge = new Metric { Gauge = new Gauge { DataPoints = { point } } }.ToByteArray();
        byte[] sum = new Metric { Sum = new Sum { DataPoints = { point, point }, IsMonotonic = true } }.ToByteArray();
        foreach (byte[] metric in (byte[][])[[.. gauge, .. sum], [.. sum, .. gauge], [.. gauge, .. gauge], [.. gauge, .. sum, .. gauge]])
        {
            var expected = new ExportMetricsServiceRequest
            {
                ResourceMetrics = { new ResourceMetrics { ScopeMetrics = { new ScopeMetrics { Metrics = { Metric.Parser.ParseFrom(metric) } } } } },
            };
            Assert.Equal(expected, Visit(Signal.Metrics, Field(1, Field(2, Field(2, metric)))));
        }
    }

    [Fact]
    public void Containers_beyond_the_depth_limit_become_empty_values()
    {
        var request = new ExportLogsServiceRequest
        {
            ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { new LogRecord { Body = RandomOtlp.Nested(500) } } } } } },
        };
        var visited = (ExportLogsServiceRequest)Visit(Signal.Logs, request.ToByteArray());
        AnyValue value = visited.ResourceLogs[0].ScopeLogs[0].LogRecords[0].Body;
        int depth = 0;
        while (value.ValueCase != AnyValue.ValueOneofCase.None)
        {
            value = value.ArrayValue is { } array ? array.Values[0] : value.KvlistValue.Values[0].Value;
            depth++;
        }

        Assert.Equal(ViewLimits.MaxValueDepth, depth);
    }

    [Fact]
    public void A_visitor_that_declines_a_resource_or_a_scope_or_a_metric_sees_none_of_its_content()
    {
        byte[] bytes = new RandomOtlp(3).Metrics().ToByteArray();
        foreach (int level in (int[])[0, 1, 2])
        {
            var visitor = new Decliner { Level = level };
            OtlpViews.VisitMetrics(bytes, ref visitor);
            Assert.True(visitor.Declined > 0);
            Assert.Equal(0, visitor.Inside);
        }
    }

    [Fact]
    public void Pieces_of_a_batch_are_visited_in_order_and_a_lookup_finds_the_service()
    {
        using var pool = new SlabPool(new ByteBudget(1 << 20));
        var batch = new OtlpBytes(Signal.Traces);
        foreach (string service in (string[])["shop", "cart"])
        {
            byte[] bytes = new ExportTraceServiceRequest
            {
                ResourceSpans = { new ResourceSpans { Resource = new Resource { Attributes = { Text("service.name", service) } } } },
            }.ToByteArray();
            Slab slab = pool.Rent(bytes.Length);
            bytes.CopyTo(slab.GetSpan());
            batch.Add(slab, 0, bytes.Length, itemCount: 0);
        }

        var visitor = new ServiceLister();
        OtlpViews.Visit(batch, ref visitor);
        batch.Release();
        Assert.Equal(["shop", "cart"], visitor.Services);
    }

    private static IMessage Visit(Signal signal, byte[] bytes)
    {
        var rebuilder = new RequestRebuilder { Signal = signal };
        switch (signal)
        {
            case Signal.Traces:
                OtlpViews.VisitTraces(bytes, ref rebuilder);
                break;
            case Signal.Logs:
                OtlpViews.VisitLogs(bytes, ref rebuilder);
                break;
            default:
                OtlpViews.VisitMetrics(bytes, ref rebuilder);
                break;
        }

        return rebuilder.Request(signal);
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static byte[] Field(int number, byte[] content)
    {
        using var bytes = new MemoryStream();
        var output = new CodedOutputStream(bytes, leaveOpen: true);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return bytes.ToArray();
    }
}
