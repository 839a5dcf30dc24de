using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Otlp.Tests;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.FromOtlp;

/// <summary>
/// The tables against Google.Protobuf on broken input: what we keep is what it reads, less empty envelopes, unknown
/// fields and the items that break a rule of OTLP. Where they differ on purpose:
/// <list type="table">
/// <item><term>known field with another wire type; groups; tags, varints and lengths outside of the encoding</term>
/// <description>Google keeps or skips them; ours: malformed. The validator, which is held against Google with these
/// reasons one by one, must agree.</description></item>
/// <item><term>invalid UTF-8</term><description>Google refuses the request; ours: the item</description></item>
/// <item><term>faults behind the first one of an item, and in members of a oneof that a later member replaces</term>
/// <description>Google refuses the request; ours does not look there</description></item>
/// </list>
/// </summary>
public sealed class MutationTests
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void What_is_kept_of_mutated_requests_is_what_Google_Protobuf_reads(Signal signal)
    {
        var pool = new SlabPool(new ByteBudget(1L << 40));
        using var builder = new OtapBatchBuilder(signal, pool);
        byte[][] originals = [.. Enumerable.Range(0, 200).Select(i => new RandomOtlp(FuzzBudget.Seed + i, new RandomOtlpOptions { Profile = i % 4 == 0 ? Profile.Realistic : Profile.Edge, Items = 1 + (i % 5), LargeValueBytes = 500 }).Request(signal.Name()).ToByteArray())];
        var mutator = new ByteMutator(FuzzBudget.Seed);
        int compared = 0, refused = 0, lenient = 0;
        int iterations = FuzzBudget.Iterations(10_000);
        for (int i = 0; i < iterations; i++)
        {
            byte[] bytes = mutator.Mutate(originals[i % originals.Length], originals[(i * 7) % originals.Length]);
            string context = $"seed {FuzzBudget.Seed}, iteration {i}, {Convert.ToHexString(bytes)}";
            IMessage? google = GoogleParser.TryParse(signal, bytes);
            int? removed = google is null ? null : ItemRules.RemoveInvalid(google);
            AppendResult result = builder.Append(bytes);
            switch (result.Status)
            {
                case AppendStatus.Malformed:
                    refused++;
                    Assert.True(builder.RootRows == 0 && builder.ItemCount == 0, context);
                    if (removed is not null)
                    {
                        Assert.True(OtlpValidator.Validate(signal, bytes).Validity == OtlpValidity.Malformed, $"{result.Message} {context}");
                    }

                    break;
                case AppendStatus.Appended when google is null:
                    lenient++;
                    Assert.True(result.RejectedItems > 0 || OtlpValidator.Validate(signal, bytes).Validity != OtlpValidity.Ok, context);
                    builder.Seal().Release();
                    break;
                case AppendStatus.Appended:
                    compared++;
                    Assert.True(removed == result.RejectedItems, $"{removed} removed, {result}, {context}");
                    IMessage kept = TablesUnderTest.Encode(builder.Seal(), pool);
                    Assert.True(TablesUnderTest.WithoutEmptyEnvelopes(google!).Equals(kept), context);
                    break;
                default:
                    Assert.Fail($"{result}, {context}");
                    break;
            }
        }

        Assert.True(compared > iterations / 20 && refused > iterations / 20, $"{compared} compared, {refused} refused, {lenient} lenient");
        builder.Dispose();
        Assert.Equal(0, pool.Budget.UsedBytes);
    }

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Bytes_of_no_meaning_are_refused_or_kept_as_Google_Protobuf_reads_them(Signal signal)
    {
        var pool = new SlabPool(new ByteBudget(1L << 40));
        using var builder = new OtapBatchBuilder(signal, pool);
        var random = new Random(FuzzBudget.Seed);
        for (int i = 0; i < FuzzBudget.Iterations(5_000); i++)
        {
            var bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);

            // Half of them with frames around, so that they reach the items.
            byte[] request = i % 2 == 0 ? bytes : WireBytes.Request(bytes);
            AppendResult result = builder.Append(request);
            if (result is { Status: AppendStatus.Appended, RejectedItems: 0 } && GoogleParser.TryParse(signal, request) is { } google)
            {
                Assert.Equal(TablesUnderTest.WithoutEmptyEnvelopes(google), TablesUnderTest.Encode(builder.Seal(), pool));
            }
        }

        builder.Dispose();
        Assert.Equal(0, pool.Budget.UsedBytes);
    }
}
