using Google.Protobuf;
using Google.Protobuf.Collections;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Editing;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests.Editing;

public sealed class OtlpResourceAttributesTests
{
    private static readonly OtlpResourceAttributes s_attributes =
        new([new("env", "first"), new("region", "eu-1"), new("env", "prod"), new("empty", "")]);

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Every_resource_gets_the_attributes_and_nothing_else_changes(Signal signal)
    {
        var random = new RandomOtlp(81, RandomOtlpOptions.Edge with { Items = 20, LargeValueBytes = 3000 });
        for (int i = 0; i < 50; i++)
        {
            IMessage message = random.Request(signal.Name());
            IMessage expected = Oracle.Parse(signal, message.ToByteArray());
            foreach (Resource resource in Resources(expected))
            {
                Set(resource);
            }

            byte[] edited = Apply(message.ToByteArray());

            Assert.Equal(expected, Oracle.Parse(signal, edited));
            Assert.NotEqual(OtlpValidity.Malformed, OtlpValidator.Validate(signal, edited).Validity);
        }
    }

    [Fact]
    public void A_value_that_is_there_is_replaced_even_when_the_key_comes_twice()
    {
        var resource = new Resource
        {
            DroppedAttributesCount = 3,
            Attributes = { Pair("env", 1), Pair("other", 2), Pair("env", 3) },
        };

        ExportLogsServiceRequest edited = ExportLogsServiceRequest.Parser.ParseFrom(Apply(
            new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { Resource = resource, SchemaUrl = "s" } } }.ToByteArray()));

        Resource found = Assert.Single(edited.ResourceLogs).Resource;
        Assert.Equal(["other", "env", "region", "empty"], found.Attributes.Select(static pair => pair.Key));
        Assert.Equal("prod", found.Attributes[1].Value.StringValue);
        Assert.Equal(AnyValue.ValueOneofCase.StringValue, found.Attributes[3].Value.ValueCase);
        Assert.Equal((3u, "s"), (found.DroppedAttributesCount, edited.ResourceLogs[0].SchemaUrl));
    }

    [Fact]
    public void A_resource_that_comes_in_two_parts_gets_each_attribute_once()
    {
        // Protobuf merges message fields that come twice.
        byte[] first = new ResourceLogs { Resource = new Resource { Attributes = { Pair("a", 1), Pair("env", 1) } } }.ToByteArray();
        byte[] second = new ResourceLogs { Resource = new Resource { Attributes = { Pair("env", 2), Pair("b", 2) } } }.ToByteArray();
        byte[] envelope = [.. first, .. second];
        byte[] request = [0x0A, (byte)envelope.Length, .. envelope];

        ExportLogsServiceRequest edited = ExportLogsServiceRequest.Parser.ParseFrom(Apply(request));

        Assert.Equal(
            ["a", "b", "empty", "env", "region"],
            edited.ResourceLogs[0].Resource.Attributes.Select(static pair => pair.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Requests_without_an_envelope_and_malformed_ones_are_left_alone()
    {
        Assert.Null(TryApply([]));
        byte[] good = new RandomOtlp(82, RandomOtlpOptions.Realistic with { Items = 3 }).Traces().ToByteArray();
        for (int length = 1; length < good.Length; length++)
        {
            // Cut anywhere, it is either refused or still a request; it never throws and never leaks.
            byte[]? edited = TryApply(good[..length]);
            Assert.Equal(edited is null, OtlpValidator.Validate(Signal.Traces, good.AsSpan(0, length)).Validity == OtlpValidity.Malformed);
        }

        Assert.Null(TryApply([0x0A, 0x03, 0x0A, 0x05, 0x01]));
        Assert.Null(TryApply([0x0B]));
    }

    private static byte[] Apply(byte[] request)
    {
        byte[]? edited = TryApply(request);
        Assert.NotNull(edited);
        return edited;
    }

    private static byte[]? TryApply(byte[] request)
    {
        using var pool = new SlabPool(new ByteBudget(1 << 30));
        bool applied = s_attributes.TryApply(request, pool, out Slab? slab, out int length);
        byte[]? bytes = slab?.GetSpan()[..length].ToArray();
        slab?.Release();
        Assert.Equal(applied, bytes is not null);
        Assert.Equal(0, pool.LiveSlabs);
        return bytes;
    }

    private static KeyValue Pair(string key, int value) => new() { Key = key, Value = new AnyValue { IntValue = value } };

    /// <summary>The slow and obvious way.</summary>
    private static void Set(Resource resource)
    {
        RepeatedField<KeyValue> attributes = resource.Attributes;
        foreach (KeyValue old in attributes.Where(static pair => pair.Key is "env" or "region" or "empty").ToArray())
        {
            attributes.Remove(old);
        }

        foreach ((string key, string value) in ((string, string)[])[("env", "prod"), ("region", "eu-1"), ("empty", "")])
        {
            attributes.Add(new KeyValue { Key = key, Value = new AnyValue { StringValue = value } });
        }
    }

    /// <summary>Of every envelope; made where there is none.</summary>
    private static IEnumerable<Resource> Resources(IMessage request) => request switch
    {
        ExportTraceServiceRequest traces => traces.ResourceSpans.Select(static envelope => envelope.Resource ??= new Resource()),
        ExportLogsServiceRequest logs => logs.ResourceLogs.Select(static envelope => envelope.Resource ??= new Resource()),
        ExportMetricsServiceRequest metrics => metrics.ResourceMetrics.Select(static envelope => envelope.Resource ??= new Resource()),
        _ => throw new ArgumentException(request.Descriptor.FullName),
    };
}
