using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;

namespace Rotel.Arrow.Testing.Tests;

public sealed class RandomOtlpTests
{
    const int Seeds = 150;

    public static TheoryData<string, Profile> SignalsAndProfiles { get; } = new MatrixTheoryData<string, Profile>(
        ["traces", "logs", "metrics"],
        [Profile.Edge, Profile.Realistic]);

    [Theory]
    [MemberData(nameof(SignalsAndProfiles))]
    public void The_same_seed_gives_the_same_requests_and_another_seed_others(string signal, Profile profile)
    {
        RandomOtlpOptions options = new() { Profile = profile };
        RandomOtlp first = new(7, options);
        RandomOtlp again = new(7, options);
        HashSet<IMessage> seen = [];
        for (int i = 0; i < 5; i++)
        {
            IMessage request = first.Request(signal);
            Assert.Equal(request, again.Request(signal));
            Assert.True(seen.Add(request), "successive requests differ");
        }

        Assert.DoesNotContain(new RandomOtlp(8, options).Request(signal), seen);
    }

    [Theory]
    [MemberData(nameof(SignalsAndProfiles))]
    public void A_request_has_exactly_the_items_asked_for(string signal, Profile profile)
    {
        for (int items = 0; items < 200; items += items < 10 ? 1 : 37)
        {
            RandomOtlp random = new(items, new RandomOtlpOptions { Profile = profile, Items = items });
            Assert.Equal(items, OtlpItems.Count(random.Request(signal)));
        }
    }

    [Theory]
    [MemberData(nameof(SignalsAndProfiles))]
    public void A_request_survives_the_oracles_own_writing_and_reading(string signal, Profile profile)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            IMessage request = new RandomOtlp(seed, new RandomOtlpOptions { Profile = profile }).Request(signal);
            IMessage read = request.Descriptor.Parser.ParseFrom(request.ToByteString());
            Assert.Equal(request, read);
        }
    }

    [Fact]
    public void Every_field_oneof_case_and_presence_occurs_in_edge_requests()
    {
        FieldCoverage coverage = new();
        for (int seed = 0; seed < Seeds; seed++)
        {
            RandomOtlp random = new(seed, RandomOtlpOptions.Edge with { Items = seed % 60 });
            coverage.Visit(random.Traces());
            coverage.Visit(random.Logs());
            coverage.Visit(random.Metrics());
        }

        Assert.Empty(coverage.Missing(
            ExportTraceServiceRequest.Descriptor,
            ExportLogsServiceRequest.Descriptor,
            ExportMetricsServiceRequest.Descriptor));
    }

    [Fact]
    public void Switches_leave_out_what_they_name()
    {
        RandomOtlpOptions narrow = RandomOtlpOptions.Edge with
        {
            StringIndexes = false,
            EmptyContainers = false,
            NonFiniteNumbers = false,
            UnknownEnumNumbers = false,
            MaxDepth = 0,
        };
        FieldCoverage coverage = new();
        for (int seed = 0; seed < Seeds; seed++)
        {
            RandomOtlp random = new(seed, narrow);
            ExportLogsServiceRequest logs = random.Logs();
            Assert.All(logs.ResourceLogs, static r => Assert.All(r.ScopeLogs, static s => Assert.NotEmpty(s.LogRecords)));
            coverage.Visit(logs);
            coverage.Visit(random.Traces());
            coverage.Visit(random.Metrics());
        }

        Assert.False(coverage.Occurs(AnyValue.Descriptor, AnyValue.StringValueStrindexFieldNumber));
        Assert.False(coverage.Occurs(AnyValue.Descriptor, AnyValue.ArrayValueFieldNumber));
        Assert.False(coverage.Occurs(AnyValue.Descriptor, AnyValue.KvlistValueFieldNumber));
        Assert.False(coverage.Occurs(KeyValue.Descriptor, KeyValue.KeyStrindexFieldNumber));
        Assert.False(coverage.NonFiniteNumbers);
        Assert.False(coverage.UnknownEnumNumbers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ids_have_length_zero_or_the_right_one_unless_wrong_ones_are_asked_for(bool wrong)
    {
        HashSet<(int Trace, int Span)> lengths = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            RandomOtlp random = new(seed, RandomOtlpOptions.Edge with { WrongIdLengths = wrong });
            foreach (var span in random.Traces().ResourceSpans.SelectMany(r => r.ScopeSpans).SelectMany(s => s.Spans))
            {
                lengths.Add((span.TraceId.Length, span.SpanId.Length));
            }
        }

        Assert.Equal(wrong, lengths.Any(static l => l.Trace is not (0 or 16) || l.Span is not (0 or 8)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    public void A_nested_value_has_exactly_the_depth_asked_for(int depth)
    {
        AnyValue value = RandomOtlp.Nested(depth);
        int levels = 0;
        while (value.ValueCase != AnyValue.ValueOneofCase.StringValue)
        {
            value = value.ArrayValue?.Values[0] ?? value.KvlistValue.Values[0].Value;
            levels++;
        }

        Assert.Equal(depth, levels);
    }
}
