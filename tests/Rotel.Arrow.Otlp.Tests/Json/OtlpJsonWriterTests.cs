using System.Buffers;
using System.Text;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using static Rotel.Arrow.Otlp.Tests.Json.JsonFixture;
using static Rotel.Arrow.Otlp.Tests.Validation.OtlpValidatorTests;

namespace Rotel.Arrow.Otlp.Tests.Json;

public sealed class OtlpJsonWriterTests
{
    [Fact]
    public void A_span_is_written_as_the_specification_has_it()
    {
        var span = new Span
        {
            TraceId = ByteString.CopyFrom(Convert.FromHexString("5B8EFFF798038103D269B633813FC60C")),
            SpanId = ByteString.CopyFrom(Convert.FromHexString("EEE19B7EC3C1B174")),
            Name = "I'm a \"s\u00e9rver\" <span>\n",
            Kind = Span.Types.SpanKind.Server,
            StartTimeUnixNano = 1544712660000000000,
            EndTimeUnixNano = ulong.MaxValue,
            DroppedAttributesCount = uint.MaxValue,
            Flags = 257,
            Status = new Status { Code = Status.Types.StatusCode.Error },
            Attributes =
            {
                Attribute("i", new AnyValue { IntValue = -1 }),
                Attribute("d", new AnyValue { DoubleValue = 0.1 }),
                Attribute("n", new AnyValue { DoubleValue = double.NaN }),
                Attribute("p", new AnyValue { DoubleValue = double.PositiveInfinity }),
                Attribute("m", new AnyValue { DoubleValue = double.NegativeInfinity }),
                Attribute("z", new AnyValue { DoubleValue = -0.0 }),
                Attribute("b", new AnyValue { BoolValue = false }),
                Attribute("y", new AnyValue { BytesValue = ByteString.CopyFrom(0xFB, 0xFF, 0xBF, 0) }),
                Attribute("e", new AnyValue()),
                Attribute("s", new AnyValue { StringValue = "" }),
                Attribute("a", new AnyValue { ArrayValue = new ArrayValue() }),
                Attribute("k", new AnyValue { KvlistValue = new KeyValueList { Values = { new KeyValue { Key = "x" } } } }),
            },
        };
        var request = new ExportTraceServiceRequest
        {
            ResourceSpans = { new ResourceSpans { Resource = new(), ScopeSpans = { new ScopeSpans { Spans = { span } } } } },
        };

        Assert.Equal(
            """{"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":[{"""
            + """ "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",""".Trim()
            + "\"name\":\"I'm a \\\"s\u00e9rver\\\" <span>\\n\","
            + """ "kind":2,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"18446744073709551615",""".Trim()
            + """ "attributes":[{"key":"i","value":{"intValue":"-1"}},{"key":"d","value":{"doubleValue":0.1}},""".Trim()
            + """{"key":"n","value":{"doubleValue":"NaN"}},{"key":"p","value":{"doubleValue":"Infinity"}},"""
            + """{"key":"m","value":{"doubleValue":"-Infinity"}},{"key":"z","value":{"doubleValue":-0}},"""
            + """{"key":"b","value":{"boolValue":false}},{"key":"y","value":{"bytesValue":"+/+/AA=="}},"""
            + """{"key":"e","value":{}},{"key":"s","value":{"stringValue":""}},{"key":"a","value":{"arrayValue":{}}},"""
            + """{"key":"k","value":{"kvlistValue":{"values":[{"key":"x"}]}}}],"""
            + """ "droppedAttributesCount":4294967295,"status":{"code":2},"flags":257}]}]}]}""".Trim(),
            Write(Signal.Traces, request.ToByteArray()));
    }

    [Fact]
    public void Implicit_defaults_are_left_out_even_when_the_bytes_have_them()
    {
        // kind = 0, name = "", dropped_attributes_count = 2^32 (0 once cut to 32 bits), status {}.
        byte[] request = Convert.FromHexString(
            Wrap(1, Wrap(2, Wrap(2, "3000" + Wrap(5, "") + "508080808010" + Wrap(15, "")))));

        Assert.Equal("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"status":{}}]}]}]}""", Write(Signal.Traces, request));
    }

