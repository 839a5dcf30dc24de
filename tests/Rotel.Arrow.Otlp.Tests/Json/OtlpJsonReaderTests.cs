using System.Text;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Views;
using static Rotel.Arrow.Otlp.Tests.Json.JsonFixture;

namespace Rotel.Arrow.Otlp.Tests.Json;

public sealed class OtlpJsonReaderTests
{
    [Theory]
    [InlineData("""{"traceId":"5B8EFFF798038103D269B633813FC60C"}""")]
    [InlineData("""{"traceId":"5b8efff798038103d269b633813fc60c"}""")]
    [InlineData("""{"trace_id":"5b8EFFF798038103d269b633813fc60c"}""")]
    [InlineData("""{"trace\u0049d":"5b8eff\u0066798038103d269b633813fc60c"}""")]
    public void Trace_ids_are_hex_of_either_case_under_either_spelling(string span) =>
        Assert.Equal("5B8EFFF798038103D269B633813FC60C", Convert.ToHexString(ReadSpan(span).TraceId.Span));

    [Fact]
    public void An_empty_id_is_unset()
    {
        Assert.Equal(new Span { Name = "a" }, ReadSpan("""{"traceId":"","spanId":"","parentSpanId":null,"name":"a"}"""));
    }

    [Theory]
    [InlineData("""{"traceId":"5b8e"}""", "traceId: expected 32 hex digits")]
    [InlineData("""{"traceId":"5b8efff798038103d269b633813fc60g"}""", "traceId: expected 32 hex digits")]
    [InlineData("""{"spanId":"5b8efff798038103d269b633813fc60c"}""", "spanId: expected 16 hex digits")]
    [InlineData("""{"spanId":5}""", "spanId: expected a string of hex digits")]
    [InlineData("""{"links":[{},{"spanId":"W47/95gDgQM="}]}""", "links[1].spanId: expected 16 hex digits")]
    [InlineData("""{"name":7}""", "name: expected a string")]
    [InlineData("""{"name":"\ud800"}""", "name: not valid UTF-8 or an unpaired surrogate")]
    [InlineData("""{"attributes":{}}""", "attributes: expected an array")]
    [InlineData("""{"attributes":[null]}""", "attributes[0]: expected an object")]
    [InlineData("""{"attributes":[{"value":[]}]}""", "attributes[0].value: expected an object")]
    [InlineData("""{"status":"ok"}""", "status: expected an object")]
    [InlineData("""{"kind":"SPAN_KIND_NOPE"}""", "kind: expected the number or name of a SpanKind")]
    [InlineData("""{"kind":true}""", "kind: expected a number")]
    [InlineData("""{"flags":-1}""", "flags: expected an integer within the range of its type")]
    [InlineData("""{"flags":4294967296}""", "flags: expected an integer within the range of its type")]
    [InlineData("""{"startTimeUnixNano":"18446744073709551616"}""", "startTimeUnixNano: expected an integer within the range of its type")]
    [InlineData("""{"startTimeUnixNano":1.5}""", "startTimeUnixNano: expected an integer within the range of its type")]
    [InlineData("""{"startTimeUnixNano":{}}""", "startTimeUnixNano: expected a number")]
    [InlineData("""{"startTimeUnixNano":""}""", "startTimeUnixNano: expected an integer within the range of its type")]
    [InlineData("""{"attributes":[{"value":{"boolValue":"true"}}]}""", "attributes[0].value.boolValue: expected true or false")]
    [InlineData("""{"attributes":[{"value":{"doubleValue":"nan"}}]}""", "attributes[0].value.doubleValue: expected a number within the range of a double")]
    [InlineData("""{"attributes":[{"value":{"doubleValue":1e400}}]}""", "attributes[0].value.doubleValue: expected a number within the range of a double")]
    [InlineData("""{"attributes":[{"value":{"bytesValue":"a"}}]}""", "attributes[0].value.bytesValue: not base64")]
    [InlineData("""{"attributes":[{"value":{"bytesValue":"YWJj=ZGV"}}]}""", "attributes[0].value.bytesValue: not base64")]
    [InlineData("""{"attributes":[{"value":{"stringValue":"a","intValue":"1"}}]}""", "attributes[0].value.intValue: stringValue is set as well, and only one of them may be")]
    public void Errors_name_the_path_and_the_fault(string span, string expected)
    {
        Assert.Equal("resourceSpans[0].scopeSpans[0].spans[0]." + expected, Error(Signal.Traces, InSpans(span)));
    }

