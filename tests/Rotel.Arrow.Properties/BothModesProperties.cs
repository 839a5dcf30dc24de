using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Tests;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Otlp.Tests;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Properties;

/// <summary>
/// A sender gets the same answer whether the gateway keeps bytes (validator and filter) or decodes columns, and the same
/// items go on. Where the two differ on purpose:
/// <list type="table">
/// <item><term>two kinds of metric data in one metric</term><description>bytes: the metric is invalid, because a
/// splitter must not choose; columns: the last kind counts, as in protobuf</description></item>
/// <item><term>faults behind the first one of an item, and in members of a oneof that a later one replaces</term>
/// <description>bytes: seen; columns: not looked at</description></item>
/// </list>
/// </summary>
public sealed class BothModesProperties
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Mutated_requests_are_accepted_refused_and_counted_alike_in_both_modes(Signal signal)
    {
        var pool = new SlabPool(new ByteBudget(1L << 40));
        using var builder = new OtapBatchBuilder(signal, pool);
        byte[][] originals = [.. Enumerable.Range(0, 100).Select(i => new RandomOtlp(FuzzBudget.Seed + i, RandomOtlpOptions.Edge with { Items = 1 + (i % 6), LargeValueBytes = 300, WrongIdLengths = i % 3 == 0 }).Request(signal.Name()).ToByteArray())];
        var mutator = new ByteMutator(FuzzBudget.Seed + 1);
        int alike = 0, different = 0;
        int iterations = FuzzBudget.Iterations(5_000);
        for (int i = 0; i < iterations; i++)
        {
            byte[] bytes = i % 4 == 0 ? originals[i % originals.Length] : mutator.Mutate(originals[i % originals.Length], originals[(i * 3) % originals.Length]);
            OtlpValidation validation = OtlpValidator.Validate(signal, bytes);
            AppendResult result = builder.Append(bytes);
            string context = $"seed {FuzzBudget.Seed}, iteration {i}: {validation}, {result}, {Convert.ToHexString(bytes)}";
            bool malformed = validation.Validity == OtlpValidity.Malformed;
            if (malformed != (result.Status == AppendStatus.Malformed)
                || (!malformed && (validation.ItemCount - validation.InvalidItemCount, validation.InvalidItemCount) != (result.AcceptedItems, result.RejectedItems)))
            {
                // The validator may see more, never less.
                different++;
                Assert.True(validation.Validity != OtlpValidity.Ok && result.Status == AppendStatus.Appended, context);
                builder.Seal().Release();
                continue;
            }

            alike++;
            if (result.Status != AppendStatus.Appended)
            {
                continue;
            }

            Assert.True(OtlpFilter.TryFilter(signal, bytes, pool, out OtlpFilterResult filtered), context);
            IMessage expected = GoogleParser.TryParse(signal, filtered.Slab is null ? [] : filtered.Slab.GetSpan()[..filtered.LengthBytes])!;
            filtered.Slab?.Release();
            Assert.True(expected is not null, context);
            Assert.Equal(result.AcceptedItems, filtered.AcceptedItems);
            IMessage kept = TablesUnderTest.Encode(builder.Seal(), pool);
            Assert.True(WithoutEmptyMetrics(TablesUnderTest.WithoutEmptyEnvelopes(expected)).Equals(WithoutEmptyMetrics(kept)), context);
        }

        Assert.True(alike > iterations * 9 / 10, $"{alike} alike, {different} different");
        builder.Dispose();
        Assert.Equal(0, pool.Budget.UsedBytes);
    }

    /// <summary>The filter drops a metric of which every point went; tables keep it, without points.</summary>
    private static IMessage WithoutEmptyMetrics(IMessage message)
    {
        if (message is Proto.Collector.Metrics.V1.ExportMetricsServiceRequest metrics)
        {
            metrics = metrics.Clone();
            foreach (Proto.Metrics.V1.ScopeMetrics scope in metrics.ResourceMetrics.SelectMany(static r => r.ScopeMetrics))
            {
                foreach (Proto.Metrics.V1.Metric metric in scope.Metrics.Where(static m => OtlpItems.Count(m) == 0).ToArray())
                {
                    scope.Metrics.Remove(metric);
                }
            }

            return TablesUnderTest.WithoutEmptyEnvelopes(metrics);
        }

        return message;
    }
}
