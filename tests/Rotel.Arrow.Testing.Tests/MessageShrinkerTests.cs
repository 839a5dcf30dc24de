using Rotel.Arrow.Proto.Collector.Metrics.V1;

namespace Rotel.Arrow.Testing.Tests;

public sealed class MessageShrinkerTests
{
    [Fact]
    public void Repeated_shrinking_leaves_only_what_the_failure_needs()
    {
        // The failure: some data point has flags.
        ExportMetricsServiceRequest request = new RandomOtlp(3, RandomOtlpOptions.Edge with { Items = 40 }).Metrics();
        Assert.True(Fails(request));
        while (MessageShrinker.Shrink(request).FirstOrDefault(Fails) is { } smaller)
        {
            Assert.True(smaller.CalculateSize() < request.CalculateSize(), "variants are smaller, so shrinking ends");
            request = smaller;
        }

        Assert.Equal(1, OtlpItems.Count(request));
        Assert.InRange(request.CalculateSize(), 1, 20);
    }

    [Fact]
    public void Shrinking_leaves_the_message_itself_alone()
    {
        ExportMetricsServiceRequest request = new RandomOtlp(4).Metrics();
        ExportMetricsServiceRequest before = request.Clone();
        Assert.NotEmpty(MessageShrinker.Shrink(request).Take(500).ToList());
        Assert.Equal(before, request);
    }

    static bool Fails(ExportMetricsServiceRequest request) => request.ResourceMetrics
        .SelectMany(static r => r.ScopeMetrics)
        .SelectMany(static s => s.Metrics)
        .Any(static m => m.Gauge?.DataPoints.Any(static p => p.Flags != 0) == true
            || m.Sum?.DataPoints.Any(static p => p.Flags != 0) == true);
}