    [Fact]
    public void Errors_quote_no_data_of_the_sender()
    {
        string error = Error(Signal.Traces, InSpans("""{"kind":"secret-value"}"""));

        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1700000000000000001", 1700000000000000001UL)]
    [InlineData("\"1700000000000000001\"", 1700000000000000001UL)]
    [InlineData("\"18446744073709551615\"", ulong.MaxValue)]
    [InlineData("1.0", 1UL)]
    [InlineData("1.70e3", 1700UL)]
    [InlineData("\"1E+3\"", 1000UL)]
    [InlineData("1000e-3", 1UL)]
    [InlineData("0e99999999999", 0UL)]
    [InlineData("-0", 0UL)]
    public void Unsigned_64_bit_integers_come_as_numbers_or_strings_in_any_integral_form(string value, ulong expected)
    {
        Assert.Equal(expected, ReadSpan($$"""{"startTimeUnixNano":{{value}}}""").StartTimeUnixNano);
    }

    [Theory]
    [InlineData("\"-9223372036854775808\"", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-5e2", -500L)]
    public void Signed_64_bit_integers_come_as_numbers_or_strings(string value, long expected)
    {
        Assert.Equal(expected, ReadValue($$"""{"intValue":{{value}}}""").IntValue);
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("1e19")]
    [InlineData("1e-1")]
    [InlineData("\"0x10\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"+1\"")]
    [InlineData("\"1,000\"")]
    [InlineData("\"1.\"")]
    [InlineData("\"1e\"")]
    public void What_is_not_a_signed_64_bit_integer_is_an_error(string value)
    {
        Assert.Contains("expected an integer", Error(Signal.Traces, InValue($$"""{"intValue":{{value}}}""")), StringComparison.Ordinal);
    }

    [Fact]
    public void Integers_of_32_bits_come_as_strings_too()
    {
        Span span = ReadSpan("""{"droppedAttributesCount":"7","flags":"257","kind":"3","status":{"code":"2"}}""");

        Assert.Equal((7u, 257u), (span.DroppedAttributesCount, span.Flags));
        Assert.Equal((Span.Types.SpanKind.Client, Status.Types.StatusCode.Error), (span.Kind, span.Status.Code));
    }

    [Theory]
    [InlineData("\"SPAN_KIND_SERVER\"", 2)]
    [InlineData("2", 2)]
    [InlineData("99", 99)]
    [InlineData("-1", -1)]
    public void Enums_are_numbers_and_names_are_tolerated(string value, int expected)
    {
        Assert.Equal(expected, (int)ReadSpan($$"""{"kind":{{value}}}""").Kind);
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("\"1.5\"", 1.5)]
    [InlineData("-0", -0.0)]
    [InlineData("1e308", 1e308)]
    [InlineData("4.9e-324", double.Epsilon)]
    [InlineData("1e-400", 0.0)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    public void Doubles_are_numbers_or_text(string value, double expected)
    {
        double actual = ReadValue($$"""{"doubleValue":{{value}}}""").DoubleValue;

        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(actual));
    }

    [Theory]
    [InlineData("+/+/AA==")]
    [InlineData("+/+/AA")]
    [InlineData("-_-_AA==")]
    [InlineData("-_-_AA")]
    [InlineData("\\u002b/+\\/AA")]
    public void Bytes_are_base64_of_either_alphabet_padded_or_not(string text)
    {
        Assert.Equal("FBFFBF00", Convert.ToHexString(ReadValue($$"""{"bytesValue":"{{text}}"}""").BytesValue.Span));
    }

    [Fact]
    public void Text_may_be_escaped_and_beyond_the_basic_plane()
    {
        string name = new string('a', 200) + "\"\\/\b\f\n\r\t\u00e9\ud83d\ude00\0";
        string escaped = string.Concat(name.Select(static c => $"\\u{(int)c:x4}"));

        Assert.Equal(name, ReadSpan($$"""{"name":"{{escaped}}"}""").Name);
    }

    [Fact]
    public void Unknown_keys_are_skipped_with_all_they_hold()
    {
        Span span = ReadSpan(
            """{"x":{"name":"no","y":[[{"name":"no"}],1e999,"\ud800"]},"name":"yes","Name":"no","spanid":3,"":null}""");

        Assert.Equal(new Span { Name = "yes" }, span);
    }

    [Fact]
    public void Null_is_absence()
    {
        Assert.Equal(
            new Span { Name = "a" },
            ReadSpan("""{"name":"a","attributes":null,"status":null,"startTimeUnixNano":null,"kind":null,"events":null}"""));
        Assert.Equal(AnyValue.ValueOneofCase.None, ReadValue("""{"stringValue":null}""").ValueCase);
        Assert.Equal(1, ReadValue("""{"stringValue":null,"intValue":1}""").IntValue);
    }

    [Fact]
    public void The_last_of_duplicate_keys_wins_even_with_a_default()
    {
        Span span = ReadSpan("""{"name":"a","kind":2,"name":"","kind":0,"flags":1,"flags":2}""");

        Assert.Equal(new Span { Flags = 2 }, span);
    }

    [Fact]
    public void Presence_of_optional_fields_and_oneof_members_is_kept()
    {
        string json = InMetric(
            """{"histogram":{"dataPoints":[{"sum":0,"min":0,"count":0},{"max":null}]}}""");
        HistogramDataPoint first = Metric(json).Histogram.DataPoints[0];
        HistogramDataPoint second = Metric(json).Histogram.DataPoints[1];

        Assert.True(first.HasSum && first.HasMin && !first.HasMax);
        Assert.False(second.HasSum || second.HasMin || second.HasMax);
        Assert.Equal(NumberDataPoint.ValueOneofCase.AsInt, Metric(InMetric("""{"gauge":{"dataPoints":[{"asInt":0}]}}""")).Gauge.DataPoints[0].ValueCase);
        Assert.Equal(AnyValue.ValueOneofCase.StringValue, ReadValue("""{"stringValue":""}""").ValueCase);
        Assert.Equal(AnyValue.ValueOneofCase.BoolValue, ReadValue("""{"boolValue":false}""").ValueCase);
        Assert.NotNull(ReadSpan("""{"status":{}}""").Status);
    }

    [Fact]
    public void Two_kinds_of_metric_data_are_an_error()
    {
        Assert.Equal(
            "resourceMetrics[0].scopeMetrics[0].metrics[0].sum: gauge is set as well, and only one of them may be",
            Error(Signal.Metrics, InMetric("""{"gauge":{},"sum":{}}""")));
    }

    [Fact]
    public void Repeated_numbers_are_packed_and_empty_lists_are_nothing()
    {
        HistogramDataPoint point = Metric(InMetric(
            """{"histogram":{"dataPoints":[{"bucketCounts":["1",2,"18446744073709551615"],"explicitBounds":["1.5",-2,"Infinity"],"exemplars":[]}]}}"""))
            .Histogram.DataPoints[0];
        ExponentialHistogramDataPoint exponential = Metric(InMetric(
            """{"exponentialHistogram":{"dataPoints":[{"scale":-3,"positive":{"offset":"-7","bucketCounts":[]}}]}}"""))
            .ExponentialHistogram.DataPoints[0];

        Assert.Equal([1UL, 2UL, ulong.MaxValue], point.BucketCounts);
        Assert.Equal([1.5, -2, double.PositiveInfinity], point.ExplicitBounds);
        Assert.Equal((-3, -7), (exponential.Scale, exponential.Positive.Offset));
        Assert.Equal(
            "resourceMetrics[0].scopeMetrics[0].metrics[0].histogram.dataPoints[0].bucketCounts[1]: "
            + "expected an integer within the range of its type",
            Error(Signal.Metrics, InMetric("""{"histogram":{"dataPoints":[{"bucketCounts":[1,-1]}]}}""")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("""{"resourceLogs":[{}]""")]
    [InlineData("""{"resourceLogs":[{}],}""")]
    [InlineData("""{"resourceLogs":[{'scopeLogs':[]}]}""")]
    [InlineData("// comment\n{}")]
    public void Text_that_is_not_one_JSON_value_is_an_error_with_its_place(string json)
    {
        Assert.StartsWith("not valid JSON", Error(Signal.Logs, json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("1")]
    public void The_top_must_be_an_object(string json) =>
        Assert.Equal("expected an object at the top", Error(Signal.Logs, json));

    [Fact]
    public void Empty_requests_and_requests_of_another_signal_are_empty()
    {
        Assert.Empty(Read(Signal.Logs, "{}"));
        Assert.Empty(Read(Signal.Logs, " {\"resourceLogs\" : [ ] }\n"));
        Assert.Empty(Read(Signal.Logs, """{"resourceSpans":[{}]}"""));
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_an_error()
    {
        byte[] json = Encoding.UTF8.GetBytes(InSpans("""{"name":"BROKEN"}"""));
        json[json.AsSpan().IndexOf("BROKEN"u8)] = 0xFF;

        Assert.Equal(OtlpJsonStatus.Malformed, TryRead(Signal.Traces, json).Result.Status);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Values_nest_64_deep_and_no_deeper(int lists, bool accepted)
    {
        string value = """{"stringValue":"x"}""";
        for (int i = 0; i < lists; i++)
        {
            value = $$$"""{"kvlistValue":{"values":[{"key":"k","value":{{{value}}}}]}}""";
        }

        OtlpJsonReadResult result = TryRead(Signal.Traces, Encoding.UTF8.GetBytes(InValue(value))).Result;

        Assert.Equal(accepted ? OtlpJsonStatus.Ok : OtlpJsonStatus.Malformed, result.Status);
        if (!accepted)
        {
            Assert.EndsWith(": values are nested more than 64 deep", result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Giant_nestings_are_refused()
    {
        string brackets = new('[', 100_000);
        string objects = string.Concat(Enumerable.Repeat("[{\"\":", 50_000));
        string values = string.Concat(Enumerable.Repeat("{\"arrayValue\":{\"values\":[", 50_000));

        foreach (string json in new[]
        {
            brackets,
            objects,
            $$"""{"x":{{brackets}}""",
            $$"""{"resourceSpans":{{objects}}""",
            InValue(values),
        })
        {
            Assert.Equal(OtlpJsonStatus.Malformed, TryRead(Signal.Traces, Encoding.UTF8.GetBytes(json)).Result.Status);
        }
    }

    [Fact]
    public void A_result_above_the_limit_is_too_large_and_keeps_no_memory()
    {
        using var pool = new SlabPool(new ByteBudget(1 << 24), track: true);
        byte[] json = Encoding.UTF8.GetBytes(InSpans($$"""{"name":"{{new string('x', 1000)}}"}"""));

        OtlpJsonReadResult small = OtlpJsonReader.Read(Signal.Traces, json, pool, 1000);
        OtlpJsonReadResult enough = OtlpJsonReader.Read(Signal.Traces, json, pool, 1100);

        Assert.Equal(
            new OtlpJsonReadResult(OtlpJsonStatus.TooLarge, null, 0, "the request takes more than 1000 bytes as protobuf"), small);
        Assert.Equal(OtlpJsonStatus.Ok, enough.Status);
        enough.Slab!.Release();
        pool.AssertNoLeaks();
    }

    [Fact]
    public void All_fields_of_a_log_record_are_read()
    {
        IMessage message = ReadMessage(Signal.Logs, """
            {"resourceLogs":[{"resource":{"attributes":[{"key":"a","value":{"arrayValue":{"values":[{"intValue":"1"},{}]}}}],
            "droppedAttributesCount":1,"entityRefs":[{"schemaUrl":"s","type":"t","idKeys":["i","j"],"descriptionKeys":[""]}]},
            "scopeLogs":[{"scope":{"name":"n","version":"v","attributes":[{"key":"k"}],"droppedAttributesCount":2},
            "logRecords":[{"timeUnixNano":"1","severityNumber":9,"severityText":"Info","body":{"kvlistValue":{}},
            "attributes":[{"key":"b","value":{}}],"droppedAttributesCount":3,"flags":4,
            "traceId":"000102030405060708090a0b0c0d0e0f","spanId":"0001020304050607","observedTimeUnixNano":"2",
            "eventName":"e"}],"schemaUrl":"u"}],"schemaUrl":"w"}]}
            """);

        var expected = new ResourceLogs
        {
            Resource = new Proto.Resource.V1.Resource
            {
                DroppedAttributesCount = 1,
                Attributes =
                {
                    new KeyValue
                    {
                        Key = "a",
                        Value = new AnyValue
                        {
                            ArrayValue = new ArrayValue { Values = { new AnyValue { IntValue = 1 }, new AnyValue() } },
                        },
                    },
                },
                EntityRefs = { new EntityRef { SchemaUrl = "s", Type = "t", IdKeys = { "i", "j" }, DescriptionKeys = { "" } } },
            },
            SchemaUrl = "w",
            ScopeLogs =
            {
                new ScopeLogs
                {
                    Scope = new InstrumentationScope
                    {
                        Name = "n", Version = "v", DroppedAttributesCount = 2, Attributes = { new KeyValue { Key = "k" } },
                    },
                    SchemaUrl = "u",
                    LogRecords =
                    {
                        new LogRecord
                        {
                            TimeUnixNano = 1,
                            SeverityNumber = SeverityNumber.Info,
                            SeverityText = "Info",
                            Body = new AnyValue { KvlistValue = new KeyValueList() },
                            Attributes = { new KeyValue { Key = "b", Value = new AnyValue() } },
                            DroppedAttributesCount = 3,
                            Flags = 4,
                            TraceId = ByteString.CopyFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                            SpanId = ByteString.CopyFrom(0, 1, 2, 3, 4, 5, 6, 7),
                            ObservedTimeUnixNano = 2,
                            EventName = "e",
                        },
                    },
                },
            },
        };
        Assert.Equal(new ExportLogsServiceRequest { ResourceLogs = { expected } }, message);
    }

    private static string InSpans(string span) => $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{span}}]}]}]}""";

    private static string InValue(string value) => InSpans($$"""{"attributes":[{"key":"k","value":{{value}}}]}""");

    private static string InMetric(string metric) =>
        $$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{{metric}}]}]}]}""";

    private static Span ReadSpan(string span) =>
        ((ExportTraceServiceRequest)ReadMessage(Signal.Traces, InSpans(span))).ResourceSpans[0].ScopeSpans[0].Spans[0];

    private static AnyValue ReadValue(string value) =>
        ((ExportTraceServiceRequest)ReadMessage(Signal.Traces, InValue(value)))
            .ResourceSpans[0].ScopeSpans[0].Spans[0].Attributes[0].Value;

    private static Metric Metric(string json) =>
        ((ExportMetricsServiceRequest)ReadMessage(Signal.Metrics, json)).ResourceMetrics[0].ScopeMetrics[0].Metrics[0];
}
