using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Cbor;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Views;
using Rotel.Arrow.Otlp.Views;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.Views;

/// <summary>Views over tables: what is visited makes the message that was decoded, in the events of the bytes' views.</summary>
public sealed class OtapViewsTests
{
    public static IEnumerable<object[]> Signals => TablesUnderTest.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_visit_of_tables_shows_all_of_the_messages_they_were_decoded_from(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        for (int seed = 0; seed < 60; seed++)
        {
            IMessage expected = TablesUnderTest.Parse(signal, default);
            for (int i = 0; i <= seed % 4; i++)
            {
                byte[] bytes = new RandomOtlp((seed * 7) + i).Request(signal.Name()).ToByteArray();
                Assert.Equal(AppendStatus.Appended, tables.Builder.Append(bytes).Status);
                expected.MergeFrom(bytes);
            }

            Assert.Equal(Normalize(TablesUnderTest.WithoutEmptyEnvelopes(expected)), VisitTables(tables));
        }

        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Tables_and_bytes_show_the_same_events_whatever_the_order_of_fields(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        for (int seed = 0; seed < 30; seed++)
        {
            var generator = new RandomOtlp(seed, RandomOtlpOptions.Edge with { EmptyContainers = false });
            byte[] bytes = WireShuffle.Shuffle(generator.Request(signal.Name()), new Random(seed));
            Assert.Equal(AppendStatus.Appended, tables.Builder.Append(bytes).Status);
            var rebuilder = new RequestRebuilder { Signal = signal };
            Visit(bytes, signal, ref rebuilder);
            Assert.Equal(rebuilder.Request(signal), VisitTables(tables));
        }

        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_visit_allocates_nothing_a_row_and_reads_the_same_as_one_of_bytes(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        byte[] bytes = new RandomOtlp(42, RandomOtlpOptions.Edge with { EmptyContainers = false, Items = 500 })
            .Request(signal.Name()).ToByteArray();
        tables.Builder.Append(bytes);
        OtapBatch batch = tables.Builder.Seal();
        ulong first = Checksum(batch);
        ulong second = 0;
        long allocated = Allocations.Least(() => second = Checksum(batch));

        // Finding the children of struct columns takes some bytes a batch, in Apache.Arrow.
        Assert.InRange(allocated, 0, 1500);
        Assert.Equal(first, second);
        batch.Release();
        var ofBytes = default(ChecksumVisitor);
        Visit(bytes, signal, ref ofBytes);
        Assert.Equal(ofBytes.Value, first);
        tables.AssertClean();

        static ulong Checksum(OtapBatch batch)
        {
            var visitor = default(ChecksumVisitor);
            OtapViews.Visit(batch, ref visitor);
            return visitor.Value;
        }
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_batch_without_rows_shows_nothing(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        Assert.Equal(TablesUnderTest.Parse(signal, default), VisitTables(tables));
        tables.AssertClean();
    }

    [Fact]
    public void A_visit_of_the_wrong_signal_is_refused()
    {
        using var tables = new TablesUnderTest(Signal.Logs);
        OtapBatch batch = tables.Builder.Seal();
        Assert.Throws<ArgumentException>(() =>
        {
            var rebuilder = new RequestRebuilder { Signal = Signal.Traces };
            OtapViews.VisitTraces(batch, ref rebuilder);
        });
        batch.Release();
        tables.AssertClean();
    }

    [Theory]
    [InlineData("")]
    [InlineData("9F01")]
    [InlineData("9F01FFFF00", "[1]")]
    [InlineData("83010203", "[1,2,3]")]
    [InlineData("A1616120", "{a:-1}")]
    [InlineData("BF6161F6FF", "{a:empty}")]
    [InlineData("BF6161F7FF", "{a:empty}")]
    [InlineData("BFD9524F8261610741FFFF", "{a:bytes}")]
    [InlineData("9FD9524F0AFF", "[empty]")]
    [InlineData("9FF93C00FA3F800000FB3FF0000000000000F4F5FF", "[1.0,1.0,1.0,false,true]")]
    [InlineData("A101F6")]
    [InlineData("9B7FFFFFFFFFFFFFFF00")]
    [InlineData("9FC201FF")]
    [InlineData("5F41FFFF")]
    [InlineData("9F1BFFFFFFFFFFFFFFFFFF")]
    public void Nested_values_in_CBOR_are_shown_and_damaged_ones_are_empty(string hex, string shown = "empty")
    {
        var visitor = new TextVisitor();
        CborValueWalk.Visit(Convert.FromHexString(hex), ref visitor);
        Assert.Equal(shown, visitor.Text);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public void CBOR_nested_beyond_the_limit_is_an_empty_value(int depth, bool isShown)
    {
        byte[] cbor = [.. Enumerable.Repeat((byte)0x81, depth), 0x01];
        var visitor = new TextVisitor();
        CborValueWalk.Visit(cbor, ref visitor);
        Assert.Equal(isShown ? new string('[', depth) + "1" + new string(']', depth) : "empty", visitor.Text);
    }

    [Fact]
    public void Mutated_CBOR_shows_a_whole_value_or_an_empty_one()
    {
        var random = new Random(5);
        using var pool = new SlabPool(new ByteBudget(1 << 20));
        using var writer = new CborWriter(pool);
        writer.BeginMap();
        for (int i = 0; i < 20; i++)
        {
            writer.Text("key"u8);
            writer.BeginArray();
            writer.Int(i - 5);
            writer.Double(0.5);
            writer.Bytes([1, 2, 3]);
            writer.End();
        }

        writer.End();
        byte[] valid = writer.Written.ToArray();
        for (int i = 0; i < 5000; i++)
        {
            byte[] mutated = valid[..random.Next(valid.Length + 1)];
            for (int hit = random.Next(3); hit > 0 && mutated.Length > 0; hit--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            var visitor = new TextVisitor();
            CborValueWalk.Visit(mutated, ref visitor);
            Assert.Equal(0, visitor.Open);
        }
    }

    private static IMessage VisitTables(TablesUnderTest tables)
    {
        OtapBatch batch = tables.Builder.Seal();
        var rebuilder = new RequestRebuilder { Signal = batch.Signal };
        OtapViews.Visit(batch, ref rebuilder);
        batch.Release();
        return rebuilder.Request(batch.Signal);
    }

    private static void Visit<TVisitor>(byte[] bytes, Signal signal, ref TVisitor rebuilder)
        where TVisitor : ITelemetryVisitor
    {
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
    }

    private static IMessage Normalize(IMessage message) => message switch
    {
        ExportTraceServiceRequest traces => OtlpNormalize.ForViews(traces),
        ExportLogsServiceRequest logs => OtlpNormalize.ForViews(logs),
        _ => OtlpNormalize.ForViews((ExportMetricsServiceRequest)message),
    };
}