    [Fact]
    public void Fields_in_any_order_are_gathered()
    {
        // attribute, name, attribute, name again: one array, last name.
        byte[] request = Convert.FromHexString(Wrap(1, Wrap(2, Wrap(2,
            Wrap(9, Wrap(1, "61")) + Wrap(5, "78") + Wrap(9, Wrap(1, "62")) + Wrap(5, "79")))));

        Assert.Equal(
            """{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"y","attributes":[{"key":"a"},{"key":"b"}]}]}]}]}""",
            Write(Signal.Traces, request));
    }

    [Fact]
    public void Messages_that_come_in_parts_are_merged_and_the_last_oneof_member_wins()
    {
        string parts = Wrap(2, Wrap(1, "61")) + Wrap(2, Wrap(5, "")) + Wrap(2, Wrap(5, Wrap(1, "")))
            + Wrap(2, Wrap(5, Wrap(1, Wrap(1, "62"))));
        byte[] request = Convert.FromHexString(Wrap(1,
            Wrap(1, Wrap(1, Wrap(1, "6b") + parts)) + Wrap(1, Wrap(1, "") + "1005")));

        string json = Write(Signal.Logs, request);

        Assert.Equal(
            """{"resourceLogs":[{"resource":{"attributes":[{"key":"k","value":{"arrayValue":{"values":[{},{"stringValue":"b"}]}}},{}],"droppedAttributesCount":5}}]}""",
            json);
        Assert.Equal(Oracle.Parse(Signal.Logs, request), Oracle.Parse(Signal.Logs, Read(Signal.Logs, json)));
    }

    [Fact]
    public void Packed_and_unpacked_numbers_become_one_array()
    {
        byte[] request = Convert.FromHexString(Wrap(1, Wrap(2, Wrap(2, Wrap(9, Wrap(1,
            "310100000000000000" + Wrap(6, "") + Wrap(6, "02000000000000000300000000000000")))))));

        Assert.Contains(""" "bucketCounts":["1","2","3"]""".Trim(), Write(Signal.Metrics, request), StringComparison.Ordinal);
    }

    [Fact]
    public void The_pieces_of_a_batch_become_one_object()
    {
        using var pool = new SlabPool(new ByteBudget(1 << 24), track: true);
        var batch = new OtlpBytes(Signal.Logs);
        foreach (string text in new[] { "a", "", "b" })
        {
            var request = new ExportLogsServiceRequest();
            if (text.Length > 0)
            {
                request.ResourceLogs.Add(new ResourceLogs { SchemaUrl = text });
            }

            byte[] bytes = request.ToByteArray();
            Slab slab = pool.Rent(bytes.Length);
            bytes.CopyTo(slab.GetSpan());
            batch.Add(slab, 0, bytes.Length, 0);
        }

        var output = new ArrayBufferWriter<byte>();
        OtlpJsonWriter.Write(batch, output);
        batch.Release();

        Assert.Equal(
            """{"resourceLogs":[{"schemaUrl":"a"},{"schemaUrl":"b"}]}""", Encoding.UTF8.GetString(output.WrittenSpan));
        pool.AssertNoLeaks();
    }

    [Fact]
    public void An_empty_request_is_an_empty_object() => Assert.Equal("{}", Write(Signal.Metrics, []));

    [Fact]
    public void The_output_is_one_line()
    {
        string json = Write(Signal.Traces, new RandomOtlp(60).Traces().ToByteArray());

        Assert.DoesNotContain('\n', json);
        Assert.DoesNotContain('\r', json);
    }

    [Theory]
    [InlineData("0a05")]
    [InlineData("0801")]
    [InlineData("0a020801")]
    [InlineData("0a0612041202" + "0a01")]
    public void Bytes_that_did_not_pass_the_validator_are_a_documented_exception(string hex)
    {
        Assert.Throws<InvalidDataException>(() => Write(Signal.Traces, Convert.FromHexString(hex)));
    }

    [Fact]
    public void Values_past_the_cap_are_a_documented_exception()
    {
        var request = new ExportLogsServiceRequest
        {
            ResourceLogs =
            {
                new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { new LogRecord { Body = RandomOtlp.Nested(64) } } } } },
            },
        };

        Assert.Throws<InvalidDataException>(() => Write(Signal.Logs, request.ToByteArray()));
    }

    private static KeyValue Attribute(string key, AnyValue value) => new() { Key = key, Value = value };
}
