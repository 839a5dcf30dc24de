using System.Buffers;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests.Validation;

public sealed class OtlpValidatorTests
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Every_message_that_a_generated_class_writes_is_valid_and_its_items_are_counted(Signal signal)
    {
        var random = new RandomOtlp(1, RandomOtlpOptions.Edge with { Items = 20 });
        for (int i = 0; i < 150; i++)
        {
            IMessage message = random.Request(signal.Name());
            byte[] bytes = message.ToByteArray();

            Assert.Equal(
                new OtlpValidation(OtlpValidity.Ok, Oracle.Count(message)), OtlpValidator.Validate(signal, bytes));
            Assert.Equal(
                new OtlpValidation(OtlpValidity.Ok, Oracle.Count(message)),
                OtlpValidator.ValidateByTable(OtlpSchema.Request(signal), bytes));
        }
    }

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Ordinary_telemetry_takes_the_quick_path(Signal signal)
    {
        var random = new RandomOtlp(2, RandomOtlpOptions.Realistic);
        for (int i = 0; i < 20; i++)
        {
            var quick = new QuickValidator(random.Request(signal.Name()).ToByteArray());

            Assert.True(quick.TryValidate(signal));
        }
    }

    [Fact]
    public void A_valid_request_allocates_nothing()
    {
        byte[] bytes = new RandomOtlp(3, RandomOtlpOptions.Edge with { Items = 50 }).Traces().ToByteArray();
        OtlpValidator.Validate(Signal.Traces, bytes);

        Assert.Equal(0, Allocations.Least(() => OtlpValidator.Validate(Signal.Traces, bytes)));
    }

    [Fact]
    public void An_empty_request_is_valid()
    {
        Assert.Equal(new OtlpValidation(OtlpValidity.Ok), OtlpValidator.Validate(Signal.Logs, []));
    }

    [Fact]
    public void Segments_are_validated_as_one_request()
    {
        byte[] bytes = new RandomOtlp(4).Logs().ToByteArray();
        ReadOnlySequence<byte> segments = Segments.Of(bytes, 7);
        using var pool = new SlabPool(new ByteBudget(1 << 24), track: true);

        Assert.Equal(OtlpValidator.Validate(Signal.Logs, bytes), OtlpValidator.Validate(Signal.Logs, segments, pool));
        pool.AssertNoLeaks();
    }

    [Fact]
    public void An_id_of_the_wrong_length_costs_its_span_only_and_is_named()
    {
        ExportTraceServiceRequest request = Spans(4);
        request.ResourceSpans[0].ScopeSpans[0].Spans[3].TraceId = ByteString.CopyFrom(1, 2, 3, 4, 5);

        OtlpValidation result = OtlpValidator.Validate(Signal.Traces, request.ToByteArray());

        Assert.Equal(
            new OtlpValidation(
                OtlpValidity.HasInvalidItems,
                4,
                1,
                "resource_spans[0].scope_spans[0].spans[3].trace_id: 5 bytes, expected 16 or 0"),
            result);
    }

    [Fact]
    public void A_bad_id_of_a_link_costs_the_span_around_it_once()
    {
        ExportTraceServiceRequest request = Spans(2);
        Span span = request.ResourceSpans[0].ScopeSpans[0].Spans[1];
        span.Links.Add(new Span.Types.Link { SpanId = ByteString.CopyFrom(1) });
        span.Links.Add(new Span.Types.Link { TraceId = ByteString.CopyFrom(1) });

        OtlpValidation result = OtlpValidator.Validate(Signal.Traces, request.ToByteArray());

        Assert.Equal((2, 1), (result.ItemCount, result.InvalidItemCount));
        Assert.Equal("resource_spans[0].scope_spans[0].spans[1].links[0].span_id: 1 bytes, expected 8 or 0", result.Message);
    }

    [Fact]
    public void Text_that_is_not_UTF8_in_an_attribute_costs_its_record()
    {
        byte[] bytes = BreakText(Logs(new LogRecord { Attributes = { Attribute("k", "BROKEN") } }, new LogRecord()));

        OtlpValidation result = OtlpValidator.Validate(Signal.Logs, bytes);

        Assert.Equal((OtlpValidity.HasInvalidItems, 2, 1), (result.Validity, result.ItemCount, result.InvalidItemCount));
        Assert.Equal(
            "resource_logs[0].scope_logs[0].log_records[0].attributes[0].value.string_value: not valid UTF-8", result.Message);
    }

    [Fact]
    public void Text_that_is_not_UTF8_in_a_resource_or_scope_or_schema_makes_the_request_malformed()
    {
        ExportLogsServiceRequest resource = Logs(new LogRecord());
        resource.ResourceLogs[0].Resource = new Resource { Attributes = { Attribute("BROKEN", "v") } };
        ExportLogsServiceRequest scope = Logs(new LogRecord());
        scope.ResourceLogs[0].ScopeLogs[0].Scope = new InstrumentationScope { Name = "BROKEN" };
        ExportLogsServiceRequest schema = Logs(new LogRecord());
        schema.ResourceLogs[0].ScopeLogs[0].SchemaUrl = "BROKEN";

        foreach ((ExportLogsServiceRequest request, string path) in new[]
        {
            (resource, "resource_logs[0].resource.attributes[0].key"),
            (scope, "resource_logs[0].scope_logs[0].scope.name"),
            (schema, "resource_logs[0].scope_logs[0].schema_url"),
        })
        {
            OtlpValidation result = OtlpValidator.Validate(Signal.Logs, BreakText(request));

            Assert.Equal(
                new OtlpValidation(OtlpValidity.Malformed, Message: path + ": not valid UTF-8"), result);
        }
    }

    [Theory]
    [InlineData(63, OtlpValidity.Ok)]
    [InlineData(64, OtlpValidity.HasInvalidItems)]
    [InlineData(700, OtlpValidity.HasInvalidItems)]
    public void Values_nest_64_deep_and_no_deeper(int containersAroundText, OtlpValidity expected)
    {
        ExportLogsServiceRequest request = Logs(
            new LogRecord { Body = RandomOtlp.Nested(containersAroundText) }, new LogRecord());

        OtlpValidation result = OtlpValidator.Validate(Signal.Logs, request.ToByteArray());

        Assert.Equal((expected, 2), (result.Validity, result.ItemCount));
        if (expected != OtlpValidity.Ok)
        {
            Assert.Equal(1, result.InvalidItemCount);
            Assert.EndsWith(": values are nested more than 64 deep", result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Values_nested_past_the_cap_in_a_resource_make_the_request_malformed()
    {
        ExportLogsServiceRequest request = Logs(new LogRecord());
        request.ResourceLogs[0].Resource = new Resource
        {
            Attributes = { new KeyValue { Key = "k", Value = RandomOtlp.Nested(64) } },
        };

        Assert.Equal(OtlpValidity.Malformed, OtlpValidator.Validate(Signal.Logs, request.ToByteArray()).Validity);
    }

    [Fact]
    public void A_structural_fault_after_an_invalid_value_still_makes_the_request_malformed()
    {
        // A span with a one-byte trace id, then a name whose length reaches past the span.
        byte[] bytes = Convert.FromHexString("0a0b1209" + "1207" + "0a0101" + "2a05" + "6161");

        OtlpValidation result = OtlpValidator.Validate(Signal.Traces, bytes);

        Assert.Equal(
            new OtlpValidation(
                OtlpValidity.Malformed,
                Message: "resource_spans[0].scope_spans[0].spans[0]: truncated or malformed protobuf field at byte 9"),
            result);
    }

    [Theory]
    [InlineData("0a", "length is missing")]
    [InlineData("0a05", "length past the end")]
    [InlineData("0affffffff0f", "length of 4 GiB")]
    [InlineData("0affffffffffffffffff01", "length of 2^64 - 1")]
    [InlineData("0a021200ff", "rest of a tag")]
    [InlineData("0b", "group")]
    [InlineData("0b0c", "whole group")]
    [InlineData("0c", "end of a group")]
    [InlineData("13", "unknown group")]
    [InlineData("00", "field number 0")]
    [InlineData("0801", "field 1 as a varint")]
    [InlineData("8a808080808080808000" + "00", "tag of ten bytes")]
    [InlineData("1280808080808080808002", "over-long length of an unknown field")]
    [InlineData("0a040a020801", "attribute as a varint")]
    [InlineData("0a0912071205" + "1280808001", "length past the end of a span")]
    public void Broken_bytes_are_malformed(string hex, string why)
    {
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            OtlpValidation result = OtlpValidator.Validate(signal, Convert.FromHexString(hex));

            Assert.True(result.Validity == OtlpValidity.Malformed, why);
            Assert.Equal((0, 0), (result.ItemCount, result.InvalidItemCount));
            Assert.NotNull(result.Message);
        }
    }

    [Fact]
    public void Unknown_fields_of_every_wire_type_pass_at_every_level()
    {
        const string unknown = "f80601" + "f1060102030405060708" + "f2060161" + "f50601020304";
        string span = Wrap(2, unknown + Wrap(9, unknown + Wrap(2, unknown)) + Wrap(11, unknown) + Wrap(15, unknown));
        string request = Wrap(1, unknown + Wrap(1, unknown) + Wrap(2, unknown + Wrap(1, unknown) + span)) + unknown;

        Assert.Equal(
            new OtlpValidation(OtlpValidity.Ok, 1),
            OtlpValidator.Validate(Signal.Traces, Convert.FromHexString(request)));
    }

    [Fact]
    public void Repeated_numbers_may_be_packed_or_not_but_must_fill_their_length()
    {
        string packed = Wrap(6, "0100000000000000" + "0200000000000000");
        string single = "31" + "0300000000000000";
        string ragged = Wrap(6, "010000000000000002");

        Assert.Equal(OtlpValidity.Ok, Histogram(packed + single).Validity);
        Assert.Equal(
            "resource_metrics[0].scope_metrics[0].metrics[0].histogram.data_points[0].bucket_counts: "
            + "packed values do not fill their length",
            Histogram(ragged).Message);

        static OtlpValidation Histogram(string point) => OtlpValidator.Validate(
            Signal.Metrics, Convert.FromHexString(Wrap(1, Wrap(2, Wrap(2, Wrap(9, Wrap(1, point)))))));
    }

    [Fact]
    public void A_metric_with_an_invalid_name_loses_all_its_points()
    {
        string good = Wrap(2, Wrap(1, "61") + Wrap(5, Wrap(1, "") + Wrap(1, "")));
        string bad = Wrap(2, Wrap(5, Wrap(1, "") + Wrap(1, "") + Wrap(1, "")) + Wrap(1, "ff"));

        OtlpValidation result = OtlpValidator.Validate(Signal.Metrics, Convert.FromHexString(Wrap(1, Wrap(2, good + bad))));

        Assert.Equal(
            new OtlpValidation(
                OtlpValidity.HasInvalidItems,
                5,
                3,
                "resource_metrics[0].scope_metrics[0].metrics[1].name: not valid UTF-8 (first of 3 invalid items)"),
            result);
    }

    [Fact]
    public void A_metric_without_points_can_be_invalid_too()
    {
        string bad = Wrap(2, Wrap(1, "ff"));

        OtlpValidation result = OtlpValidator.Validate(Signal.Metrics, Convert.FromHexString(Wrap(1, Wrap(2, bad))));

        Assert.Equal((OtlpValidity.HasInvalidItems, 0, 0), (result.Validity, result.ItemCount, result.InvalidItemCount));
    }

    [Fact]
    public void A_metric_that_is_gauge_and_sum_at_once_is_invalid_but_a_gauge_in_two_parts_is_not()
    {
        string both = Wrap(2, Wrap(5, Wrap(1, "")) + Wrap(7, Wrap(1, "")));
        string parts = Wrap(2, Wrap(5, Wrap(1, "")) + Wrap(5, Wrap(1, "")));

        OtlpValidation result = OtlpValidator.Validate(Signal.Metrics, Convert.FromHexString(Wrap(1, Wrap(2, both + parts))));

        Assert.Equal((4, 2), (result.ItemCount, result.InvalidItemCount));
        Assert.StartsWith(
            "resource_metrics[0].scope_metrics[0].metrics[0].sum: more than one kind of data",
            result.Message,
            StringComparison.Ordinal);
    }

    internal static string Wrap(int number, string content)
    {
        int length = content.Length / 2;
        string lengthHex = length < 128 ? $"{length:x2}" : $"{(length & 0x7F) | 0x80:x2}{length >> 7:x2}";
        uint tag = ((uint)number << 3) | 2;
        string tagHex = tag < 128 ? $"{tag:x2}" : $"{(tag & 0x7F) | 0x80:x2}{tag >> 7:x2}";
        return tagHex + lengthHex + content;
    }

    private static ExportTraceServiceRequest Spans(int count)
    {
        var scope = new ScopeSpans();
        for (int i = 0; i < count; i++)
        {
            scope.Spans.Add(new Span { Name = $"span {i}", TraceId = ByteString.CopyFrom(new byte[16]) });
        }

        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { scope } } } };
    }

    private static ExportLogsServiceRequest Logs(params LogRecord[] records) => new()
    {
        ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { records } } } } },
    };

    private static KeyValue Attribute(string key, string value) =>
        new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static byte[] BreakText(IMessage message)
    {
        byte[] bytes = message.ToByteArray();
        bytes[bytes.AsSpan().IndexOf("BROKEN"u8)] = 0xC3;
        return bytes;
    }
}
