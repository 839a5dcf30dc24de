using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;

namespace Rotel.Arrow.Testing;

/// <summary>
/// Export requests of <see cref="Profile.Edge"/> for FsCheck:
/// <c>[Property(Arbitrary = [typeof(EdgeOtlp)])] void Name(ExportLogsServiceRequest request)</c>.
/// The number of items grows with FsCheck's size; counterexamples shrink to the fields that matter.
/// </summary>
public static class EdgeOtlp
{
    public static Arbitrary<ExportTraceServiceRequest> Traces() =>
        OtlpArbitrary.Of(RandomOtlpOptions.Edge, static random => random.Traces());

    public static Arbitrary<ExportLogsServiceRequest> Logs() =>
        OtlpArbitrary.Of(RandomOtlpOptions.Edge, static random => random.Logs());

    public static Arbitrary<ExportMetricsServiceRequest> Metrics() =>
        OtlpArbitrary.Of(RandomOtlpOptions.Edge, static random => random.Metrics());

    public static Arbitrary<AnyValue> Values() =>
        OtlpArbitrary.Of(RandomOtlpOptions.Edge, static random => random.Value());
}

/// <summary>Export requests of <see cref="Profile.Realistic"/> for FsCheck.</summary>
public static class RealisticOtlp
{
    public static Arbitrary<ExportTraceServiceRequest> Traces() =>
        OtlpArbitrary.Of(RandomOtlpOptions.Realistic, static random => random.Traces());

    public static Arbitrary<ExportLogsServiceRequest> Logs() =>
        OtlpArbitrary.Of(RandomOtlpOptions.Realistic, static random => random.Logs());

    public static Arbitrary<ExportMetricsServiceRequest> Metrics() =>
        OtlpArbitrary.Of(RandomOtlpOptions.Realistic, static random => random.Metrics());
}

/// <summary>Makes an arbitrary of any other options, for a project's own arbitrary classes.</summary>
public static class OtlpArbitrary
{
    public static Arbitrary<T> Of<T>(RandomOtlpOptions options, Func<RandomOtlp, T> create)
        where T : class, IMessage<T>
    {
        Gen<T> gen = Gen.Sized(size =>
            from seed in Gen.Choose(0, int.MaxValue - 1)
            from items in Gen.Choose(0, Math.Max(1, size))
            select create(new RandomOtlp(seed, options with { Items = items })));
        return Arb.From(gen, MessageShrinker.Shrink);
    }
}
